"""The end of the log in memory: what reading it without keys would give, or nothing."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.store import Store
from dispatch.tail import Tail
from domain.envelope import Recorded
from tests.dispatch.batching import BOX_A
from tests.dispatch.boxes import EVENTS
from tests.dispatch.toy import Note, Open, open_store, submission

KINDS = frozenset(EVENTS.values())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path)
    made.start(ticking=False)
    yield made
    made.close()


def pages(store: Store) -> tuple[tuple[int, list[Recorded]], tuple[int, list[Recorded]]]:
    """What was kept, and the same read from the log."""
    written = store.log.page(0, 100, KINDS)
    assert store._tail.after(0, 100)
    store._tail._events.clear()
    return written, store.log.page(0, 100, KINDS)


def say_something(store: Store) -> None:
    store.writer.call(submission(Open(box=BOX_A)))
    store.writer.call(submission(Note(box=BOX_A, text="note")))


def test_it_is_what_the_log_says_to_who_has_no_key(store: Store) -> None:
    say_something(store)
    kept, read = pages(store)
    assert kept == read
    assert kept[0] == 2


def test_planted_what_is_sealed_would_be_seen(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatch.tail._bare", lambda recorded: recorded)
    say_something(store)
    kept, read = pages(store)
    assert kept != read


def at(store: Store, *positions: int) -> list[Recorded]:
    one = store.log.stream(BOX_A)[0]
    return [one._replace(position=position, stream=UUID(int=position)) for position in positions]


def test_it_has_no_gap_and_does_not_reach_beyond_what_it_holds(store: Store) -> None:
    say_something(store)
    tail = Tail(kept=4)
    assert tail.after(0, 10) == ()
    tail.add(at(store, 3, 4))
    tail.add(at(store, 5))

    def found(after: int, limit: int = 10) -> list[int]:
        return [each.position for each in tail.after(after, limit)]

    assert (found(2), found(3), found(2, 1)) == ([3, 4, 5], [4, 5], [3])
    assert (found(1), found(5), found(9)) == ([], [], []), "the log has to be asked"
    tail.add(at(store, 6, 7))
    assert (found(2), found(3)) == ([], [4, 5, 6, 7]), "the oldest went"
    tail.add(at(store, 9))
    assert (found(6), found(8)) == ([], [9]), "somebody else wrote the eighth"
