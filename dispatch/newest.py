"""Where each team was last seen, for all processes: a small table that every process writes and looks at.

Whoever writes has the tables alone and numbers what it changes, so that "changed after number N" misses
nothing. Rows older than a phone may report are of no use and go.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dispatch.positions import PAST, LivePosition
from dispatch.schema import microseconds, moment_from
from dispatch.tables.port import Tables
from domain.places import Point

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS newest (
    team BLOB PRIMARY KEY, number INTEGER NOT NULL, at INTEGER NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL,
    source TEXT NOT NULL, accuracy_m REAL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS newest_number (one INTEGER PRIMARY KEY, number INTEGER NOT NULL);
"""
_NUMBER: Final = (
    "INSERT INTO newest_number VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET number=newest_number.number+1"
    " RETURNING number"
)
_PUT: Final = (
    "INSERT INTO newest VALUES (?,?,?,?,?,?,?) ON CONFLICT (team) DO UPDATE SET number=excluded.number,"
    " at=excluded.at, lat=excluded.lat, lon=excluded.lon, source=excluded.source,"
    " accuracy_m=excluded.accuracy_m WHERE excluded.at>newest.at"
)
_SINCE: Final = "SELECT number, team, at, lat, lon, source, accuracy_m FROM newest WHERE number>?"


class NewestTable:
    """For one thread. Raises StoreUnavailable."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._looked_at = 0
        tables.prepare(_SCHEMA)

    def put(self, found: Sequence[LivePosition]) -> None:
        """The newer of what is known and what was found, for each team."""
        if not found:
            return
        with self._tables.together():
            number = int(self._tables.rows(_NUMBER)[0][0])
            self._tables.many(_PUT, [_row(number, each) for each in found])

    def forget(self, team: UUID, up_to: datetime) -> None:
        """What is known of a team up to a time."""
        self._tables.write("DELETE FROM newest WHERE team=? AND at<=?", (team.bytes, microseconds(up_to)))

    def purge(self, now: datetime) -> None:
        """Nobody reports what is older."""
        before = microseconds(now - PAST - timedelta(minutes=1))
        self._tables.write("DELETE FROM newest WHERE at<?", (before,))

    def changed(self) -> list[LivePosition]:
        """What was put since it was last asked."""
        rows = self._tables.rows(_SINCE, (self._looked_at,))
        self._looked_at = max([self._looked_at, *(int(row[0]) for row in rows)])
        return [_position(*row[1:]) for row in rows]

    def close(self) -> None:
        self._tables.close()


def _row(number: int, found: LivePosition) -> tuple[object, ...]:
    place = (found.point.lat, found.point.lon)
    return (found.team.bytes, number, microseconds(found.at), *place, found.source, found.accuracy_m)


def _position(
    team: bytes, at: int, lat: float, lon: float, source: str, accuracy_m: float | None
) -> LivePosition:
    return LivePosition(
        team=UUID(bytes=team),
        point=Point(lat=lat, lon=lon),
        at=moment_from(at),
        source=source,
        accuracy_m=accuracy_m,
    )
