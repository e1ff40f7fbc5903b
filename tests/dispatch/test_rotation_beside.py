"""A wrapping key turned beside processes that run: they take it up, nothing is lost, nobody comes back."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from threading import Event, Thread
from time import sleep
from typing import Any
from uuid import UUID

import pytest

from dispatch.clock import SystemClock
from dispatch.factors import Factors, new_secret
from dispatch.graves import Graves
from dispatch.key_place import KeyFile
from dispatch.keys_check import check
from dispatch.rotation import rotate
from dispatch.tables.sqlite import FileTables
from dispatch.wrapped import Holding, Secrets, file_holding
from dispatch.wrapped import page_after as page_after_of
from dispatch.wrapping import KeysUnusable, Wrapping, read_key_file
from tests.dispatch.keeping_keys import CALLER, CHILD, Held, held_in, made, sealed


def quiet(done: int, of: int) -> None:
    """Progress that nobody looks at."""


@pytest.fixture(params=["keys.db", "postgresql"])
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Held]:
    found = held_in(request.param, tmp_path, request)
    found.open().belong_to(UUID(int=7))
    yield found
    found.close()


def secrets(held: Held, *beside: Holding) -> Secrets:
    return Secrets(key_file=held.key_file, place=held.place, beside=beside, log=None)


def test_a_process_that_runs_opens_and_seals_on_and_takes_the_new_key(held: Held) -> None:
    running, cold = made(held, CHILD), held.open()
    story = sealed(running, CHILD)
    done = rotate(secrets(held), quiet)
    assert (done.wrapped, done.dropped, running.kek != done.kek) == (2, 1, True)
    assert sealed(running, CHILD) == sealed(cold, CHILD) == story, (
        "what it meets now is wrapped by the new key"
    )
    running.sealing_key(CALLER)
    running.commit()
    assert running.kek == done.kek
    found = check(secrets(held), quiet)
    assert (found.faults, list(found.uses)) == ([], [done.kek])


def test_what_was_begun_before_is_stored_by_the_new_key(held: Held) -> None:
    running = held.open()
    story = sealed(running, CHILD)
    done = rotate(secrets(held), quiet)
    running.commit()
    assert sealed(held.open(), CHILD) == story
    assert list(check(secrets(held), quiet).uses) == [done.kek]


def test_planted_a_process_that_does_not_look_loses_what_it_stores(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = held.open()
    sealed(running, CHILD)
    rotate(secrets(held), quiet)
    monkeypatch.setattr(Wrapping, "look", lambda self: None)
    running.commit()
    with pytest.raises(KeysUnusable):
        held.open().opening_key(CHILD)
    assert "unknown" in {fault.code for fault in check(secrets(held), quiet).faults}


def in_the_middle(held: Held, monkeypatch: pytest.MonkeyPatch, go_on: Event) -> Thread:
    """A process that stands in the transaction in which it stores a key by the old wrapping key."""
    running, wrapped = held.open(), Event()
    sealed(running, CHILD)
    many = running._tables.many

    def slow(statement: str, rows: list[tuple[object, ...]]) -> int:
        wrapped.set()
        go_on.wait(10)
        sleep(0.2)
        return many(statement, rows)

    monkeypatch.setattr(running._tables, "many", slow)
    thread = Thread(target=running.commit)
    thread.start()
    assert wrapped.wait(10)
    return thread


def told_of_a_page(go_on: Event) -> Callable[..., Any]:
    """Lets whoever stands in the middle go on once the page that their key belongs to was read."""

    def page_after(*told: Any, **more: Any) -> Any:
        page = page_after_of(*told, **more)
        if any(row.key == (CALLER.bytes,) for row in page):
            go_on.set()
        return page

    return page_after


@pytest.mark.parametrize("planted", [False, True], ids=["waited for", "planted"])
def test_whoever_is_in_the_middle_of_storing_is_waited_for(
    held: Held, monkeypatch: pytest.MonkeyPatch, planted: bool
) -> None:
    """Else its key is missed, and the old wrapping key has to stay for it. (Even whoever only opens the
    tables waits: the fault takes that away, too, which PostgreSQL does by itself.)"""
    planted = planted and isinstance(held.place, KeyFile)
    made(held, CALLER)
    go_on = Event()
    thread = in_the_middle(held, monkeypatch, go_on)
    if planted:
        monkeypatch.setattr(FileTables, "prepare", lambda self, schema, version=1: None)
        monkeypatch.setattr("dispatch.rotation._alone", lambda tables: nullcontext())
        monkeypatch.setattr("dispatch.rotation.page_after", told_of_a_page(go_on))
    done = rotate(secrets(held), quiet, lambda step: go_on.set() if step == "begun" and not planted else None)
    thread.join(10)
    found = check(secrets(held), quiet)
    assert (found.faults, found.subjects) == ([], 2)
    assert (done.kept, len(found.uses)) == ((1, 2) if planted else (0, 1))


def forgotten_in_a_page(held: Held, monkeypatch: pytest.MonkeyPatch) -> Thread:
    """Somebody is forgotten while the page with their key is being wrapped anew."""
    running, begun = made(held, CHILD), Event()
    renewed = Wrapping.renewed

    def forget() -> None:
        begun.set()
        Graves(held.place, running._tables, running).destroy_or_wait([CHILD])

    thread = Thread(target=forget)

    def late(self: Wrapping, wrapped: object, bound: bytes) -> object:
        if not begun.is_set() and not bound.endswith(b"hash"):
            thread.start()
            begun.wait(5)
            thread.join(0.6)
        return renewed(self, wrapped, bound)  # type: ignore[arg-type]

    monkeypatch.setattr(Wrapping, "renewed", late)
    return thread


def test_who_is_forgotten_meanwhile_stays_forgotten(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    thread = forgotten_in_a_page(held, monkeypatch)
    rotate(secrets(held), quiet)
    thread.join(10)
    found = check(secrets(held), quiet)
    assert (found.subjects, found.graves) == (0, 1)


def test_planted_a_page_read_before_its_transaction_brings_a_key_back(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = forgotten_in_a_page(held, monkeypatch)
    monkeypatch.setattr("dispatch.rotation._alone", lambda tables: nullcontext())
    rotate(secrets(held), quiet)
    thread.join(10)
    assert check(secrets(held), quiet).subjects == 1


def test_a_second_factor_that_is_enrolled_meanwhile_opens(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    held = held_in("keys.db", tmp_path, request)
    made(held)
    tables = FileTables(tmp_path / "access.db")
    factors = Factors(tables, SystemClock(), Wrapping(held.key_file))
    factors.enrol_totp(CHILD, new_secret())
    rotate(secrets(held, file_holding(tmp_path / "access.db")), quiet)
    factors.enrol_totp(CHILD, new_secret())
    assert len(factors._totps(CHILD)) == 2
    found = check(secrets(held, file_holding(tmp_path / "access.db")), quiet)
    assert (found.faults, len(found.uses)) == ([], 1)
    tables.close()
    held.close()


def test_the_check_tells_whose_old_copies_still_open(held: Held) -> None:
    running = made(held, CHILD, CALLER)
    graves = Graves(held.place, running._tables, running)
    graves.destroy([CHILD])
    assert (check(secrets(held), quiet).graves, check(secrets(held), quiet).fresh_graves) == (1, 1)
    rotate(secrets(held), quiet)
    assert (check(secrets(held), quiet).graves, check(secrets(held), quiet).fresh_graves) == (1, 0)
    graves.destroy([CALLER])
    assert (check(secrets(held), quiet).graves, check(secrets(held), quiet).fresh_graves) == (2, 1)


def test_a_key_file_that_went_away_or_cannot_be_read_stops_nobody_who_runs(held: Held) -> None:
    running, content = made(held, CHILD), held.key_file.read_bytes()
    for spoilt in (b"", b"no key"):
        held.key_file.write_bytes(spoilt)
        running.sealing_key(CALLER)
        running.discard()
    held.key_file.unlink()
    running.sealing_key(CALLER)
    running.commit()
    held.key_file.touch(0o600)
    held.key_file.write_bytes(content)
    assert list(read_key_file(held.key_file)) == [running.kek]
    assert held.open().opening_key(CALLER) is not None
