"""Files that wait for a person's yes: `imports`, beside the log, for its owner only, bounded.

Nothing of a file counts before somebody has seen what it would change. Afterwards its content goes (the
database overwrites what is deleted) and what became of it stays for a while. Specialists' files hold names of
staff; nothing of a child is ever in here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from dispatch.clock import Clock
from dispatch.identity import fresh_id
from dispatch.tables.port import Tables

WAITING: Final = "waiting"
APPLIED: Final = "applied"
DISCARDED: Final = "discarded"
REMEMBERED: Final = 50
"""Files of a region whose end is remembered."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS staged (
    id TEXT PRIMARY KEY, region TEXT NOT NULL, kind TEXT NOT NULL, filename TEXT NOT NULL, by TEXT,
    at TEXT NOT NULL, size INTEGER NOT NULL, digest BLOB NOT NULL, state TEXT NOT NULL, ended TEXT,
    outcome TEXT NOT NULL, content BLOB) WITHOUT ROWID;
"""
_APPLYING: Final = """
CREATE TABLE IF NOT EXISTS applying (
    id TEXT PRIMARY KEY, at TEXT NOT NULL, done INTEGER NOT NULL, total INTEGER NOT NULL) WITHOUT ROWID;
"""
_BEGIN: Final = (
    "INSERT INTO applying VALUES (?,?,0,0) ON CONFLICT (id) DO UPDATE"
    " SET at=excluded.at, done=0, total=0 WHERE applying.at<?"
)
_SELECT: Final = (
    "SELECT staged.id, region, kind, filename, by, staged.at, size, state, ended, outcome, done, total"
    " FROM staged LEFT JOIN applying ON applying.id=staged.id AND applying.at>=? WHERE "
)
SILENT: Final = timedelta(seconds=15)
"""A process that applies a file and has said nothing for so long is gone: another may go on."""


class StagingFull(Exception):
    """As many files wait as may wait."""

    def __init__(self, waiting: int) -> None:
        super().__init__("too many files wait")
        self.waiting = waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """One file. `by` is the account, absent for the command line; `outcome` is what applying it came to;
    `applying` how many rows are done of how many, while a process is at it."""

    id: UUID
    region: str
    kind: str
    filename: str
    by: UUID | None
    at: datetime
    size: int
    state: str
    ended: datetime | None
    outcome: Mapping[str, Any]
    applying: tuple[int, int] | None


class Staging:
    """Safe from any thread. `waiting`: files of a region; a file that nobody looks at goes after `kept`."""

    def __init__(self, tables: Tables, clock: Clock, *, waiting: int, kept: timedelta) -> None:
        self._clock = clock
        self._waiting = waiting
        self._kept = kept
        self._tables = tables
        tables.prepare(_SCHEMA)
        tables.prepare(_APPLYING)
        self._clean()

    def put(self, region: str, kind: str, filename: str, content: bytes, by: UUID | None) -> Staged:
        """Keep a file; the one that waits already if it is the same. Raises StagingFull."""
        with self._tables.together():
            self._clean()
            return self._put(region, kind, filename, content, by)

    def _put(self, region: str, kind: str, filename: str, content: bytes, by: UUID | None) -> Staged:
        digest = hashlib.sha256(content).digest()
        same = self._tables.rows(
            "SELECT id FROM staged WHERE region=? AND kind=? AND digest=? AND state=?",
            (region, kind, digest, WAITING),
        )
        if same:
            return self._of(same[0][0])
        waiting = sum(one.state == WAITING for one in self.of_region(region))
        if waiting >= self._waiting:
            raise StagingFull(waiting)
        now = self._clock.now()
        key = str(fresh_id(now))
        who = None if by is None else str(by)
        self._tables.write(
            "INSERT INTO staged VALUES (?,?,?,?,?,?,?,?,?,NULL,'{}',?)",
            (key, region, kind, filename, who, now.isoformat(), len(content), digest, WAITING, content),
        )
        return self._of(key)

    def of_region(self, region: str) -> list[Staged]:
        """A region's files, newest first."""
        return self._found("region=? ORDER BY staged.at DESC, staged.id", region)

    def find(self, region: str, key: UUID) -> Staged | None:
        """One file of a region; none if another region has it."""
        return next((one for one in self.of_region(region) if one.id == key), None)

    def content(self, key: UUID) -> bytes | None:
        """A waiting file, byte for byte."""
        rows = self._tables.rows("SELECT content FROM staged WHERE id=?", (str(key),))
        return rows[0][0] if rows else None

    def end(self, key: UUID, state: str, outcome: Mapping[str, Any]) -> None:
        """It was applied or discarded: what came of it stays, the content goes."""
        now = self._clock.now().isoformat()
        self._tables.write(
            "UPDATE staged SET state=?, ended=?, outcome=?, content=NULL WHERE id=?",
            (state, now, json.dumps(dict(outcome), ensure_ascii=False), str(key)),
        )
        self._tables.settle()

    def begin(self, key: UUID) -> bool:
        """Whether it is ours to apply: no other process is at it. Told again now and then, by `tell`."""
        return self._tables.write(_BEGIN, (str(key), self._now(), self._now(SILENT))) == 1

    def tell(self, key: UUID, done: int, total: int) -> None:
        """How far it is, and that we are still there."""
        self._tables.write(
            "UPDATE applying SET at=?, done=?, total=? WHERE id=?", (self._now(), done, total, str(key))
        )

    def leave(self, key: UUID) -> None:
        """Applied, or given up: the rest waits to be applied again."""
        self._tables.write("DELETE FROM applying WHERE id=?", (str(key),))

    def close(self) -> None:
        self._tables.close()

    def _now(self, ago: timedelta = timedelta(0)) -> str:
        return (self._clock.now() - ago).isoformat()

    def _of(self, key: str) -> Staged:
        return self._found("staged.id=?", key)[0]

    def _found(self, where: str, value: str) -> list[Staged]:
        return [_staged(row) for row in self._tables.rows(_SELECT + where, (self._now(SILENT), value))]

    def _clean(self) -> None:
        """Files that nobody looked at for long go, and ends that are too many to remember."""
        old = (self._clock.now() - self._kept).isoformat()
        self._tables.write("DELETE FROM staged WHERE state=? AND at<?", (WAITING, old))
        self._tables.write(
            "DELETE FROM staged WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER"
            " (PARTITION BY region ORDER BY ended DESC) AS rank FROM staged WHERE state<>?) AS ended"
            " WHERE rank>?)",
            (WAITING, REMEMBERED),
        )


def _staged(row: tuple[Any, ...]) -> Staged:
    key, region, kind, filename, by, at, size, state, ended, outcome, done, total = row
    return Staged(
        id=UUID(key),
        region=region,
        kind=kind,
        filename=filename,
        by=None if by is None else UUID(by),
        at=datetime.fromisoformat(at),
        size=size,
        state=state,
        ended=None if ended is None else datetime.fromisoformat(ended),
        outcome=json.loads(outcome),
        applying=None if done is None else (done, total),
    )
