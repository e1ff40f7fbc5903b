"""Samples of where teams were, in a database of their own outside the log: kept for 30 days, then deleted."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Final
from uuid import UUID

LONGEST_TRACK: Final = 20_000
"""Samples that one question gets at the most."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS sample (
    team BLOB NOT NULL, at INTEGER NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL,
    source TEXT NOT NULL, accuracy_m REAL, PRIMARY KEY (team, at)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sample_at ON sample (at);
"""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Where one team was at one time."""

    team: UUID
    at: datetime
    lat: float
    lon: float
    source: str
    accuracy_m: float | None


class Samples:
    """`positions.db`. Losing its last second in a power cut is allowed; the log keeps what decisions used."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.executescript(_SCHEMA)

    def add(self, samples: Iterable[Sample]) -> None:
        """Stores them in one transaction; one that is known already stays as it is."""
        rows = [(s.team.bytes, _micros(s.at), s.lat, s.lon, s.source, s.accuracy_m) for s in samples]
        with self._lock:
            self._db.execute("BEGIN")
            try:
                self._db.executemany("INSERT OR IGNORE INTO sample VALUES (?, ?, ?, ?, ?, ?)", rows)
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def track(self, team: UUID, since: datetime, until: datetime) -> list[Sample]:
        """A team's samples from `since` up to but not including `until`, in order."""
        with self._lock:
            rows = self._db.execute(
                "SELECT at, lat, lon, source, accuracy_m FROM sample WHERE team = ? AND at >= ? AND at < ?"
                " ORDER BY at LIMIT ?",
                (team.bytes, _micros(since), _micros(until), LONGEST_TRACK),
            ).fetchall()
        return [
            Sample(team=team, at=_time(at), lat=lat, lon=lon, source=source, accuracy_m=accuracy)
            for at, lat, lon, source, accuracy in rows
        ]

    def purge(self, before: datetime) -> int:
        """Deletes what is older and returns how many; deleted bytes are overwritten."""
        with self._lock:
            return self._db.execute("DELETE FROM sample WHERE at < ?", (_micros(before),)).rowcount

    def close(self) -> None:
        """No use after this."""
        with self._lock:
            self._db.close()


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _time(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
