"""The file `views.db`: what followers made of the log. All of it can be made again, so no backup has it.

A build is one version of one view on its way through the log: `position` is the last event folded in, `mark`
that event's hash. Rows and position of a batch are written in one transaction, so that whatever kills the
program, the file is a fold of the log up to some position. Of each view one build is live: the one that is
read; a newer one is made beside it and takes its place when it has caught up.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol
from uuid import UUID

import orjson

from dispatch.hot import PLAIN
from dispatch.ports import Row

SHAPE: Final = 2
"""Of the file. One of another shape is thrown away: its contents come from the log again."""

_SCHEMA: Final = """
CREATE TABLE of_log (id BLOB NOT NULL);
CREATE TABLE build (
    id INTEGER PRIMARY KEY AUTOINCREMENT, view TEXT NOT NULL, version INTEGER NOT NULL,
    position INTEGER NOT NULL, mark BLOB, live INTEGER NOT NULL);
CREATE TABLE document (
    build INTEGER NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, damaged INTEGER, body BLOB,
    PRIMARY KEY (build, key)) WITHOUT ROWID;
"""


class Lines(Protocol):
    """A table of its own beside the documents of a view, for questions over many of them."""

    schema: str

    def put(self, db: sqlite3.Connection, build: int, key: str, document: Row | None) -> None:
        """Replace the lines of one document."""
        ...

    def drop(self, db: sqlite3.Connection, build: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    id: int
    view: str
    version: int
    position: int
    mark: bytes | None
    live: bool


def open_views(path: Path, log: UUID, lines: Iterable[Lines]) -> sqlite3.Connection:
    """The follower's connection. A file of another log or shape is made anew."""
    db = _opened(path)
    if _fits(db, log):
        return db
    db.close()
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        (path.parent / name).unlink(missing_ok=True)
    db = _opened(path)
    db.executescript("BEGIN;" + _SCHEMA + "".join(each.schema for each in lines))
    db.execute("INSERT INTO of_log VALUES (?)", (log.bytes,))
    db.execute(f"PRAGMA user_version={SHAPE}")
    db.execute("COMMIT")
    return db


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    path.chmod(0o600)
    return db


def _fits(db: sqlite3.Connection, log: UUID) -> bool:
    try:
        db.execute("PRAGMA journal_mode=WAL")
        # A power cut may take the newest batches with it, rows and position together: they are folded again.
        db.execute("PRAGMA synchronous=NORMAL")
        if db.execute("PRAGMA user_version").fetchone()[0] != SHAPE:
            return False
        return bool(db.execute("SELECT id FROM of_log").fetchone()[0] == log.bytes)
    except sqlite3.DatabaseError:
        return False


def builds(db: sqlite3.Connection) -> list[Build]:
    rows = db.execute("SELECT id, view, version, position, mark, live FROM build ORDER BY id").fetchall()
    names = ("id", "view", "version", "position", "mark", "live")
    return [Build(**{**dict(zip(names, row, strict=True)), "live": bool(row[-1])}) for row in rows]


def damaged(db: sqlite3.Connection, build: int) -> dict[str, int]:
    """Keys whose fold failed, and the position at which it did."""
    found = db.execute("SELECT key, damaged FROM document WHERE build=? AND damaged IS NOT NULL", (build,))
    return dict(found.fetchall())


def document(db: sqlite3.Connection, build: int, key: str) -> tuple[Row | None, int | None]:
    """A document and, if its fold failed, where."""
    row = db.execute("SELECT body, damaged FROM document WHERE build=? AND key=?", (build, key)).fetchone()
    return (None, None) if row is None else (None if row[0] is None else orjson.loads(row[0]), row[1])


def plain(value: Row) -> bytes:
    """A document's bytes; raises TypeError for what is no plain JSON."""
    return orjson.dumps(value, option=PLAIN)


class Reading:
    """A connection that reads the live build of each view; safe from any thread, one question at a time."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def live(self, view: str) -> int | None:
        """The build that is read now; none while the first one is being made."""
        rows = self.rows("SELECT id FROM build WHERE view=? AND live", (view,))
        return rows[0][0] if rows else None

    def document(self, view: str, key: str) -> Row | None:
        build = self.live(view)
        if build is None:
            return None
        with self._lock:
            return document(self._db, build, key)[0]

    def rows(self, statement: str, values: tuple[object, ...] | Mapping[str, object] = ()) -> list[Any]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def close(self) -> None:
        with self._lock:
            self._db.close()
