"""The peers of the store's figures do what is said of them."""

import sqlite3
from pathlib import Path

import psycopg
import pytest

from tests.bench import message_db
from tests.bench.library import Bare, on_postgres, on_sqlite
from tests.bench.message_db import MessageDb
from tests.bench.same_parts import SameParts
from tests.bench.stored import Command, stories
from tests.postgres import Server

TABLES = ("batch", "kept_command", "moment", "hot_row", "case_number", "subject_key")


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> list[Command]:
    return stories(tmp_path_factory.mktemp("stories"), 40)


def rows(path: Path) -> dict[str, int]:
    """How many rows each table has."""
    with sqlite3.connect(path) as file:
        return {
            table: file.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("stored_events", *TABLES)
        }


def test_the_library_doing_the_same_parts_does_them_all(tmp_path: Path, commands: list[Command]) -> None:
    path = tmp_path / "peer.db"
    peer = SameParts(on_sqlite(path), commands)
    assert peer.rate(2, 0.3).rate > 0
    peer.close()
    found = rows(path)
    assert all(found.values()), found
    assert any(each.table == "claim" for command in commands for each in command.beside)  # freed again
    with sqlite3.connect(path) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        sealed = "SELECT count(*) FROM stored_events WHERE instr(state, CAST('\"s\":' AS BLOB)) > 0"
        assert file.execute(sealed).fetchone()[0]


def test_and_in_postgresql(postgres: Server, commands: list[Command]) -> None:
    name = postgres.new_name()
    peer = SameParts(on_postgres(postgres.folder, name), commands)
    assert peer.rate(2, 0.3).rate > 0
    peer.close()
    with psycopg.connect(postgres.url(name)) as database:
        for table in ("parts_events", *TABLES):
            row = database.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            assert row is not None
            assert row[0], table


def test_planted_a_peer_that_leaves_a_part_out_is_noticed(
    tmp_path: Path, commands: list[Command], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.bench.same_parts.Story._goes_with", lambda *_: [])
    with pytest.raises(AssertionError):
        test_the_library_doing_the_same_parts_does_them_all(tmp_path, commands)


def test_the_bare_library_is_synced_in_full(tmp_path: Path) -> None:
    peer = Bare(on_sqlite(tmp_path / "bare.db"))
    with peer._app.recorder.datastore.get_connection(commit=False) as connection:  # type: ignore[attr-defined]
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == 2
    peer.close()


@pytest.mark.skipif(not message_db.is_there(), reason=message_db.ABSENT)
def test_message_db_is_made_by_its_own_files(postgres: Server) -> None:
    url = postgres.new_database()
    peer = MessageDb(url)
    assert peer.rate(2, 0.2).rate > 0
    peer.close()
    with psycopg.connect(url) as database:
        row = database.execute(
            b"SELECT count(*), count(DISTINCT stream_name) FROM message_store.messages"
        ).fetchone()
    assert row is not None
    assert row[0] == row[1] > 0
