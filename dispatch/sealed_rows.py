"""For whom something is sealed in the log, read without any key; and whether each of them has one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson

from dispatch.keys import Keys
from dispatch.sql.head import head_of
from dispatch.sql.port import Reading
from dispatch.wrapping import KeysUnusable

NEWEST: Final = 500
"""Events looked at when the log is opened: keys from before them lack those of some of these."""

PAGE: Final = 2_000
_ROWS: Final = "SELECT rowid, originator_id, state FROM stored_events WHERE rowid>? ORDER BY rowid LIMIT ?"


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One event of the log and the subjects of its sealed parts, of which there may be none."""

    position: int
    stream: str
    subjects: tuple[UUID, ...]


def sealed_rows(connection: Reading, after: int = 0) -> Iterator[SealedRow]:
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


def _readable(rows: Iterator[SealedRow], damage: type[Exception]) -> Iterator[SealedRow]:
    """As far as the file can be read: that it is damaged is told by whoever reads or writes there."""
    try:
        yield from rows
    except damage:
        return


def keys_reach(connection: Reading, keys: Keys, told: str = "keys.db") -> None:
    """Refuse keys that are older than the log: new ones would be made for people who have some elsewhere."""
    rows = sealed_rows(connection, max(0, head_of(connection) - NEWEST))
    newest = list(_readable(rows, connection.Error))
    unknown = keys.unknown(subject for row in newest for subject in row.subjects)
    for row in newest:
        if not unknown.isdisjoint(row.subjects):
            raise KeysUnusable(
                f"{told} is older than the log: no key for what is sealed at position {row.position}",
                "keys-db-older",
                keys=told,
                position=row.position,
            )
