"""The table of the unverified lane: sealed words, who decided what about them, nothing deleted.

What was accepted is carried into the log, and only then its words are dropped here. Several processes write
it: how much room is taken, and whose lane changed, stands in the database and moves with the rows.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from dispatch.schema import microseconds, moment_from
from dispatch.tables.port import Tables
from dispatch.wrapping import KeysUnusable, Place, Wrapped, Wrapping

ACCEPTED, MISUSE = "accepted", "misuse"
NO_BOUND: Final = 2**62
_log = logging.getLogger(__name__)

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS lane (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, school TEXT NOT NULL,
    region TEXT NOT NULL, at INTEGER NOT NULL, danger INTEGER NOT NULL, kek TEXT NOT NULL, body BLOB,
    state TEXT NOT NULL DEFAULT 'waiting', by BLOB, decided_at INTEGER, reason TEXT);
CREATE INDEX IF NOT EXISTS lane_open ON lane (state, region, danger DESC, number)
    WHERE state IN ('waiting', 'accepted');
CREATE TABLE IF NOT EXISTS lane_of_region (
    region TEXT PRIMARY KEY, bytes INTEGER NOT NULL, changes INTEGER NOT NULL) WITHOUT ROWID;
"""
_INSERT: Final = "INSERT INTO lane (id, school, region, at, danger, kek, body) VALUES (?,?,?,?,?,?,?)"
_CHANGED: Final = (
    "INSERT INTO lane_of_region VALUES (?,?,1) ON CONFLICT (region) DO UPDATE"
    " SET bytes=lane_of_region.bytes+excluded.bytes, changes=lane_of_region.changes+1"
)
_DECIDE: Final = (
    "UPDATE lane SET state=?, by=?, decided_at=?, reason=? WHERE number=? AND region=? AND state='waiting'"
)
_SELECT: Final = "SELECT number, id, school, region, at, danger, kek, body FROM lane WHERE "
_WAITING: Final = _SELECT + "state='waiting' AND region=? ORDER BY danger DESC, number LIMIT ?"
_ACCEPTED: Final = _SELECT + "state='accepted' ORDER BY number LIMIT ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One request as it came in; `id` is the form's own, the same for a second pressing. `body` is JSON."""

    id: UUID
    school: str
    region: str
    at: datetime
    danger: bool
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Sent):
    """One request as it stands in the lane."""

    number: int


class LaneStore:
    """Safe from any thread. Everything raises `StoreUnavailable` if the database cannot do it now."""

    def __init__(self, tables: Tables, wrapping: Wrapping) -> None:
        self._wrapping = wrapping
        self._tables = tables
        tables.prepare(_SCHEMA)
        self.measure()

    def size(self) -> int:
        """What all words together take."""
        return int(self._tables.rows("SELECT coalesce(sum(bytes), 0) FROM lane_of_region")[0][0])

    def changes(self) -> dict[str, int]:
        """How often each region's lane has changed."""
        return dict(self._tables.rows("SELECT region, changes FROM lane_of_region"))

    def measure(self) -> None:
        """Rows went otherwise than by this program's hand: what they take is counted anew."""
        counted = "SELECT region, coalesce(sum(length(body)), 0) FROM lane GROUP BY region"
        with self._tables.together():
            self._tables.write("UPDATE lane_of_region SET bytes=0")
            self._changed({region: int(size) for region, size in self._tables.rows(counted)})

    def _changed(self, sizes: dict[str, int]) -> None:
        """Of each region: its lane changed, and takes so many bytes more; in the caller's transaction."""
        self._tables.many(_CHANGED, sorted(sizes.items()))

    def seal(self, body: bytes, key: UUID) -> Wrapped:
        return self._wrapping.wrap(body, _bound(key))

    def add(self, batch: Sequence[tuple[Sent, Wrapped]], most_bytes: int = NO_BOUND) -> list[bool]:
        """Each with its sealed words, in one transaction; whether it is there now, or no room was left.

        `most_bytes` bounds all words together, whoever wrote them. An id that is there already changes
        nothing.
        """
        marks = ",".join("?" * len(batch))
        known = f"SELECT id FROM lane WHERE id IN ({marks})"  # noqa: S608 - marks of parameters
        with self._tables.together():
            there = {key for (key,) in self._tables.rows(known, [sent.id.bytes for sent, _ in batch])}
            room, sizes, rows = most_bytes - self.size(), Counter[str](), []
            for sent, sealed in batch:
                if sent.id.bytes not in there and len(sealed.bytes) <= room:
                    there.add(sent.id.bytes)
                    room -= len(sealed.bytes)
                    sizes[sent.region] += len(sealed.bytes)
                    rows.append(self._row(sent, sealed))
            self._tables.many(_INSERT, rows)
            self._changed(sizes)
        return [sent.id.bytes in there for sent, _ in batch]

    def _row(self, sent: Sent, sealed: Wrapped) -> tuple[object, ...]:
        """Within the transaction: the wrapping key may be another one than when it was sealed."""
        wrapped = self._wrapping.renewed(sealed, _bound(sent.id))
        return (sent.id.bytes, sent.school, sent.region, microseconds(sent.at), int(sent.danger), *wrapped)

    def count(self, region: str) -> tuple[int, int]:
        """How many wait for a person, and how many of them say that somebody is in danger now."""
        query = "SELECT count(*), coalesce(sum(danger), 0) FROM lane WHERE state='waiting' AND region=?"
        waiting, danger = self._tables.rows(query, (region,))[0]
        return int(waiting), int(danger)

    def regions(self) -> list[str]:
        """Where somebody waits."""
        rows = self._tables.rows("SELECT DISTINCT region FROM lane WHERE state='waiting'")
        return [region for (region,) in rows]

    def page(self, region: str, limit: int) -> list[Entry]:
        """Those who wait: first who says danger, then in the order in which they came."""
        return self._entries(_WAITING, region, limit)

    def accepted(self, limit: int) -> list[Entry]:
        """What is to be carried into the log, in the order in which it came."""
        return self._entries(_ACCEPTED, limit)

    def _entries(self, query: str, *values: object) -> list[Entry]:
        return [self._entry(*row) for row in self._tables.rows(query, values)]

    def _entry(
        self, number: int, key: bytes, school: str, region: str, at: int, danger: int, kek: str, body: bytes
    ) -> Entry:
        name = UUID(bytes=key)
        try:
            opened = self._wrapping.unwrap(kek, body, _bound(name))
        except KeysUnusable:
            _log.error("entry %d of the lane cannot be opened with keys.kek", number)
            opened = b"{}"
        return Entry(
            number=number,
            id=name,
            school=school,
            region=region,
            at=moment_from(at),
            danger=bool(danger),
            body=opened,
        )

    def decide(
        self, region: str, numbers: Sequence[int], state: str, by: UUID, at: datetime, reason: str | None
    ) -> int:
        """A person's decision on entries that wait; for how many it was still open."""
        rows = [(state, by.bytes, microseconds(at), reason, number, region) for number in numbers]
        with self._tables.together():
            decided = self._tables.many(_DECIDE, rows)
            if decided:
                self._changed({region: 0})
        return decided

    def drained(self, entry: Entry) -> None:
        """It is in the log now: its words need not stand here as well."""
        self._drop("number", [entry.number])

    def forget(self, cases: Iterable[UUID]) -> None:
        """What these cases were made of goes from here, also what was carried into the log just now."""
        self._drop("id", [case.bytes for case in cases])

    def _drop(self, column: str, keys: Sequence[int | bytes]) -> None:
        some = f"FROM lane WHERE {column}=? AND body IS NOT NULL"
        query = f"UPDATE lane SET state='done', body=NULL WHERE {column}=? AND body IS NOT NULL"  # noqa: S608
        with self._tables.together():
            sizes = Counter[str]()
            for key in keys:
                for region, size in self._tables.rows(f"SELECT region, length(body) {some}", (key,)):
                    sizes[region] -= size
            if sizes:
                self._tables.many(query, [(key,) for key in keys])
                self._changed(sizes)

    def settle(self) -> bool:
        """No word that went stays behind, as far as that is ours; whether that could be done now."""
        return self._tables.settle()

    def close(self) -> None:
        self._tables.close()


def _bound(key: UUID) -> bytes:
    return b"lane-1\0" + key.bytes


WRAPPED: Final = Place(
    file="form.db", table="lane", key=("id",), wrapped="body", bound=lambda row: _bound(UUID(bytes=row[0]))
)
