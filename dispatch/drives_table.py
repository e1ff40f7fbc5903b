"""Finished drives beside the views, and what is asked of them: how far off times were, what they teach."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Final, TypeAlias

from dispatch.ports import Row
from dispatch.view_tables import Reading
from domain.driving import DayPart
from projections.drives import COLUMNS, Drives, line
from projections.received import iso

NEWEST: Final = 500
"""Of each rung and part of the day so many drives teach: a road that was mended counts soon."""

LOOKED_AT: Final = 20_000
"""Drives that one question about errors looks at, the newest."""

_TEXT: Final = frozenset({"centre", "rung", "part", "arrived_at"})
_COLUMNS: Final = ", ".join(COLUMNS)
_LIVE: Final = f"build=(SELECT id FROM build WHERE view='{Drives.name}' AND live=1)"  # noqa: S608
_PLACED: Final = (
    "SELECT rung, part, driven, reckoned,"  # noqa: S608 - our own
    " row_number() OVER (PARTITION BY rung, part ORDER BY arrived_at DESC, key) AS place"
    " FROM drive WHERE " + _LIVE
)

Bucket: TypeAlias = tuple[str, DayPart]
"""A rung and a part of the day."""


class DrivesTable:
    """The table of lines beside the documents of the drives."""

    table = "drive"
    columns = len(COLUMNS)
    schema = (
        "CREATE TABLE IF NOT EXISTS drive (build INTEGER NOT NULL, key TEXT NOT NULL,"
        + ", ".join(f" {name} {'TEXT' if name in _TEXT else 'INTEGER'} NOT NULL" for name in COLUMNS)
        + ", PRIMARY KEY (build, key)) WITHOUT ROWID;\n"
        + "CREATE INDEX IF NOT EXISTS drive_newest ON drive (build, rung, part, arrived_at);\n"
    )

    def lines_of(self, document: Row) -> list[list[Any]]:
        found = line(document)
        return [] if found is None else [[found[name] for name in COLUMNS]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """How far off the times of one rung at one hour were: of `count` drives the median of driven / said in
    percent, and of the difference in seconds, whichever way."""

    rung: str
    hour: int
    count: int
    percent: int
    seconds: int


class DrivenDrives:
    """Reads the live drives; before there are any every answer is empty."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def ratios(self) -> Mapping[Bucket, Sequence[float]]:
        """Driven / reckoned of the newest drives of the whole installation, newest first."""
        newest = (
            f"SELECT rung, part, driven, reckoned FROM ({_PLACED}) AS placed"  # noqa: S608 - our own
            " WHERE place<=? ORDER BY rung, part, place"
        )
        rows = self._reading.rows(newest, (NEWEST,))
        found: dict[Bucket, list[float]] = defaultdict(list)
        for rung, part, driven, reckoned in rows:
            found[rung, DayPart(part)].append(driven / reckoned)
        return found

    def errors(self, centre: str, since: datetime) -> list[Error]:
        """Of a centre's drives that arrived since then, by rung and local hour of what was said."""
        some = (
            f"SELECT rung, hour, said, driven FROM drive WHERE {_LIVE}"  # noqa: S608 - as above
            " AND centre=? AND arrived_at>=? ORDER BY arrived_at DESC LIMIT ?"
        )
        rows = self._reading.rows(some, (centre, iso(since), LOOKED_AT))
        found: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        for rung, hour, said, driven in rows:
            found[rung, hour].append((said, driven))
        return [_error(rung, hour, found[rung, hour]) for rung, hour in sorted(found)]


def _error(rung: str, hour: int, drives: Sequence[tuple[int, int]]) -> Error:
    return Error(
        rung=rung,
        hour=hour,
        count=len(drives),
        percent=round(100 * median(driven / max(1, said) for said, driven in drives)),
        seconds=round(median(abs(driven - said) for said, driven in drives)),
    )
