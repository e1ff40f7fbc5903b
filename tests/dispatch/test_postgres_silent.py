"""A PostgreSQL that says nothing (stopped, or behind a line that drops everything) is not waited for."""

import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from uuid import UUID

import psycopg
import pytest
from psycopg.errors import LockNotAvailable

from dispatch.limits import EngineLimits
from dispatch.ports import Accepted, StoreUnavailable
from dispatch.sql.postgres import PostgresDatabase, WritingSession
from dispatch.store import Store
from dispatch.tables.postgres import PostgresTables
from tests.dispatch.batching import BOX_A
from tests.dispatch.toy import Note, Open, open_store, submission
from tests.faulty_line import FaultyLine
from tests.patience import eventually
from tests.postgres import Server

BRIEF = 0.4


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four steps of waiting are enough to show what seventeen do."""
    monkeypatch.setattr("dispatch.sql.postgres.BRIEF", BRIEF)
    monkeypatch.setattr("dispatch.writer.LOOK_AGAIN", 0.1)


@pytest.fixture
def line(postgres: Server) -> Iterator[FaultyLine]:
    with FaultyLine(postgres.socket) as line:
        yield line
        line.go_on()


@pytest.fixture
def store(tmp_path: Path, line: FaultyLine, postgres: Server, log_url: str) -> Iterator[Store]:
    url = log_url.replace(str(postgres.folder), str(line.folder))
    store = open_store(tmp_path, database=PostgresDatabase(url), limits=EngineLimits(look_every=3_600))
    store.start(ticking=False)
    store.writer.call(submission(Open(box=BOX_A)))
    yield store
    line.go_on()
    store.close()


def accepted_again(store: Store, command: object) -> None:
    """The command is taken within a moment."""

    def taken() -> bool:
        try:
            return isinstance(store.writer.call(command, timeout=10), Accepted)  # type: ignore[arg-type]
        except StoreUnavailable:
            return False

    eventually(taken)


def test_whoever_waits_is_answered_and_nobody_else_waits(store: Store, line: FaultyLine) -> None:
    line.hold()
    first = store.writer.send(submission(Note(box=BOX_A)))
    fault = first.exception(10)
    assert isinstance(fault, StoreUnavailable)
    assert fault.silent
    assert not fault.unsure
    assert not fault.lasting
    with pytest.raises(StoreUnavailable, match="nothing was saved") as refused:
        store.writer.send(submission(Note(box=BOX_A)))
    assert refused.value.silent, "the next one would have waited as long again"
    with pytest.raises(StoreUnavailable):
        store.log.stream(BOX_A)
    line.go_on()
    accepted_again(store, submission(Note(box=BOX_A)))
    assert [each.version for each in store.log.stream(BOX_A)] == [1, 2]


def test_who_waits_behind_is_answered_with_the_first(store: Store, line: FaultyLine) -> None:
    hold, held = Event(), Event()

    def keep(_: object) -> None:
        held.set()
        hold.wait(10)

    store.writer.subscribe(keep)
    store.writer.send(submission(Note(box=BOX_A)))
    assert held.wait(10)
    line.hold()
    waiting = [store.writer.send(submission(Note(box=BOX_A))) for _ in range(300)]
    hold.set()
    assert {type(each.exception(10)) for each in waiting} == {StoreUnavailable}


def test_a_commit_without_answer_is_perhaps_saved_and_never_done_twice(
    store: Store, line: FaultyLine
) -> None:
    command = submission(Note(box=BOX_A))
    line.hold(at_commit=True)
    with pytest.raises(StoreUnavailable, match="perhaps") as fault:
        store.writer.call(command, timeout=10)
    assert fault.value.unsure
    line.go_on()
    accepted_again(store, command)
    assert [each.version for each in store.log.stream(BOX_A)] == [1, 2]


def test_a_stopped_server_is_given_up_and_taken_again(tmp_path: Path) -> None:
    server = Server()
    try:
        store = open_store(tmp_path, database=PostgresDatabase(server.new_database()))
        store.start(ticking=False)
        store.writer.call(submission(Open(box=BOX_A)))
        server.freeze()
        with pytest.raises(StoreUnavailable):
            store.writer.call(submission(Note(box=BOX_A)), timeout=10)
        with pytest.raises(StoreUnavailable):
            store.log.stream(BOX_A)
        server.freeze(signal.SIGCONT)
        accepted_again(store, submission(Note(box=BOX_A)))
        store.close()
    finally:
        server.freeze(signal.SIGCONT)
        server.close()


def test_who_stands_still_with_the_lock_loses_it(tmp_path: Path, log_url: str) -> None:
    database = PostgresDatabase(log_url)
    frozen = database.open_to_write(UUID(int=1))
    frozen._raw.execute(b"SET idle_in_transaction_session_timeout='300ms'")
    store = open_store(tmp_path, database=database)
    store.start(ticking=False)
    frozen.begin()
    frozen.execute("SELECT 1")
    accepted_again(store, submission(Open(box=BOX_A)))
    with pytest.raises(psycopg.Error) as lost:
        frozen.execute("INSERT INTO claim VALUES ('team','t','x',NULL,1,1)")
    fault = database.fault(lost.value)
    assert fault is not None
    assert not fault.lasting
    frozen.close()
    store.close()


@pytest.fixture
def half_sent(log_url: str) -> Iterator[str]:
    """The address of a log whose lock somebody holds, who stands still amid statements sent together: the
    server waits for the rest of them without end, as the transaction is not idle."""
    beside = PostgresTables(log_url, "work")
    beside.prepare("CREATE TABLE IF NOT EXISTS turn (name TEXT PRIMARY KEY)")
    beside.write("INSERT INTO turn VALUES ('a')")
    beside.close()
    frozen = PostgresDatabase(log_url).open_to_write(UUID(int=1))
    frozen._raw.execute(b"SET idle_in_transaction_session_timeout=0")
    frozen.begin()
    with suppress(psycopg.Error), frozen.together():
        frozen.execute("UPDATE work.turn SET name=name")
        yield log_url
    frozen.close()


def all_are_allowed_less(monkeypatch: pytest.MonkeyPatch) -> None:
    less = {"idle_in_transaction_session_timeout": "300ms", "lock_timeout": "500ms"}
    monkeypatch.setattr("dispatch.sql.postgres_line._SESSION", less)


@pytest.mark.parametrize("planted", [False, True], ids=["as it is", "planted"])
def test_nor_is_it_held_by_one_who_sent_only_half(
    half_sent: str, planted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_are_allowed_less(monkeypatch)
    if planted:
        monkeypatch.setattr("dispatch.sql.postgres._END_STILL", b"SELECT WHERE false")
    waiting = WritingSession(PostgresDatabase(half_sent)._connected_to_write)
    if planted:
        for _ in range(3):
            with pytest.raises(LockNotAvailable):
                waiting.begin()
    else:
        waiting.begin()
        waiting.rollback()
    waiting.close()


def test_nor_is_a_row_beside_the_log(half_sent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As that of the lease, which an append of whoever acts holds to its end."""
    all_are_allowed_less(monkeypatch)
    tables = PostgresTables(half_sent, "work")
    with pytest.raises(StoreUnavailable):
        tables.write("DELETE FROM turn")
    eventually(lambda: tables.write("DELETE FROM turn") == 1)
    tables.close()


def test_planted_a_line_that_waits_for_ever_is_noticed(
    store: Store, line: FaultyLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dispatch.sql.postgres_line._listened", lambda gen, patience: gen)
    line.hold()
    with pytest.raises(TimeoutError):
        store.writer.send(submission(Note(box=BOX_A))).exception(4 * BRIEF)


@pytest.fixture
def silent_tables(line: FaultyLine, postgres: Server, log_url: str) -> Iterator[PostgresTables]:
    """Beside the log, just given up after a silence; somebody asks them again."""
    tables = PostgresTables(log_url.replace(str(postgres.folder), str(line.folder)), "things")
    tables.prepare("CREATE TABLE IF NOT EXISTS thing (n INTEGER NOT NULL)")
    tables._session.patient(BRIEF)
    line.hold()
    for _ in range(2):
        with pytest.raises(StoreUnavailable) as refused:
            tables.rows("SELECT n FROM thing")
        assert refused.value.silent
    yield tables
    tables.close()


def test_nobody_waits_until_a_new_connection_is_given_up(
    silent_tables: PostgresTables, line: FaultyLine
) -> None:
    """That takes two seconds at least, as PostgreSQL's own library has it."""
    opening = silent_tables._opening
    assert opening is not None
    assert not opening.done()
    line.go_on()
    opening.result(10)
    assert silent_tables.rows("SELECT n FROM thing") == []


def test_planted_who_waits_for_the_connection_sees_it_given_up(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr("dispatch.tables.postgres.GLANCE", 10.0)
    opening = request.getfixturevalue("silent_tables")._opening
    assert opening.done()
