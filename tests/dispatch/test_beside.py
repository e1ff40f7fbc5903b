"""Several processes append to one log in PostgreSQL: each sees what others did, in its turn or by a look."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.limits import EngineLimits
from dispatch.lock import AlreadyWriting, WriterLock
from dispatch.ports import Accepted, Changes, Refused, StoreUnavailable
from dispatch.sql.postgres import PostgresDatabase
from dispatch.store import Store
from tests.dispatch.batching import BOX_A, BOX_B
from tests.dispatch.boxes import RULES, START, BoxLent, subject
from tests.dispatch.test_taking_in import commands, folds, kept
from tests.dispatch.toy import Lend, Note, Open, open_store, submission
from tests.postgres import Server

NEVER = EngineLimits(look_every=3_600)
"""No look but those that the test asks for."""


@pytest.fixture
def two(tmp_path: Path, log_url: str) -> Iterator[tuple[Store, Store]]:
    """The same log twice, as two processes have it."""
    rules = replace(RULES, forgets_of=forgets_of)
    stores = [
        open_store(tmp_path, database=PostgresDatabase(log_url), folds=folds(), limits=NEVER, rules=rules)
        for _ in range(2)
    ]
    for store in stores:
        store.start(ticking=False)
    yield stores[0], stores[1]
    for store in stores:
        store.close()


def forgets_of(event: object) -> tuple[UUID, ...]:
    """Lending to "nobody" forgets the child of box A."""
    return (subject(BOX_A, "child"),) if isinstance(event, BoxLent) and event.team == "nobody" else ()


def looked(store: Store) -> None:
    """Returns when a look is over."""
    store.writer.look()
    store.writer.aside(lambda _: None)


def test_two_that_command_and_look_end_as_one(two: tuple[Store, Store]) -> None:
    chosen = st.lists(st.tuples(st.booleans(), st.one_of(st.none(), commands)), max_size=30)

    @given(chosen)
    def hold(steps: list[tuple[bool, object | None]]) -> None:
        waiting = []
        for second, command in steps:
            if command is None:
                two[second].writer.look()
            else:
                waiting.append(two[second].writer.send(submission(command)))
        for each in waiting:
            each.exception(10)
        for store in two:
            looked(store)
        first, other = (kept(store._committer._books) for store in two)
        assert first == other
        assert first["head"][0] == two[0].log.head  # type: ignore[index]

    hold()
    assert two[0].log.breaks() == []


def test_a_look_tells_the_watchers_what_another_did(two: tuple[Store, Store]) -> None:
    ours, theirs = two
    first: list[Changes] = []
    then: list[Changes] = []
    ours.writer.subscribe(then.append)
    ours.writer.subscribe(first.append, before_answering=True)
    theirs.writer.call(submission(Open(box=BOX_A)))
    theirs.writer.call(submission(Lend(box=BOX_A, team="t")))
    looked(ours)
    assert first == then
    assert [each.position for each in first] == [2]
    assert {(each.table, each.key) for each in first[0].rows} == {("shelf", str(BOX_A)), ("teams", "t")}
    looked(ours)
    assert len(first) == 1, "told twice"
    refused = ours.writer.call(submission(Lend(box=BOX_A, team="t")))
    assert isinstance(refused, Refused)
    assert refused.params["holder"] == str(BOX_A)


def test_a_look_comes_by_itself(tmp_path: Path, log_url: str) -> None:
    stores = [
        open_store(tmp_path, database=PostgresDatabase(log_url), limits=EngineLimits(look_every=0.05))
        for _ in range(2)
    ]
    heard = Event()
    stores[0].writer.subscribe(lambda changes: heard.set())
    for store in stores:
        store.start(ticking=False)
    stores[1].writer.call(submission(Open(box=BOX_A)))
    assert heard.wait(10)
    for store in stores:
        store.close()


def test_one_look_waits_and_no_more(two: tuple[Store, Store]) -> None:
    writer, hold, held = two[0].writer, Event(), Event()

    def keep(_: object) -> None:
        held.set()
        hold.wait(10)

    writer.subscribe(keep)
    writer.send(submission(Open(box=BOX_A)))
    assert held.wait(10)
    for _ in range(5):
        writer.look()
    assert writer.waiting == 1
    hold.set()
    looked(two[0])
    writer.look(reached=two[0].log.head)
    assert writer.waiting == 0, "a hint of what is known is no reason to look"


def test_a_look_does_not_wait_for_who_appends(two: tuple[Store, Store], log_url: str) -> None:
    ours, theirs = two
    theirs.writer.call(submission(Open(box=BOX_A)))
    holding = PostgresDatabase(log_url).open_to_write(UUID(int=1))
    holding.begin()
    heard = Event()
    ours.writer.subscribe(lambda changes: heard.set())
    ours.writer.look()
    assert heard.wait(3)
    holding.close()


def test_a_look_at_a_server_that_is_gone_is_made_again(tmp_path: Path) -> None:
    server = Server()
    try:
        log_url = server.new_database()
        ours = open_store(tmp_path, database=PostgresDatabase(log_url), limits=NEVER)
        ours.start(ticking=False)
        server.stop()
        ours.writer.look()
        with pytest.raises(StoreUnavailable):
            ours.writer.call(submission(Open(box=BOX_A)), timeout=10)
        server.start()
        assert isinstance(ours.writer.call(submission(Open(box=BOX_A)), timeout=10), Accepted)
        ours.close()
    finally:
        server.close()


@pytest.mark.parametrize("much", [False, True], ids=["folded in", "loaded anew"])
def test_whom_another_forgot_has_no_key_here(
    two: tuple[Store, Store], much: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = two
    child = subject(BOX_A, "child")
    ours.writer.call(submission(Open(box=BOX_A)))
    assert ours.keys.opening_key(child) is not None
    if much:
        monkeypatch.setattr("dispatch.books.TAKEN_IN", 0)
        books = ours._committer._books
        monkeypatch.setattr(books, "_forgotten", replace(books._forgotten, all=lambda: (child,)))
    theirs.writer.call(submission(Lend(box=BOX_A, team="nobody")))
    looked(ours)
    assert ours.keys.opening_key(child) is None
    assert ours.writer.call(submission(Note(box=BOX_A))) == Refused(code="subject-forgotten")


def test_planted_a_key_that_stays_is_noticed(two: tuple[Store, Store]) -> None:
    ours, theirs = two
    books = ours._committer._books
    books._forgotten = replace(books._forgotten, of=lambda _: ())
    ours.writer.call(submission(Open(box=BOX_A)))
    theirs.writer.call(submission(Lend(box=BOX_A, team="nobody")))
    looked(ours)
    assert ours.keys.opening_key(subject(BOX_A, "child")) is not None


def test_a_row_that_another_folded_anew_goes_on_here(two: tuple[Store, Store]) -> None:
    ours, theirs = two
    for box in (BOX_A, BOX_B):
        ours.writer.call(submission(Open(box=box)))
    ours.writer.call(submission(Note(box=BOX_A, weight=666.0)))
    looked(theirs)
    assert ("shelf", str(BOX_A)) in theirs.hot.damaged()
    for store in two:  # the fold was put right
        store.hot.folds["shelf"].poison = None  # type: ignore[attr-defined]
    theirs.refold("shelf", str(BOX_A))
    assert isinstance(ours.writer.call(submission(Note(box=BOX_A))), Accepted)
    assert ours.hot.damaged() == {}
    looked(theirs)
    assert ours.hot.snapshot("shelf") == theirs.hot.snapshot("shelf")
    assert ours.hot.snapshot("shelf")[1][str(BOX_A)]["notes"] == 2


def test_a_table_is_folded_anew_beside_one_that_appends(
    two: tuple[Store, Store], tmp_path: Path, log_url: str
) -> None:
    ours = two[0]
    ours.writer.call(submission(Open(box=BOX_A)))
    database = PostgresDatabase(log_url)
    begin = database.open_to_write

    def late(new_log: UUID) -> object:
        session = begin(new_log)
        start = session.begin

        def beginning() -> None:
            ours.writer.call(submission(Note(box=BOX_A)))
            start()

        session.begin = beginning  # type: ignore[method-assign]
        return session

    database.open_to_write = late  # type: ignore[method-assign,assignment]
    anew = folds()
    anew[0].version = 2
    third = open_store(tmp_path, database=database, folds=anew, limits=NEVER)
    assert third.hot.snapshot("shelf")[1][str(BOX_A)]["notes"] >= 1
    assert third.hot.snapshot("shelf")[0] == third.log.head
    third.close()


def test_who_wants_the_directory_alone_is_refused_while_several_serve(
    two: tuple[Store, Store], tmp_path: Path
) -> None:
    with pytest.raises(AlreadyWriting):
        WriterLock(tmp_path / "writer.lock", START)
