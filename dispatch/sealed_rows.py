"""For whom something is sealed in the log, read without any key; and whether each of them has one."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson

from dispatch.keys import Keys
from dispatch.wrapping import KeysUnusable

NEWEST: Final = 500
"""Events looked at when the log is opened: a `keys.db` from before them lacks the keys of some of these."""

PAGE: Final = 2_000
_ROWS: Final = "SELECT rowid, originator_id, state FROM stored_events WHERE rowid>? ORDER BY rowid LIMIT ?"


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One event of the log and the subjects of its sealed parts, of which there may be none."""

    position: int
    stream: str
    subjects: tuple[UUID, ...]


def sealed_rows(connection: sqlite3.Connection, after: int = 0) -> Iterator[SealedRow]:
    """Every event after a position. What is no event of ours is passed over: `jedel verify` is for that."""
    while rows := connection.execute(_ROWS, (after, PAGE)).fetchall():
        for position, stream, state in rows:
            yield SealedRow(position, stream, _subjects(state))
        after = rows[-1][0]


def _subjects(state: bytes) -> tuple[UUID, ...]:
    try:
        return tuple(UUID(who) for who in orjson.loads(state).get("s", ()))
    except (ValueError, TypeError, AttributeError):
        return ()


def _readable(rows: Iterator[SealedRow]) -> Iterator[SealedRow]:
    """As far as the file can be read: that it is damaged is told by whoever reads or writes there."""
    try:
        yield from rows
    except sqlite3.DatabaseError:
        return


def keys_reach(connection: sqlite3.Connection, keys: Keys) -> None:
    """Refuse keys that are older than the log: new ones would be made for people who have some elsewhere."""
    head: int = connection.execute("SELECT coalesce(max(rowid), 0) FROM stored_events").fetchone()[0]
    for row in _readable(sealed_rows(connection, max(0, head - NEWEST))):
        if not all(keys.known(subject) for subject in row.subjects):
            raise KeysUnusable(
                f"keys.db is older than the log: no key for what is sealed at position {row.position}",
                "keys-db-older",
                position=row.position,
            )
