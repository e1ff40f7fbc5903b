"""Keys of subjects between processes: one of each, and none of whom any of them forgot."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread
from uuid import UUID

import pytest

from dispatch.graves import Graves
from dispatch.keys import Keys, MadeElsewhere, SubjectForgotten, missing
from dispatch.ports import StoreUnavailable
from dispatch.wrapping import KeysUnusable
from tests.dispatch.keeping_keys import CALLER, CHILD, NONCE, Held, held_in, made, sealed


@pytest.fixture(params=["keys.db", "postgresql"])
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Held]:
    found = held_in(request.param, tmp_path, request)
    yield found
    found.close()


def test_of_two_that_make_a_first_key_at_once_one_counts_for_both(held: Held) -> None:
    ours, theirs = held.open(), held.open()
    story, lost = sealed(ours, CHILD), sealed(theirs, CHILD)
    sealed(theirs, CALLER)
    assert story != lost
    ours.commit()
    with pytest.raises(MadeElsewhere):
        theirs.commit()
    theirs.discard()
    assert sealed(theirs, CHILD) == story
    theirs.commit()
    assert sealed(held.open(), CHILD) == story


def test_what_is_stored_is_opened_though_another_key_was_about_to_be_made(held: Held) -> None:
    made(held, CHILD)
    story, ours = sealed(held.open(), CHILD), held.open()
    ours.look_first = False
    assert sealed(ours, CHILD) != story, "taken to be new"
    key = ours.opening_key(CHILD)
    assert key is not None
    assert key.decrypt(NONCE, story, b"") == b"story"
    with pytest.raises(MadeElsewhere):
        ours.commit()


def test_many_at_once_end_with_the_same_keys(held: Held) -> None:
    all_keys = [held.open() for _ in range(4)]
    subjects = [UUID(int=100 + n) for n in range(20)]
    begin = Barrier(len(all_keys))

    def work(keys: Keys) -> None:
        for subject in subjects:
            begin.wait(10)
            while True:
                keys.sealing_key(subject)
                try:
                    keys.commit()
                    break
                except MadeElsewhere:
                    keys.discard()

    threads = [Thread(target=work, args=(keys,)) for keys in all_keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for subject in subjects:
        assert len({sealed(keys, subject) for keys in (*all_keys, held.open())}) == 1


def test_a_grave_of_another_process_counts_as_well(held: Held) -> None:
    ours, theirs = held.open(), held.open()
    sealed(ours, CHILD)
    theirs.bury([CHILD])
    with pytest.raises(MadeElsewhere):
        ours.commit()
    ours.discard()
    with pytest.raises(SubjectForgotten):
        ours.sealing_key(CHILD)


def test_both_have_the_same_secret_for_hashes_from_the_first_start_on(held: Held) -> None:
    held.place.open().close()
    begin, found = Barrier(4), []

    def start() -> None:
        begin.wait(10)
        found.append(held.open().blind("phone", "77000000000"))

    threads = [Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 4
    assert len(set(found)) == 1


def test_keys_of_another_log_are_refused_whoever_comes_first(held: Held) -> None:
    ours, theirs = held.open(), held.open()
    ours.belong_to(UUID(int=7))
    theirs.belong_to(UUID(int=7))
    with pytest.raises(KeysUnusable) as refused:
        theirs.belong_to(UUID(int=8))
    assert refused.value.code == "keys-db-another"


def test_who_is_forgotten_has_no_key_in_any_process_that_hears_of_it(held: Held) -> None:
    ours, theirs = made(held, CHILD, CALLER), held.open()
    assert theirs.opening_key(CHILD) is not None
    Graves(held.place, ours._tables, ours).destroy([CHILD])
    graves = Graves(held.place, theirs._tables, theirs)
    graves.forgotten_elsewhere([CHILD])
    assert theirs.opening_key(CHILD) is None
    with pytest.raises(SubjectForgotten):
        theirs.sealing_key(CHILD)
    assert theirs.opening_key(CALLER) is not None
    graves.try_again()
    assert (graves.waiting, graves.destroyed) == (set(), 0)


def test_whoever_hears_of_it_destroys_a_key_that_another_left(held: Held) -> None:
    ours = made(held, CHILD)
    graves = Graves(held.place, ours._tables, ours)
    graves.forgotten_elsewhere([CHILD])
    graves.forgotten_elsewhere([CHILD])
    graves.try_again()
    assert (graves.waiting, graves.destroyed) == (set(), 1)
    assert held.open().opening_key(CHILD) is None
    assert missing(ours._tables, [CHILD, CALLER]) == {CALLER}


def test_nothing_is_lost_while_the_keys_cannot_be_kept(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = held.open()
    story = sealed(ours, CHILD)
    with monkeypatch.context() as patch:
        patch.setattr(ours._tables, "many", _refuse)
        with pytest.raises(StoreUnavailable) as refused:
            ours.commit()
    assert not refused.value.unsure, "the log was not asked yet: nothing is saved"
    ours.discard()
    assert sealed(ours, CHILD) != story


def _refuse(*_: object) -> int:
    raise StoreUnavailable("the answer was lost", unsure=True)
