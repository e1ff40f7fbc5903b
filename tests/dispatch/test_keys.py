"""Keys of subjects: durable, wrapped, bound to their subject, and gone for good."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.keys import SubjectForgotten
from dispatch.wrapping import KeysUnusable, make_key_file
from tests.dispatch.keeping_keys import CALLER, CHILD, NONCE, Held, held_in, made, sealed


@pytest.fixture(params=["keys.db", "postgresql"])
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Held]:
    found = held_in(request.param, tmp_path, request)
    yield found
    found.close()


@pytest.fixture
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Held]:
    found = held_in("keys.db", tmp_path, request)
    yield found
    found.close()


def test_a_key_outlives_the_process_that_made_it(held: Held) -> None:
    first = held.open()
    story = sealed(first, CHILD)
    first.commit()
    again = held.open().opening_key(CHILD)
    assert again is not None
    assert again.decrypt(NONCE, story, b"") == b"story"


def test_a_key_that_was_never_committed_is_not_there(held: Held) -> None:
    first = held.open()
    sealed(first, CHILD)
    first.discard()
    assert first.opening_key(CHILD) is None
    assert held.open().opening_key(CHILD) is None


def test_every_subject_has_a_key_of_its_own(file: Held) -> None:
    mine = file.open()
    assert sealed(mine, CHILD) != sealed(mine, CALLER)
    assert sealed(mine, CHILD) == sealed(mine, CHILD)


def test_the_files_are_for_their_owner_only(file: Held, tmp_path: Path) -> None:
    file.open()
    for name in ("keys.kek", "keys.db"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_read_is_refused(file: Held, mode: int) -> None:
    os.chmod(file.key_file, mode)
    with pytest.raises(KeysUnusable, match="chmod 600"):
        file.open()


@pytest.mark.parametrize("content", ["", "abc", "abc notbase64!", "abc c2hvcnQ="])
def test_a_key_file_without_a_key_is_refused(file: Held, content: str) -> None:
    file.key_file.write_text(content)
    with pytest.raises(KeysUnusable):
        file.open()


def test_a_missing_key_file_is_refused(file: Held) -> None:
    file.key_file.unlink()
    with pytest.raises(KeysUnusable, match="missing"):
        file.open()


def test_another_key_file_does_not_open_the_keys(held: Held) -> None:
    held.open()
    held.key_file.unlink()
    make_key_file(held.key_file)
    with pytest.raises(KeysUnusable, match="does not hold"):
        held.open()


def test_set_up_never_overwrites_a_key_file(file: Held) -> None:
    with pytest.raises(FileExistsError):
        make_key_file(file.key_file)


def test_a_key_moved_to_another_subject_does_not_open(held: Held) -> None:
    made(held)
    held.change("UPDATE subject_key SET subject=?", CALLER.bytes)
    with pytest.raises(KeysUnusable, match="does not fit"):
        held.open().opening_key(CALLER)


def test_a_destroyed_key_is_never_made_again(held: Held) -> None:
    made(held)
    held.change("UPDATE subject_key SET wrapped=NULL")
    later = held.open()
    assert later.opening_key(CHILD) is None
    with pytest.raises(SubjectForgotten):
        later.sealing_key(CHILD)


def test_no_key_lies_in_the_clear(file: Held, tmp_path: Path) -> None:
    mine = file.open()
    raw = []
    make = os.urandom
    os.urandom = lambda size: raw.append(make(size)) or raw[-1]  # type: ignore[func-returns-value]
    try:
        sealed(mine, CHILD)
    finally:
        os.urandom = make
    mine.commit()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("keys.db*"))
    assert not [each for each in raw if len(each) == 32 and each in stored]


def test_hashes_are_keyed_and_tell_purposes_apart(
    held: Held, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    mine = held.open()
    others = held_in("keys.db", tmp_path_factory.mktemp("other"), request).open()
    assert mine.blind("phone", "77000000000") == held.open().blind("phone", "77000000000")
    assert mine.blind("phone", "77000000000") != mine.blind("child", "77000000000")
    assert mine.blind("phone", "77000000000") != others.blind("phone", "77000000000")
    assert mine.digest(b"{}") != others.digest(b"{}")


def test_the_cache_of_open_keys_is_bounded(held: Held) -> None:
    mine = held.open(kept_open=3)
    for number in range(10):
        mine.sealing_key(UUID(int=number))
    mine.commit()
    assert len(mine._open) == 3
    assert all(mine.opening_key(UUID(int=number)) for number in range(10))
    assert len(mine._open) == 3
