"""The log in PostgreSQL: durable or refused, never changed, read by the library as on SQLite."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from dispatch.ports import Accepted
from dispatch.schema import StoreUnfit
from dispatch.schema_steps import newest
from dispatch.sql.postgres import PostgresDatabase
from dispatch.sql.postgres_tables import COLUMNS
from dispatch.sql.postgres_text import over_arrays, translated
from dispatch.store import Store
from tests.dispatch.batching import BOX_A, together
from tests.dispatch.toy import Note, Open, open_store, submission
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


def test_the_library_reads_every_stream_and_the_whole_log(postgres: Server, url: str, store: Store) -> None:
    name = url.partition("@/")[2].partition("?")[0]
    with PostgresDatastore(name, str(postgres.folder), "5432", "jedel", "") as datastore:
        recorder = PostgresApplicationRecorder(datastore, events_table_name="stored_events")
        theirs, ours = recorder.select_events(BOX_A), store.log.stream(BOX_A)
        assert [store.mapper.to_domain_event(each).event for each in theirs] == [each.event for each in ours]
        assert [each.originator_version for each in theirs] == [1, 2]
        assert [each.id for each in recorder.select_notifications(1, 10)] == [1, 2]
        assert recorder.max_notification_id() == store.log.head == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET state=''",
        "DELETE FROM stored_events WHERE notification_id=2",
        "TRUNCATE stored_events",
        "UPDATE batch SET recorded_at=0",
        "DELETE FROM log_identity",
        "DELETE FROM checkpoint",
    ],
)
def test_the_log_is_never_changed(url: str, store: Store, statement: str) -> None:
    with psycopg.connect(url) as past, pytest.raises(psycopg.IntegrityError, match="never changed"):
        past.execute(statement.encode())
    assert store.log.breaks() == []


def test_what_is_changed_all_the_same_is_found(url: str, store: Store) -> None:
    with psycopg.connect(url) as past:
        past.execute("ALTER TABLE stored_events DISABLE TRIGGER ALL")
        past.execute("UPDATE stored_events SET topic='box-noted.v1' WHERE notification_id=1")
    assert [(each.kind, each.position) for each in store.log.breaks()] == [("changed", 1)]


@pytest.mark.parametrize("setting", ["synchronous_commit", "fsync", "full_page_writes"])
def test_a_server_that_would_not_be_durable_is_refused(
    url: str, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if setting == "synchronous_commit":
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute("ALTER ROLE jedel SET synchronous_commit=off")
    else:
        execute = psycopg.Connection.execute
        off = "SELECT 'off' AS told"
        monkeypatch.setattr(
            psycopg.Connection,
            "execute",
            lambda self, asked, *more: execute(
                self, off if asked == f"SHOW {setting}".encode() else asked, *more
            ),
        )
    try:
        with pytest.raises(StoreUnfit, match=setting) as refused:
            PostgresDatabase(url).open_to_write(UUID(int=1))
        assert refused.value.code == "database-not-durable"
    finally:
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute("ALTER ROLE jedel RESET synchronous_commit")


def test_a_database_of_something_else_is_refused_and_left_alone(url: str) -> None:
    with psycopg.connect(url) as other:
        other.execute("CREATE TABLE theirs (a int)")
    with pytest.raises(StoreUnfit, match="something else"):
        PostgresDatabase(url).open_to_write(UUID(int=1))
    with psycopg.connect(url) as other:
        found = other.execute("SELECT tablename FROM pg_tables WHERE schemaname='public'").fetchall()
    assert found == [("theirs",)]


def test_a_database_in_another_encoding_is_refused(postgres: Server) -> None:
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1'")
    with pytest.raises(StoreUnfit, match="UTF-8") as refused:
        PostgresDatabase(postgres.url("latin")).open_to_write(UUID(int=1))
    assert refused.value.code == "database-not-utf8"


def test_a_log_of_a_later_version_is_refused(url: str) -> None:
    PostgresDatabase(url).open_to_write(UUID(int=1)).close()
    with psycopg.connect(url) as later:
        later.execute("UPDATE jedel_log SET version=version+1")
    with pytest.raises(StoreUnfit, match=f"version {newest() + 1}"):
        PostgresDatabase(url).open_to_write(UUID(int=1))


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with pytest.raises(StoreUnfit) as refused:
        PostgresDatabase("postgresql://jedel:geheim@/none?host=/nowhere").open_to_write(UUID(int=1))
    assert refused.value.code == "database-unreachable"
    assert "/nowhere" in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_statements_are_translated_and_many_rows_are_one_statement() -> None:
    assert translated("SELECT rowid FROM batch WHERE last>? AND first<?") == (
        b"SELECT notification_id FROM batch WHERE last>$1 AND first<$2"
    )
    assert over_arrays("INSERT INTO hot_fold VALUES (?,?) ON CONFLICT (name) DO NOTHING") == (
        b"INSERT INTO hot_fold SELECT * FROM unnest($1::text[], $2::bigint[]) ON CONFLICT (name) DO NOTHING"
    )
    assert over_arrays("DELETE FROM claim WHERE kind=? AND key=?") == (
        b"DELETE FROM claim WHERE (kind, key) IN (SELECT * FROM unnest($1::text[], $2::text[]))"
    )
    assert over_arrays("DELETE FROM claim WHERE kind=? OR key=?") is None
    assert COLUMNS["stored_events"]["originator_id"] == "uuid"


def test_a_batch_is_one_transaction_for_all(store: Store) -> None:
    outcomes = together(store, *(submission(Note(box=BOX_A)) for _ in range(20)))
    assert [type(each) for each in outcomes] == [Accepted] * 20
    assert notes(store) == 21
    assert store.log.breaks() == []
