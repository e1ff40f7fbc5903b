"""The tables of `log.db` and the connections to it: WAL, every commit synced, both read back.

`stored_events` has the table and column names of the library's own SQLite recorder, which can therefore
read the log (its `rowid` is our position, AUTOINCREMENT, so that none is ever given out twice). `hash` is
the event's link in its stream's chain. Nothing in it, in `batch` or in `checkpoint` is changed or deleted.
Times are microseconds since 1970-01-01 UTC; ids of streams are hex text there and 16 bytes elsewhere.
"""

import re
import sqlite3
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from dispatch.unfit import Unfit

APPLICATION = 0x4A454431  # "JED1", tells the file's kind to whoever finds it
VERSION = 3
BUSY_SECONDS = 5.0
CHECKPOINT_PAGES = 4_000  # 16 MB of write-ahead log between two checkpoints

_TABLES = """
CREATE TABLE stored_events (
    rowid INTEGER PRIMARY KEY AUTOINCREMENT,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    hash BLOB NOT NULL,
    UNIQUE (originator_id, originator_version));
CREATE TABLE batch (
    last INTEGER PRIMARY KEY, first INTEGER NOT NULL, recorded_at INTEGER NOT NULL, link BLOB NOT NULL);
CREATE TABLE log_identity (id BLOB NOT NULL);
CREATE TABLE kept_command (
    command_id BLOB NOT NULL, account BLOB NOT NULL, digest BLOB NOT NULL, position INTEGER NOT NULL,
    answer BLOB NOT NULL, PRIMARY KEY (command_id, account)) WITHOUT ROWID;
CREATE TABLE claim (
    kind TEXT NOT NULL, key TEXT NOT NULL, holder TEXT NOT NULL, by BLOB, at INTEGER NOT NULL,
    position INTEGER NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE case_number (
    region TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (region, year)) WITHOUT ROWID;
CREATE TABLE moment (
    at INTEGER NOT NULL, stream BLOB NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL,
    position INTEGER NOT NULL, centre BLOB NOT NULL, PRIMARY KEY (at, stream, kind, ref)) WITHOUT ROWID;
CREATE TABLE hot_fold (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE hot_row (
    fold TEXT NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, damaged INTEGER, body BLOB,
    PRIMARY KEY (fold, key));
"""

_FOREVER = """
CREATE TRIGGER {table}_not_changed BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER {table}_not_deleted BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the log'); END;
"""

_UPGRADES = {
    1: """
CREATE TABLE outbox (
    id BLOB PRIMARY KEY, position INTEGER NOT NULL, channel TEXT NOT NULL, kind TEXT NOT NULL,
    audience TEXT NOT NULL, author BLOB, stream BLOB, ref TEXT NOT NULL, centre BLOB NOT NULL,
    created INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, next_attempt INTEGER NOT NULL,
    delivered INTEGER, receipt TEXT, given_up TEXT) WITHOUT ROWID;
CREATE INDEX outbox_waiting ON outbox (channel, next_attempt) WHERE delivered IS NULL AND given_up IS NULL;
""",
    2: """
CREATE TABLE checkpoint (number INTEGER PRIMARY KEY, line BLOB NOT NULL);
CREATE TABLE read_through (catalogue BLOB NOT NULL, position INTEGER NOT NULL);
"""
    + _FOREVER.format(table="checkpoint"),
}
"""What makes a file of a version one of the next; a new file goes the same way from the first."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


sqlite3.register_adapter(bytes, bytearray)
"""Bytes take a long way into a statement, a bytearray is bound at once: a twentieth of a command's time."""


def tables() -> list[str]:
    """What makes the tables and indexes of an empty log of today, one statement each, without triggers."""
    texts = [_TABLES, *_UPGRADES.values()]
    return [made for text in texts for made in re.findall(r"CREATE (?:TABLE|INDEX) [^;]+", text)]


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

    def begin(self) -> None:
        self.execute("BEGIN IMMEDIATE")

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


def _make_durable(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA cache_size=-65536")
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
    elif version in _UPGRADES:
        _upgrade(connection, path, version)
    elif version != VERSION:
        text = f"{path.name} is of version {version}; this program knows {VERSION}"
        raise StoreUnfit(text, "later-version", file=path.name, version=version, known=VERSION)


def _create(connection: sqlite3.Connection, log_id: UUID, until: int = VERSION) -> None:
    forever = "".join(_FOREVER.format(table=table) for table in ("stored_events", "batch", "log_identity"))
    connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} {forever}")
    connection.execute("INSERT INTO log_identity VALUES (?)", (log_id.bytes,))
    connection.execute(f"PRAGMA application_id={APPLICATION}")
    for version in range(1, until):
        _step(connection, version)
    connection.execute("COMMIT")


def empty_log(version: int) -> sqlite3.Connection:
    """A log without events as a file of a version has it, in memory: what others are compared with."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _create(connection, UUID(int=0), version)
    return connection


def _upgrade(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """From an earlier version to ours in one transaction, or not at all. Events are not touched."""
    wanted = set(re.findall(r"CREATE TABLE (\w+)", _TABLES))
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    if missing := wanted - found:
        text = f"{path.name} says it is of version {version} and lacks {', '.join(sorted(missing))}"
        raise StoreUnfit(text, "log-incomplete", file=path.name, version=version)
    connection.execute("BEGIN IMMEDIATE")
    try:
        while version in _UPGRADES:
            _step(connection, version)
            version += 1
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _step(connection: sqlite3.Connection, version: int) -> None:
    """One version on, inside the caller's transaction (`executescript` would end it)."""
    statement = ""
    for line in _UPGRADES[version].splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    connection.execute(f"PRAGMA user_version={version + 1}")


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
