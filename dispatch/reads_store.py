"""The table of `reads.db`: every reading of a case, each row bound to the one before it, none ever changed.

    hash(row) = SHA-256(hash of the row before | the row's columns as one JSON list, as stored)

The first follows SHA-256("jedel-reads-1" | the id of the log that it belongs to). No personal data stands in
it: a case by its id, a person by the account's. Times are microseconds since 1970-01-01 UTC.

Rows go only from the oldest on, and only up to an anchor (`dispatch.reads_cut`), which the next one follows.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson

from dispatch.schema import BUSY_SECONDS, StoreUnfit, require_durable

APPLICATION: Final = 0x4A454452  # "JEDR"
VERSION: Final = 2

_SCHEMA: Final = """
CREATE TABLE read (
    position INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,
    account TEXT NOT NULL, role TEXT NOT NULL, session TEXT NOT NULL, device TEXT NOT NULL,
    region TEXT NOT NULL, case_id TEXT, case_region TEXT, door TEXT NOT NULL, levels TEXT NOT NULL,
    why TEXT NOT NULL, result TEXT NOT NULL, waited_since INTEGER, entry TEXT UNIQUE, hash BLOB NOT NULL);
CREATE INDEX read_of_case ON read (case_id, position);
CREATE INDEX read_of_account ON read (account, position);
CREATE INDEX read_at ON read (at);
CREATE TABLE reads_identity (log BLOB NOT NULL);
CREATE TRIGGER read_not_changed BEFORE UPDATE ON read
BEGIN SELECT RAISE(ABORT, 'the log of readings is never changed'); END;
CREATE TRIGGER identity_not_changed BEFORE UPDATE ON reads_identity
BEGIN SELECT RAISE(ABORT, 'the log of readings is never changed'); END;
CREATE TRIGGER identity_not_deleted BEFORE DELETE ON reads_identity
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the log of readings'); END;
"""

_ANCHORS: Final = """
CREATE TABLE read_anchor (position INTEGER PRIMARY KEY, at INTEGER NOT NULL, hash BLOB NOT NULL);
CREATE TRIGGER anchor_is_a_row BEFORE INSERT ON read_anchor
WHEN NOT EXISTS (SELECT 1 FROM read WHERE position=NEW.position AND at=NEW.at AND hash=NEW.hash)
BEGIN SELECT RAISE(ABORT, 'an anchor is a row of the log of readings'); END;
CREATE TRIGGER anchor_not_changed BEFORE UPDATE ON read_anchor
BEGIN SELECT RAISE(ABORT, 'the log of readings is never changed'); END;
CREATE TRIGGER anchor_not_deleted BEFORE DELETE ON read_anchor
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the log of readings'); END;
DROP TRIGGER IF EXISTS read_not_deleted;
CREATE TRIGGER read_not_deleted BEFORE DELETE ON read
WHEN OLD.position > (SELECT coalesce(max(position), 0) FROM read_anchor)
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the log of readings'); END;
"""
"""What version 2 has more; a file of version 1 gets it in one transaction. No row is touched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of a case, or the try. Who, what, why, and what came of it; never what stood there.

    `device` is a kind (`phone`, `computer`), `door` the way in, `levels` the levels of field asked for,
    `why` the relation, `emergency` or a purpose, `result` `shown`, `redacted` or `refused`. `waited_since` is
    when it was shown in truth, where the row could be written only later; `entry` tells such rows apart.
    """

    account: str
    role: str
    session: str
    device: str
    region: str
    case_id: str | None
    case_region: str | None
    door: str
    levels: str
    why: str
    result: str
    waited_since: int | None = None
    entry: str | None = None

    def as_json(self) -> bytes:
        """One line of the spool."""
        return orjson.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class StoredReading:
    """A row as it stands."""

    position: int
    at: int
    reading: Reading
    hash: bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last row of those that were let go."""

    position: int
    at: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that does not follow from the one before; `code` says how, for `cli.reads.break.<code>`."""

    position: int
    code: str


_NAMES: Final = tuple(spec.name for spec in fields(Reading))
COLUMNS: Final = f"position, at, {', '.join(_NAMES)}, hash"
_INSERT: Final = f"INSERT INTO read ({COLUMNS}) VALUES ({', '.join('?' * (len(_NAMES) + 3))})"  # noqa: S608 - names
_AFTER: Final = f"SELECT {COLUMNS} FROM read WHERE position>? ORDER BY position"  # noqa: S608 - names of our own


def reading_from(line: bytes) -> Reading:
    """A line of the spool; raises ValueError or TypeError for what is none."""
    return Reading(**orjson.loads(line))


def row_hash(previous: bytes, position: int, at: int, reading: Reading) -> bytes:
    """The next link of the chain."""
    return sha256(previous + orjson.dumps([position, at, *astuple(reading)])).digest()


def first_hash(log_id: UUID) -> bytes:
    """What the first row follows."""
    return sha256(b"jedel-reads-1" + log_id.bytes).digest()


def open_reads(path: Path, log_id: UUID) -> sqlite3.Connection:
    """The writing connection of this log's readings; makes the file if there is none."""
    fresh = not path.exists()
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        require_durable(connection, path)
        if fresh:
            path.chmod(0o600)
            connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} {_ANCHORS}")
            connection.execute("INSERT INTO reads_identity VALUES (?)", (log_id.bytes,))
            connection.execute(f"PRAGMA application_id={APPLICATION}")
            connection.execute(f"PRAGMA user_version={VERSION}")
            connection.execute("COMMIT")
        _check_kind(connection, path, log_id)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_kind(connection: sqlite3.Connection, path: Path, log_id: UUID) -> None:
    kind = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if kind != APPLICATION or identity(connection) != log_id:
        raise StoreUnfit(f"{path.name} is a database of something else", "another-database", file=path.name)
    if version == 1:
        connection.executescript(f"BEGIN IMMEDIATE; {_ANCHORS} PRAGMA user_version={VERSION}; COMMIT")
    elif version != VERSION:
        text = f"{path.name} is of version {version}; this program knows {VERSION}"
        raise StoreUnfit(text, "later-version", file=path.name, version=version, known=VERSION)


def identity(connection: sqlite3.Connection) -> UUID:
    """The id of the log whose readings these are."""
    return UUID(bytes=connection.execute("SELECT log FROM reads_identity").fetchone()[0])


def insert(connection: sqlite3.Connection, rows: Iterable[StoredReading]) -> None:
    """Add rows; the transaction is the caller's."""
    connection.executemany(_INSERT, [(row.position, row.at, *astuple(row.reading), row.hash) for row in rows])


def stored(row: Sequence[Any]) -> StoredReading:
    """A row selected by COLUMNS."""
    reading = Reading(**dict(zip(_NAMES, row[2:-1], strict=True)))
    return StoredReading(position=row[0], at=row[1], reading=reading, hash=row[-1])


def last_of(connection: sqlite3.Connection) -> tuple[int, int, bytes]:
    """Position, time and hash that the next row follows."""
    row = connection.execute("SELECT position, at, hash FROM read ORDER BY position DESC LIMIT 1").fetchone()
    return _before_all(connection) if row is None else (row[0], row[1], row[2])


def anchors(connection: sqlite3.Connection) -> list[Anchor]:
    """Where rows were cut off, oldest first; none in a file of version 1."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name='read_anchor'").fetchone():
        return []
    query = "SELECT position, at, hash FROM read_anchor ORDER BY position"
    return [Anchor(*row) for row in connection.execute(query)]


def _before_all(connection: sqlite3.Connection) -> tuple[int, int, bytes]:
    """What the oldest row that counts follows: the last anchor, or the beginning."""
    found = anchors(connection)
    return (
        (found[-1].position, found[-1].at, found[-1].hash)
        if found
        else (0, 0, first_hash(identity(connection)))
    )


def breaks(connection: sqlite3.Connection) -> Iterator[Broken]:
    """Everything wrong with the chain; nothing in a log of readings left alone.

    Rows cut off at the end are not seen here; signed checkpoints (`jedel verify`) show those. Whether
    rows cut off at the beginning may be gone is told by `dispatch.reads_cut.unaccounted`.
    """
    position, at, previous = _before_all(connection)
    for raw in connection.execute(_AFTER, (position,)):
        row = stored(raw)
        if row.position != position + 1:
            yield Broken(row.position, "missing")
        if row.at < at:
            yield Broken(row.position, "back-in-time")
        if row.hash != row_hash(previous, row.position, row.at, row.reading):
            yield Broken(row.position, "changed")
        position, at, previous = row.position, row.at, row.hash
