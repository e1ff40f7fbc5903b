"""The tables of views: what followers made of the log. All of it can be made again, so no backup has it.

A build is one version of one view on its way through the log: `position` is the last event folded in, `mark`
that event's hash. Rows and position of a batch are written in one transaction, so that whatever kills the
program, the tables are a fold of the log up to some position. Of each view one build is live: the one that is
read; a newer one is made beside it and takes its place when it has caught up.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import UUID

import orjson

from dispatch.hot import PLAIN
from dispatch.ports import Row
from dispatch.sql.port import Ask
from dispatch.tables.port import Tables
from dispatch.tables.sqlite import FileTables

SHAPE: Final = 3
"""Of the tables. Those of another shape are thrown away: their contents come from the log again."""
ASKED: Final = 200
"""Documents named in one statement."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS of_log (id BLOB NOT NULL, shape INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS build (
    id INTEGER PRIMARY KEY AUTOINCREMENT, view TEXT NOT NULL, version INTEGER NOT NULL,
    position INTEGER NOT NULL, mark BLOB, live INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS document (
    build INTEGER NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, damaged INTEGER, body BLOB,
    PRIMARY KEY (build, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS document_damaged ON document (build) WHERE damaged IS NOT NULL;
CREATE TABLE IF NOT EXISTS stuck (told TEXT NOT NULL);
"""
_PUT: Final = (
    "INSERT INTO document VALUES (?,?,?,?,?) ON CONFLICT (build, key) DO UPDATE SET"
    " position=excluded.position, damaged=excluded.damaged, body=excluded.body"
)


class Lines(Protocol):
    """A table of its own beside the documents of a view, for questions over many of them.

    Its first two columns are `build` and `key`.
    """

    table: str
    schema: str
    columns: int

    def lines_of(self, document: Row) -> Iterable[Sequence[object]]:
        """The lines of one document, without the first two columns."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    id: int
    view: str
    version: int
    position: int
    mark: bytes | None
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a view made of a key up to a position; if its fold failed there, `damaged` is that position."""

    key: str
    position: int
    damaged: int | None
    body: bytes | None


def renewable(path: Path) -> FileTables:
    """A file for views, of which a power cut may take the last second; one that is none is thrown away."""
    try:
        return FileTables(path, durable=False)
    except sqlite3.DatabaseError:
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            (path.parent / name).unlink(missing_ok=True)
        return FileTables(path, durable=False)


def make_views(tables: Tables, log: UUID, lines: Iterable[Lines]) -> None:
    """Make the tables where there are none. Those of another log or shape are emptied first."""
    schema = _SCHEMA + "".join(each.schema for each in lines)
    if not _fit(tables, log):
        with tables.together():
            if not _fit(tables, log):  # another process may have made them meanwhile
                tables.clear()
                tables.prepare(schema, SHAPE)
                tables.write("INSERT INTO of_log VALUES (?,?)", (log.bytes, SHAPE))


def _fit(tables: Tables, log: UUID) -> bool:
    if tables.standing().get("of_log") != ["id", "shape"]:
        return False
    return tables.rows("SELECT id, shape FROM of_log") == [(log.bytes, SHAPE)]


def builds(ask: Ask) -> list[Build]:
    rows = ask("SELECT id, view, version, position, mark, live FROM build ORDER BY id")
    names = ("id", "view", "version", "position", "mark", "live")
    return [Build(**{**dict(zip(names, row, strict=True)), "live": bool(row[-1])}) for row in rows]


def damaged(ask: Ask, build: int) -> dict[str, int]:
    """Keys whose fold failed, and the position at which it did."""
    return dict(ask("SELECT key, damaged FROM document WHERE build=? AND damaged IS NOT NULL", (build,)))


def documents(ask: Ask, build: int, keys: Sequence[str]) -> Iterator[tuple[str, Row | None, int | None]]:
    """Key, document and, if its fold failed, where; of those keys that are there."""
    for start in range(0, len(keys), ASKED):
        some = keys[start : start + ASKED]
        marks = ",".join("?" * len(some))
        query = f"SELECT key, body, damaged FROM document WHERE build=? AND key IN ({marks})"  # noqa: S608
        for key, body, failed in ask(query, (build, *some)):
            yield key, None if body is None else orjson.loads(body), failed


def put_documents(tables: Tables, build: int, made: Iterable[Document]) -> None:
    """In the caller's transaction, which writes how far the build is as well."""
    tables.many(_PUT, [(build, each.key, each.position, each.damaged, each.body) for each in made])


def put_lines(
    tables: Tables, lines: Lines, build: int, made: Mapping[str, Sequence[Sequence[object]]]
) -> None:
    """Replace the lines of these keys."""
    marks = ",?" * lines.columns
    tables.many(f"DELETE FROM {lines.table} WHERE build=? AND key=?", [(build, key) for key in made])  # noqa: S608
    rows = [(build, key, *line) for key, found in made.items() for line in found]
    tables.many(f"INSERT INTO {lines.table} VALUES (?,?{marks})", rows)  # noqa: S608 - a name of our own


def drop_build(tables: Tables, build: int, lines: Iterable[Lines]) -> None:
    """In the caller's transaction."""
    for table in ("document", *(each.table for each in lines)):
        tables.write(f"DELETE FROM {table} WHERE build=?", (build,))  # noqa: S608 - a name of our own
    tables.write("DELETE FROM build WHERE id=?", (build,))


def plain(value: Row) -> bytes:
    """A document's bytes; raises TypeError for what is no plain JSON."""
    return orjson.dumps(value, option=PLAIN)


def tell_stuck(tables: Tables, told: str | None) -> None:
    """Why nothing is folded now, for whoever asks in another process; nothing while all is well."""
    with tables.together():
        tables.write("DELETE FROM stuck")
        if told is not None:
            tables.write("INSERT INTO stuck VALUES (?)", (told,))


def stuck(ask: Ask) -> str | None:
    rows = ask("SELECT told FROM stuck")
    return str(rows[0][0]) if rows else None


class Reading:
    """Reads the live build of each view; safe from any thread, each question sees one committed state."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def live(self, view: str) -> int | None:
        """The build that is read now; none while the first one is being made."""
        rows = self.rows("SELECT id FROM build WHERE view=? AND live=1", (view,))
        return rows[0][0] if rows else None

    def document(self, view: str, key: str) -> Row | None:
        rows = self.rows(
            "SELECT body FROM document WHERE key=? AND build=(SELECT id FROM build WHERE view=? AND live=1)",
            (key, view),
        )
        return orjson.loads(rows[0][0]) if rows and rows[0][0] is not None else None

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        return self._tables.rows(statement, values)

    def close(self) -> None:
        self._tables.close()
