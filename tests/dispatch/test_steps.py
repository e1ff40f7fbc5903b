"""A log of an earlier version goes on as one of today's, in a file and in PostgreSQL, or stays as it was.

`postgres_3.sql` is what the first program with logs in PostgreSQL wrote. It is never made again.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from dispatch.evidence.file import LogFile
from dispatch.evidence.place import Place
from dispatch.evidence.tables import LogTables
from dispatch.evidence.verify import verify
from dispatch.prepare import Prepared, is_prepared, prepare
from dispatch.schema import StoreUnfit, open_to_write
from dispatch.schema_steps import STEPS, Step, newest
from dispatch.sql.port import Database
from dispatch.sql.postgres import PostgresDatabase
from dispatch.sql.sqlite import SqliteFile
from tests.postgres import Server

OLD = Path(__file__).parent / "postgres_3.sql"
NOW = newest()
LATER = Step(text="CREATE TABLE later (at INTEGER NOT NULL, what TEXT);\n", forever=("later",))
BROKEN = Step(text="CREATE TABLE later (at INTEGER); CREATE TABLE batch (last INTEGER);\n")


class Log:
    """A log of some version: its database, and how to look at it."""

    def __init__(self, database: Database, place: Place, folder: Path) -> None:
        self.database, self.place, self.folder = database, place, folder

    def damages(self) -> tuple[object, ...]:
        return verify(self.folder, place=self.place).damages


@pytest.fixture(params=["sqlite", "postgresql"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    """Empty, nothing made yet."""
    if request.param == "sqlite":
        path = tmp_path / "log.db"
        yield Log(SqliteFile(path), LogFile(path), tmp_path)
    else:
        server: Server = request.getfixturevalue("postgres")
        url = server.new_database()
        yield Log(PostgresDatabase(url), LogTables(url), tmp_path)


def test_what_is_prepared_is_of_today_and_preparing_again_does_nothing(log: Log) -> None:
    assert not is_prepared(log.database)
    assert prepare(log.database) == Prepared(0, NOW)
    assert prepare(log.database) == Prepared(NOW, NOW)
    assert is_prepared(log.database)
    assert log.damages() == ()


def test_a_later_step_is_taken_and_makes_what_a_new_log_has(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(log.database)
    monkeypatch.setitem(STEPS, NOW + 1, LATER)
    assert not is_prepared(log.database)
    assert prepare(log.database) == Prepared(NOW, NOW + 1)
    assert log.damages() == (), "tables and triggers are those of a log that was made so"
    monkeypatch.delitem(STEPS, NOW + 1)
    with pytest.raises(StoreUnfit, match=f"version {NOW + 1}"):
        prepare(log.database)


def test_planted_a_step_that_breaks_half_way_changes_nothing(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(log.database)
    with monkeypatch.context() as planted:
        planted.setitem(STEPS, NOW + 1, BROKEN)
        with pytest.raises((sqlite3.Error, psycopg.Error)):
            prepare(log.database)
        assert log.database.version() == NOW
    assert log.damages() == ()


def test_planted_a_step_without_its_triggers_is_no_whole_log(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(log.database)
    with monkeypatch.context() as planted:
        planted.setitem(STEPS, NOW + 1, Step(text=LATER.text))
        prepare(log.database)
    monkeypatch.setitem(STEPS, NOW + 1, LATER)
    assert log.damages() != ()


def test_the_first_log_in_postgresql_goes_on(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.new_database()
    with psycopg.connect(url) as old:
        old.execute(OLD.read_bytes())
    monkeypatch.setitem(STEPS, NOW + 1, LATER)
    assert prepare(PostgresDatabase(url)) == Prepared(3, NOW + 1)
    report = verify(tmp_path, place=LogTables(url))
    assert (report.events, report.checkpoints, report.damages) == (5, 1, ())


def test_steps_leave_a_copy_of_the_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_to_write(tmp_path / "log.db", UUID(int=1)).close()
    shutil.copy(tmp_path / "log.db", tmp_path / "copy.db")
    monkeypatch.setitem(STEPS, NOW + 1, LATER)
    assert SqliteFile(tmp_path / "copy.db").version() == NOW
    assert verify(tmp_path, place=LogFile(tmp_path / "copy.db")).damages == ()
