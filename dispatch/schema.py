"""The tables of `log.db` and the connections to it: WAL, every commit synced, both read back.

`stored_events` has the table and column names of the library's own SQLite recorder, which can therefore
read the log (its `rowid` is our position, AUTOINCREMENT, so that none is ever given out twice). `hash` is
the event's link in its stream's chain. Nothing in it, in `batch` or in `checkpoint` is changed or deleted.
Times are microseconds since 1970-01-01 UTC; ids of streams are hex text there and 16 bytes elsewhere.
"""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any
from uuid import UUID

from dispatch.schema_steps import FIRST, FOREVER, STEPS, Step, newest, statements
from dispatch.unfit import Unfit

APPLICATION = 0x4A454431  # "JED1", tells the file's kind to whoever finds it
BUSY_SECONDS = 5.0
_STEP = 0.01
CACHE_KIB = 16_384  # the system's own cache has the rest: as quick, and no process grows with the file
CHECKPOINT_PAGES = 4_000  # 16 MB of write-ahead log between two checkpoints

_FOREVER = """CREATE TRIGGER {table}_not_changed BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END

CREATE TRIGGER {table}_not_deleted BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the log'); END"""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


sqlite3.register_adapter(bytes, bytearray)
"""Bytes take a long way into a statement, a bytearray is bound at once: a twentieth of a command's time."""


class StoreUnfit(Unfit):
    """The file cannot be used as a log here: not durable, of another kind, or of a later version."""


def microseconds(moment: datetime) -> int:
    """A time as the tables hold it."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_from(stored: int) -> datetime:
    """A time of the tables, aware UTC."""
    return _EPOCH + timedelta(microseconds=stored)


_ONE_BY_ONE: AbstractContextManager[None] = nullcontext()


class FileConnection(sqlite3.Connection):
    """A connection that writes a file of ours: what the log asks of it beyond what SQLite's own has."""

    def hurry(self) -> None:
        """A file is waited for as long as its disk takes."""

    def begin(self, *asked: tuple[str, Sequence[Any]]) -> list[list[Any]]:
        self.execute("BEGIN IMMEDIATE")
        return self.ask(*asked)

    def ask(self, *asked: tuple[str, Sequence[Any]]) -> list[list[Any]]:
        return [self.execute(*each).fetchall() for each in asked]

    def one_state(self, *asked: tuple[str, Sequence[Any]]) -> list[list[Any]]:
        self.execute("BEGIN")
        try:
            return self.ask(*asked)
        finally:
            self.execute("ROLLBACK")

    def together(self) -> AbstractContextManager[None]:
        return _ONE_BY_ONE

    def swept(self) -> bool:
        """Cut the write-ahead log to nothing, so that no row stands there as it was before; whether that
        could be done now: not while somebody reads, who is not waited for."""
        self.execute("PRAGMA busy_timeout=0")
        try:
            return not self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.Error:
            return False
        finally:
            self.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1_000)}")


def open_to_write(path: Path, log_id: UUID) -> FileConnection:
    """The writer's connection; makes the file as log `log_id` if there is none."""
    connection = sqlite3.connect(
        path,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
        factory=FileConnection,
    )
    try:
        _make_durable(connection, path)
        _check_kind(connection, path, log_id)
    except BaseException:
        connection.close()
        raise
    return connection


def write_ahead(connection: sqlite3.Connection) -> None:
    """The file keeps a write-ahead log from now on. Two who make a new file together are told at once that it
    is locked, however long they would wait: each tries again."""
    for _ in range(int(BUSY_SECONDS / _STEP)):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
        sleep(_STEP)
    connection.execute("PRAGMA journal_mode=WAL")


def _make_durable(connection: sqlite3.Connection, path: Path) -> None:
    write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    require_durable(connection, path)


def require_durable(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a connection whose commits could be lost by a power cut; asks SQLite, does not trust."""
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    level = connection.execute("PRAGMA synchronous").fetchone()[0]
    if mode != "wal" or level not in (2, 3):
        text = f"{path.name} would not be durable: journal mode {mode}, synchronous {level}"
        raise StoreUnfit(text, "not-durable", file=path.name, mode=mode, level=level)


def _check_kind(connection: sqlite3.Connection, path: Path, log_id: UUID) -> None:
    kind = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if kind == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
        _create(connection, log_id)
    elif kind != APPLICATION:
        raise StoreUnfit(f"{path.name} is a database of something else", "another-database", file=path.name)
    elif version > newest() or version < 1:
        text = f"{path.name} is of version {version}; this program knows {newest()}"
        raise StoreUnfit(text, "later-version", file=path.name, version=version, known=newest())
    elif version < newest():
        _upgrade(connection, path, version)


def _create(connection: sqlite3.Connection, log_id: UUID, until: int | None = None) -> None:
    connection.execute("BEGIN IMMEDIATE")
    _made(connection, Step(text=FIRST, forever=FOREVER))
    connection.execute("INSERT INTO log_identity VALUES (?)", (log_id.bytes,))
    connection.execute(f"PRAGMA application_id={APPLICATION}")
    _go_on(connection, 1, until or newest())
    connection.execute("COMMIT")


def empty_log(version: int) -> sqlite3.Connection:
    """A log without events as a file of a version has it, in memory: what others are compared with."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _create(connection, UUID(int=0), version)
    return connection


def _upgrade(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """From an earlier version to ours in one transaction, or not at all. Events are not touched."""
    wanted = set(re.findall(r"CREATE TABLE (\w+)", FIRST))
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    if missing := wanted - found:
        text = f"{path.name} says it is of version {version} and lacks {', '.join(sorted(missing))}"
        raise StoreUnfit(text, "log-incomplete", file=path.name, version=version)
    connection.execute("BEGIN IMMEDIATE")
    try:
        _go_on(connection, version, newest())
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _go_on(connection: sqlite3.Connection, version: int, until: int) -> None:
    """From a version to a later one, inside the caller's transaction (`executescript` would end it)."""
    for made in range(version + 1, until + 1):
        _made(connection, STEPS[made])
    connection.execute(f"PRAGMA user_version={until}")


def _made(connection: sqlite3.Connection, step: Step) -> None:
    for statement in statements(step.text):
        connection.execute(statement)
    for table in step.forever:
        for statement in _FOREVER.format(table=table).split("\n\n"):
            connection.execute(statement)


def version_of(path: Path) -> int:
    """Of a log's file, whatever this program knows; 0 if there is no log."""
    if not path.exists():
        return 0
    with closing(open_to_read(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection that cannot write; may be used by one thread after another."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA query_only=ON")
    return connection


def last_recorded(path: Path) -> datetime | None:
    """When the newest event of a log file was recorded; nothing for a log without any, or without file."""
    if not path.exists():
        return None
    connection = open_to_read(path)
    try:
        row = connection.execute("SELECT recorded_at FROM batch ORDER BY last DESC LIMIT 1").fetchone()
    finally:
        connection.close()
    return None if row is None else moment_from(row[0])
