"""The log in PostgreSQL when the server falls over, when an answer is lost, when two append at once."""

import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from uuid import UUID

import psycopg
import pytest

from dispatch.ports import Accepted, StoreUnavailable
from dispatch.sql.postgres import LOCK, PostgresDatabase
from dispatch.sql.postgres_line import Line as SqlLine
from dispatch.store import Store
from tests.dispatch.batching import BOX_A, BOX_B
from tests.dispatch.toy import Note, Open, open_store, submission
from tests.faulty_line import FaultyLine
from tests.postgres import Server


def opened(data: Path, url: str) -> Store:
    store = open_store(data, database=PostgresDatabase(url))
    store.start(ticking=False)
    return store


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.new_database()


@pytest.fixture
def store(tmp_path: Path, url: str) -> Iterator[Store]:
    store = opened(tmp_path, url)
    store.writer.call(submission(Open(box=BOX_A)))
    store.writer.call(submission(Note(box=BOX_A)))
    yield store
    store.close()


def notes(store: Store) -> int:
    return int(store.hot.snapshot("shelf")[1][str(BOX_A)]["notes"])  # type: ignore[call-overload]


def test_the_reply_to_a_commit_that_was_lost_is_no_reply_that_it_failed(
    tmp_path: Path, postgres: Server, url: str
) -> None:
    with FaultyLine(postgres.socket) as line:
        store = opened(tmp_path, url.replace(str(postgres.folder), str(line.folder)))
        store.writer.call(submission(Open(box=BOX_A)))
        command = submission(Note(box=BOX_A))
        line.lose_reply()
        with pytest.raises(StoreUnavailable, match="perhaps") as fault:
            store.writer.call(command, timeout=10)
        assert fault.value.unsure
        assert not fault.value.lasting
        assert line.lost.is_set(), "no reply was lost: the trial would prove nothing"
        again = store.writer.call(command, timeout=10)
        assert isinstance(again, Accepted)
        assert again.repeated
        assert again.position == store.log.head == 2
        assert notes(store) == 1
        assert store.log.breaks() == []
        store.close()


def test_what_was_saved_unknown_to_us_is_shown_without_another_command(
    tmp_path: Path, postgres: Server, url: str
) -> None:
    with FaultyLine(postgres.socket) as line:
        store = opened(tmp_path, url.replace(str(postgres.folder), str(line.folder)))
        store.writer.call(submission(Open(box=BOX_A)))
        line.lose_reply()
        heard = Event()
        store.writer.subscribe(lambda changes: heard.set() if changes.position == 2 else None)
        with pytest.raises(StoreUnavailable, match="perhaps"):
            store.writer.call(submission(Note(box=BOX_A)), timeout=10)
        assert heard.wait(10)
        assert notes(store) == 1
        store.close()


def test_a_server_that_falls_over_costs_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    server = Server()
    try:
        store = opened(tmp_path, server.new_database())
        store.writer.call(submission(Open(box=BOX_A)))
        for fall in range(1, 3):
            server.stop(signal.SIGQUIT)
            for _ in range(2):
                with pytest.raises(StoreUnavailable, match="nothing was saved") as fault:
                    store.writer.call(submission(Note(box=BOX_A)), timeout=10)
                assert not fault.value.lasting
                assert not fault.value.unsure
            with pytest.raises(StoreUnavailable):
                store.log.stream(BOX_A)
            server.start()
            assert isinstance(store.writer.call(submission(Note(box=BOX_A)), timeout=10), Accepted)
            assert len(store.log.stream(BOX_A)) == fall + 1
            assert store.undelivered() == (0, 0)
        assert store.log.breaks() == []
        assert store.hot.snapshot("shelf")[0] == store.log.head == 3
        store.close()
    finally:
        server.close()


def test_a_transaction_in_which_something_failed_is_never_called_durable(url: str) -> None:
    """PostgreSQL answers COMMIT with ROLLBACK then, and no error."""
    session = PostgresDatabase(url).open_to_write(UUID(int=1))
    session.begin()
    with pytest.raises(psycopg.Error):
        session.execute("SELECT nothing")
    with pytest.raises(psycopg.OperationalError, match="rolled back"):
        session.commit()
    session.close()


def test_two_processes_that_append_make_one_log_without_gaps(tmp_path: Path, url: str) -> None:
    stores = []
    for _ in range(2):
        stores.append(open_store(tmp_path, database=PostgresDatabase(url)))
    for store, box in zip(stores, (BOX_A, BOX_B), strict=True):
        store.start(ticking=False)
        store.writer.call(submission(Open(box=box)))
    futures = [
        store.writer.send(submission(Note(box=box)))
        for _ in range(60)
        for store in stores
        for box in (BOX_A, BOX_B)
    ]
    seen: list[int] = []
    while not all(each.done() for each in futures):
        seen += [each.position for each in stores[0].log.after(seen[-1] if seen else 0)]
    assert {type(each.result(10)) for each in futures} == {Accepted}
    seen += [each.position for each in stores[0].log.after(seen[-1])]
    assert seen == list(range(1, 243)), "a reader that follows the log missed something"
    assert stores[1].log.breaks() == []
    for store in stores:
        store.close()


def test_what_a_reader_follows_is_whole_only_under_the_lock(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: without the advisory lock two writers collide at once."""
    monkeypatch.setattr("dispatch.sql.postgres._BEGIN", b"BEGIN")
    first = open_store(tmp_path, database=PostgresDatabase(url))
    first.start(ticking=False)
    other = PostgresDatabase(url).open_to_write(UUID(int=1))
    other.begin()
    other.execute("INSERT INTO stored_events VALUES (1, ?, 1, '', '', '')", (BOX_B.hex,))
    future = first.writer.send(submission(Open(box=BOX_A)))
    with pytest.raises(TimeoutError):
        future.result(0.3)
    other.commit()
    assert future.exception(10) is not None
    other.close()
    first.close()


def test_after_a_lock_that_was_waited_for_in_vain_its_statements_are_found_again(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked_after_a_failed_begin(url) == [(1,)]
    monkeypatch.setattr(SqlLine, "pipeline", psycopg.Connection.pipeline)
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):  # planted: the line goes on as it is
        asked_after_a_failed_begin(url)


def asked_after_a_failed_begin(url: str) -> list[object]:
    """What a question answers whose third asking, when it is prepared, came behind a lock held elsewhere."""
    database = PostgresDatabase(url)
    with closing(database.open_to_write(UUID(int=1))) as session, psycopg.connect(url) as other:
        question = ("SELECT ?::int", (1,))
        for _ in range(2):
            session.begin(question)
            session.rollback()
        other.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        session.execute("SET lock_timeout='10ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            session.begin(question)
        other.rollback()
        if session.in_transaction:
            session.rollback()
        (found,) = session.begin(question)
        session.rollback()
        return list(found)
