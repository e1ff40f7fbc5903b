"""The table of readings: every reading of a case, each row bound to the one before it, none ever changed.

    hash(row) = SHA-256(hash of the row before | the row's columns as one JSON list, as stored)

The first follows SHA-256("jedel-reads-1" | the id of the log that it belongs to). No personal data stands in
it: a case by its id, a person by the account's. Times are microseconds since 1970-01-01 UTC.

Rows go only from the oldest on, and only up to an anchor (`dispatch.reads_cut`), which the next one follows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import orjson

from dispatch.schema import StoreUnfit
from dispatch.sql.port import Ask
from dispatch.tables.port import Tables

VERSION: Final = 2
PAGE: Final = 2_000
"""Rows of the chain looked at in one go."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS read (
    position INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,
    account TEXT NOT NULL, role TEXT NOT NULL, session TEXT NOT NULL, device TEXT NOT NULL,
    region TEXT NOT NULL, case_id TEXT, case_region TEXT, door TEXT NOT NULL, levels TEXT NOT NULL,
    why TEXT NOT NULL, result TEXT NOT NULL, waited_since INTEGER, entry TEXT UNIQUE, hash BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS read_of_case ON read (case_id, position);
CREATE INDEX IF NOT EXISTS read_of_account ON read (account, position);
CREATE INDEX IF NOT EXISTS read_at ON read (at);
CREATE TABLE IF NOT EXISTS reads_identity (log BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS read_anchor (
    position INTEGER PRIMARY KEY, at INTEGER NOT NULL, hash BLOB NOT NULL);
CREATE TRIGGER IF NOT EXISTS read_not_changed BEFORE UPDATE ON read
BEGIN SELECT RAISE(ABORT, 'the log of readings is never changed'); END;
CREATE TRIGGER IF NOT EXISTS read_not_deleted BEFORE DELETE ON read
WHEN OLD.position > (SELECT coalesce(max(position), 0) FROM read_anchor)
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the log of readings'); END;
CREATE TRIGGER IF NOT EXISTS identity_not_changed BEFORE UPDATE ON reads_identity
BEGIN SELECT RAISE(ABORT, 'the log of readings is never changed'); END;
CREATE TRIGGER IF NOT EXISTS identity_not_deleted BEFORE DELETE ON reads_identity
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the log of readings'); END;
CREATE TRIGGER IF NOT EXISTS anchor_is_a_row BEFORE INSERT ON read_anchor
WHEN NOT EXISTS (SELECT 1 FROM read WHERE position=NEW.position AND at=NEW.at AND hash=NEW.hash)
BEGIN SELECT RAISE(ABORT, 'an anchor is a row of the log of readings'); END;
CREATE TRIGGER IF NOT EXISTS anchor_not_changed BEFORE UPDATE ON read_anchor
BEGIN SELECT RAISE(ABORT, 'the log of readings is never changed'); END;
CREATE TRIGGER IF NOT EXISTS anchor_not_deleted BEFORE DELETE ON read_anchor
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the log of readings'); END;
"""


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
_AFTER: Final = f"SELECT {COLUMNS} FROM read WHERE position>? ORDER BY position LIMIT ?"  # noqa: S608 - names of our own


def reading_from(line: bytes) -> Reading:
    """A line of the spool; raises ValueError or TypeError for what is none."""
    return Reading(**orjson.loads(line))


def row_hash(previous: bytes, position: int, at: int, reading: Reading) -> bytes:
    """The next link of the chain."""
    return sha256(previous + orjson.dumps([position, at, *astuple(reading)])).digest()


def first_hash(log_id: UUID) -> bytes:
    """What the first row follows."""
    return sha256(b"jedel-reads-1" + log_id.bytes).digest()


def prepare(tables: Tables, log_id: UUID) -> None:
    """Make the tables of this log's readings where there are none. Raises `StoreUnfit` for another's."""
    standing = tables.standing()
    if standing and "reads_identity" not in standing:
        raise _of_something_else()
    if standing and "read_anchor" not in standing:  # version 1, in which nothing ever went
        tables.write("DROP TRIGGER IF EXISTS read_not_deleted")
    tables.prepare(_SCHEMA, VERSION)
    with tables.together():
        if not tables.rows("SELECT 1 FROM reads_identity"):
            tables.write("INSERT INTO reads_identity VALUES (?)", (log_id.bytes,))
    if identity(tables.rows) != log_id:
        raise _of_something_else()


def _of_something_else() -> StoreUnfit:
    name = "reads.db"
    return StoreUnfit(f"{name} is a database of something else", "another-database", file=name)


def identity(ask: Ask) -> UUID:
    """The id of the log whose readings these are."""
    return UUID(bytes=ask("SELECT log FROM reads_identity")[0][0])


def insert(tables: Tables, rows: Iterable[StoredReading]) -> None:
    """Add rows; the transaction is the caller's."""
    tables.many(_INSERT, [(row.position, row.at, *astuple(row.reading), row.hash) for row in rows])


def stored(row: Sequence[Any]) -> StoredReading:
    """A row selected by COLUMNS."""
    reading = Reading(**dict(zip(_NAMES, row[2:-1], strict=True)))
    return StoredReading(position=row[0], at=row[1], reading=reading, hash=row[-1])


def last_of(ask: Ask) -> tuple[int, int, bytes]:
    """Position, time and hash that the next row follows."""
    rows = ask("SELECT position, at, hash FROM read ORDER BY position DESC LIMIT 1")
    if not rows:
        return _before_all(ask)
    position, at, link = rows[0]
    return position, at, link


def anchors(ask: Ask) -> list[Anchor]:
    """Where rows were cut off, oldest first."""
    return [Anchor(*row) for row in ask("SELECT position, at, hash FROM read_anchor ORDER BY position")]


def _before_all(ask: Ask) -> tuple[int, int, bytes]:
    """What the oldest row that counts follows: the last anchor, or the beginning."""
    found = anchors(ask)
    return (found[-1].position, found[-1].at, found[-1].hash) if found else (0, 0, first_hash(identity(ask)))


def breaks(ask: Ask) -> Iterator[Broken]:
    """Everything wrong with the chain; nothing in a log of readings left alone.

    Rows cut off at the end are not seen here; signed checkpoints (`jedel verify`) show those. Whether
    rows cut off at the beginning may be gone is told by `dispatch.reads_cut.unaccounted`.
    """
    position, at, previous = _before_all(ask)
    while page := [stored(raw) for raw in ask(_AFTER, (position, PAGE))]:
        for row in page:
            if row.position != position + 1:
                yield Broken(row.position, "missing")
            if row.at < at:
                yield Broken(row.position, "back-in-time")
            if row.hash != row_hash(previous, row.position, row.at, row.reading):
                yield Broken(row.position, "changed")
            position, at, previous = row.position, row.at, row.hash
