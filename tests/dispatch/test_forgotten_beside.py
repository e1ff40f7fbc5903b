"""Two processes, one log, keys in a file or a database: nobody seals with a key that does not count.

Neither with one that another process made at the same moment, nor with one of somebody who was forgotten
while this process stood still.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event
from uuid import UUID

import psycopg
import pytest

from dispatch.graves import Forgotten
from dispatch.keys import Keys, MadeElsewhere
from dispatch.ports import Accepted, StoreUnavailable
from dispatch.sealed_rows import sealed_rows
from dispatch.sql.postgres import PostgresDatabase
from dispatch.store import Store
from domain.marks import FORGOTTEN
from domain.refusal import Refused
from tests.dispatch.batching import BOX_A
from tests.dispatch.boxes import RULES, subject
from tests.dispatch.keeping_keys import Held, held_in
from tests.dispatch.test_beside import NEVER, forgets_of, looked
from tests.dispatch.toy import Lend, Note, Open, open_store, submission

CHILD = subject(BOX_A, "child")


@pytest.fixture(params=["keys.db", "postgresql"])
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Held]:
    found = held_in(request.param, tmp_path, request)
    yield found
    found.close()


@pytest.fixture
def two(tmp_path: Path, log_url: str, held: Held) -> Iterator[tuple[Store, Store]]:
    """The same log and the same keys twice, as two processes have them."""
    told = {
        "rules": replace(RULES, forgets_of=forgets_of),
        "forgotten": Forgotten(table="teams", subjects=lambda row: [CHILD] if row["id"] == "nobody" else []),
        "limits": NEVER,
        "keys": held.place,
    }
    stores = [open_store(tmp_path, database=PostgresDatabase(log_url), **told) for _ in range(2)]
    for store in stores:
        store.start(ticking=False)
    yield stores[0], stores[1]
    for store in stores:
        store.close()


def before_keys(store: Store, work: Callable[[], object]) -> None:
    """Once, in the middle of the next batch: it is decided and sealed, and its keys are not yet stored."""
    commit = store.keys.commit

    def late() -> None:
        store.keys.commit = commit  # type: ignore[method-assign]
        work()
        commit()

    store.keys.commit = late  # type: ignore[method-assign]


def sealed_after(log_url: str, position: int) -> list[int]:
    """Where something was sealed for the child after a position."""
    with closing(PostgresDatabase(log_url).open_to_read()) as log:
        return [row.position for row in sealed_rows(log, position) if CHILD in row.subjects]


def make_the_key_elsewhere(held: Held) -> None:
    other = held.open()
    other.sealing_key(CHILD)
    other.commit()


def story_of(store: Store) -> object:
    return store.log.stream(BOX_A)[0].event.story  # type: ignore[attr-defined]


def test_what_was_sealed_with_a_key_that_does_not_count_is_sealed_anew(
    two: tuple[Store, Store], held: Held
) -> None:
    ours, theirs = two
    before_keys(ours, lambda: make_the_key_elsewhere(held))
    assert isinstance(ours.writer.call(submission(Open(box=BOX_A))), Accepted)
    assert story_of(theirs) == story_of(ours) == Open(box=BOX_A).story
    assert ours.log.head == 1


def test_who_has_a_key_that_is_not_open_here_is_sealed_with_it(
    two: tuple[Store, Store], held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted first: whoever never looks takes the child to be new at each try."""
    ours, theirs = two
    make_the_key_elsewhere(held)
    with monkeypatch.context() as planted:
        planted.setattr(Keys, "look_first", property(lambda _: False, lambda *_: None), raising=False)
        with pytest.raises(MadeElsewhere):
            ours.writer.call(submission(Open(box=BOX_A)))
    assert isinstance(ours.writer.call(submission(Open(box=BOX_A))), Accepted)
    assert story_of(theirs) == story_of(ours) == Open(box=BOX_A).story


def test_planted_a_key_that_nobody_stored_is_noticed(
    two: tuple[Store, Store], held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = two
    many = ours.keys._tables.many

    def careless(statement: str, rows: list[tuple[object, ...]]) -> int:
        many(statement, rows)
        return len(rows)

    before_keys(ours, lambda: make_the_key_elsewhere(held))
    monkeypatch.setattr(ours.keys._tables, "many", careless)
    ours.writer.call(submission(Open(box=BOX_A)))
    with pytest.raises(Exception, match="not sealed for this place"):
        story_of(theirs)


def frozen_while_the_child_is_forgotten(two: tuple[Store, Store], log_url: str) -> tuple[int, object]:
    """The first stands still in the middle of a batch that seals for the child, and the server gives its
    transaction up; the other forgets the child; then the first goes on. The position, and what came of it."""
    ours, theirs = two
    ours.writer.call(submission(Open(box=BOX_A)))
    frozen, go_on = Event(), Event()
    before_keys(ours, lambda: (frozen.set(), go_on.wait(20)))
    note = ours.writer.send(submission(Note(box=BOX_A)))
    assert frozen.wait(10)
    session = ours._connection._raw.info.backend_pid  # type: ignore[union-attr]
    with psycopg.connect(log_url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", (session,))
    gone = theirs.writer.call(submission(Lend(box=BOX_A, team="nobody")))
    assert isinstance(gone, Accepted)
    go_on.set()
    return gone.position, note.exception(20) or note.result()


def test_who_stood_still_meanwhile_seals_nothing_for_the_forgotten(
    two: tuple[Store, Store], log_url: str, held: Held
) -> None:
    ours = two[0]
    position, outcome = frozen_while_the_child_is_forgotten(two, log_url)
    assert isinstance(outcome, StoreUnavailable)
    assert ours.writer.call(submission(Note(box=BOX_A))) == Refused(code="subject-forgotten")
    assert ours.keys.opening_key(CHILD) is None
    assert story_of(ours) is FORGOTTEN
    assert sealed_after(log_url, position) == []
    assert held.open().opening_key(CHILD) is None
    looked(ours)
    looked(ours)
    assert ours.graves.waiting == set()


def test_planted_who_does_not_catch_up_seals_with_the_dead_key(
    two: tuple[Store, Store], log_url: str
) -> None:
    books = two[0]._committer._books
    books._forgotten = replace(books._forgotten, of=lambda _: (), all=lambda: ())
    position, _ = frozen_while_the_child_is_forgotten(two, log_url)
    two[0].writer.call(submission(Note(box=BOX_A)))
    assert sealed_after(log_url, position) != []


def test_a_key_that_a_dead_process_left_is_destroyed_by_the_one_that_lives(
    two: tuple[Store, Store], held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It died between the event and the key: nobody has to start anything for that."""
    ours, theirs = two
    ours.writer.call(submission(Open(box=BOX_A)))
    monkeypatch.setattr(theirs.graves, "destroy_or_wait", lambda subjects: None)
    theirs.writer.call(submission(Lend(box=BOX_A, team="nobody")))
    assert held.open().opening_key(CHILD) is not None
    looked(ours)
    looked(ours)
    assert (ours.graves.destroyed, ours.graves.waiting) == (1, set())
    assert held.open().opening_key(CHILD) is None
    assert ours.keys.dropped(UUID(int=CHILD.int))
