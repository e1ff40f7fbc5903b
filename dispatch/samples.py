"""Samples of where teams were, in `positions` beside the log: kept for 30 days, then deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from dispatch.tables.port import Tables

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
    """Safe from any thread. A power cut may take the last second: the log keeps what decisions used."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        tables.prepare(_SCHEMA)

    def add(self, samples: Iterable[Sample]) -> None:
        """Stores them in one transaction; one that is known already stays as it is."""
        rows = [(s.team.bytes, _micros(s.at), s.lat, s.lon, s.source, s.accuracy_m) for s in samples]
        self._tables.many("INSERT INTO sample VALUES (?,?,?,?,?,?) ON CONFLICT (team, at) DO NOTHING", rows)

    def track(self, team: UUID, since: datetime, until: datetime) -> list[Sample]:
        """A team's samples from `since` up to but not including `until`, in order."""
        rows = self._tables.rows(
            "SELECT at, lat, lon, source, accuracy_m FROM sample WHERE team=? AND at>=? AND at<?"
            " ORDER BY at LIMIT ?",
            (team.bytes, _micros(since), _micros(until), LONGEST_TRACK),
        )
        return [
            Sample(team=team, at=_time(at), lat=lat, lon=lon, source=source, accuracy_m=accuracy)
            for at, lat, lon, source, accuracy in rows
        ]

    def purge(self, before: datetime) -> int:
        """Deletes what is older and returns how many; deleted bytes are overwritten."""
        return self._tables.write("DELETE FROM sample WHERE at<?", (_micros(before),))

    def close(self) -> None:
        """No use after this."""
        self._tables.close()


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _time(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
