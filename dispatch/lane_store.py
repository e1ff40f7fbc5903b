"""The table of the unverified lane in `form.db`: sealed words, who decided what about them, nothing deleted.

What was accepted is carried into the log, and only then its words are dropped here.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from dispatch.schema import microseconds, moment_from
from dispatch.wrapping import KeysUnusable, Place, Wrapping

ACCEPTED, MISUSE = "accepted", "misuse"
_log = logging.getLogger(__name__)

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS lane (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, school TEXT NOT NULL,
    region TEXT NOT NULL, at INTEGER NOT NULL, danger INTEGER NOT NULL, kek TEXT NOT NULL, body BLOB,
    state TEXT NOT NULL DEFAULT 'waiting', by BLOB, decided_at INTEGER, reason TEXT);
CREATE INDEX IF NOT EXISTS lane_open ON lane (state, region, danger DESC, number)
    WHERE state IN ('waiting', 'accepted');
"""
_INSERT: Final = (
    "INSERT OR IGNORE INTO lane (id, school, region, at, danger, kek, body) VALUES (?,?,?,?,?,?,?)"
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
    """Safe from any thread."""

    def __init__(self, path: Path, wrapping: Wrapping) -> None:
        self._wrapping = wrapping
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
        path.chmod(0o600)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(_SCHEMA)

    def size(self) -> int:
        """What all words together take."""
        with self._lock:
            row = self._db.execute("SELECT coalesce(sum(length(body)), 0) FROM lane").fetchone()
        return int(row[0])

    def seal(self, body: bytes, key: UUID) -> bytes:
        return self._wrapping.wrap(body, _bound(key))

    def add(self, batch: Iterable[tuple[Sent, bytes]]) -> int:
        """Each with its sealed words, in one transaction; how many bytes that took.

        An id that is there already changes nothing.
        """

        def work() -> int:
            return sum(len(sealed) for sent, sealed in batch if self._insert(sent, sealed))

        return self._transaction(work)

    def _insert(self, sent: Sent, sealed: bytes) -> int:
        at, danger, kek = microseconds(sent.at), int(sent.danger), self._wrapping.kek
        row = (sent.id.bytes, sent.school, sent.region, at, danger, kek, sealed)
        return self._db.execute(_INSERT, row).rowcount

    def count(self, region: str) -> tuple[int, int]:
        """How many wait for a person, and how many of them say that somebody is in danger now."""
        query = "SELECT count(*), coalesce(sum(danger), 0) FROM lane WHERE state='waiting' AND region=?"
        with self._lock:
            row = self._db.execute(query, (region,)).fetchone()
        return int(row[0]), int(row[1])

    def regions(self) -> list[str]:
        """Where somebody waits."""
        with self._lock:
            rows = self._db.execute("SELECT DISTINCT region FROM lane WHERE state='waiting'").fetchall()
        return [region for (region,) in rows]

    def page(self, region: str, limit: int) -> list[Entry]:
        """Those who wait: first who says danger, then in the order in which they came."""
        return self._entries(_WAITING, region, limit)

    def accepted(self, limit: int) -> list[Entry]:
        """What is to be carried into the log, in the order in which it came."""
        return self._entries(_ACCEPTED, limit)

    def _entries(self, query: str, *values: object) -> list[Entry]:
        with self._lock:
            rows = self._db.execute(query, values).fetchall()
        return [self._entry(*row) for row in rows]

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
        query = (
            "UPDATE lane SET state=?, by=?, decided_at=?, reason=?"
            " WHERE number=? AND region=? AND state='waiting'"
        )
        rows = [(state, by.bytes, microseconds(at), reason, number, region) for number in numbers]
        return self._transaction(lambda: self._db.executemany(query, rows).rowcount)

    def drained(self, entry: Entry) -> int:
        """It is in the log now: its words need not stand here as well; how many bytes that frees."""

        def work() -> int:
            query = "SELECT coalesce(sum(length(body)), 0) FROM lane WHERE number=?"
            size = int(self._db.execute(query, (entry.number,)).fetchone()[0])
            self._db.execute("UPDATE lane SET state='done', body=NULL WHERE number=?", (entry.number,))
            return size

        return self._transaction(work)

    def forget(self, cases: Iterable[UUID]) -> None:
        """What these cases were made of goes from here, also what was carried into the log just now."""
        rows = [(case.bytes,) for case in cases]
        query = "UPDATE lane SET state='done', body=NULL WHERE id=? AND body IS NOT NULL"
        self._transaction(lambda: self._db.executemany(query, rows).rowcount)

    def settle(self) -> bool:
        """Cut the write-ahead log, in which words stand as they were; whether that could be done now."""
        with self._lock:
            return not self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    def _transaction(self, work: Callable[[], int]) -> int:
        """What `work` says, once what it did is durable."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                found = work()
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
        return found

    def close(self) -> None:
        with self._lock:
            self._db.close()


def _bound(key: UUID) -> bytes:
    return b"lane-1\0" + key.bytes


WRAPPED: Final = Place(
    file="form.db", table="lane", key=("id",), wrapped="body", bound=lambda row: _bound(UUID(bytes=row[0]))
)
