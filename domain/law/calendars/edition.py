"""One edition of the calendar: its rows, and the answer to "did this day work?"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.law.week import Week

BOTH = (Week.FIVE, Week.SIX)
SATURDAY, SUNDAY = 5, 6


class DayKind(StrEnum):
    """The four kinds of a day."""

    HOLIDAY = "holiday"
    MOVED = "moved-day-off"
    WORKED = "worked-weekend-day"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One row of the calendar.

    `name` is the key of the holiday (for a moved day, of the one it stands for; "" where there is none),
    `source` a key of `sources.SOURCES`, `weeks` the working weeks the row speaks of, `other` the day it was
    exchanged with.
    """

    on: date
    kind: DayKind
    name: str
    source: str
    weeks: tuple[Week, ...] = BOTH
    other: date | None = None


def holiday(iso: str, name: str, source: str) -> Day:
    """A holiday by law: off in both weeks."""
    return Day(on=date.fromisoformat(iso), kind=DayKind.HOLIDAY, name=name, source=source)


def moved(iso: str, other: str, name: str, source: str, *weeks: Week) -> Day:
    """A working day that is off in the place of `other`."""
    on, origin = date.fromisoformat(iso), date.fromisoformat(other)
    return Day(on=on, kind=DayKind.MOVED, name=name, source=source, weeks=weeks or BOTH, other=origin)


def worked(iso: str, other: str, source: str, *weeks: Week) -> Day:
    """A day of the weekend that is worked in the place of `other`."""
    on, origin = date.fromisoformat(iso), date.fromisoformat(other)
    return Day(on=on, kind=DayKind.WORKED, name="", source=source, weeks=weeks or BOTH, other=origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEdition:
    """The calendar as it was known from `known_from` (local day) on.

    `known_from_source` says whose date that is. Years outside `years` have no rows: only weekends count
    there, which brings a due time nearer and never moves it away; the due time then carries a notice.
    """

    key: str
    known_from: date
    known_from_source: str
    years: tuple[int, ...]
    provisional: tuple[int, ...]
    rows: tuple[Day, ...]
    _rows_by_day: Mapping[tuple[date, Week], Day] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_day = {(row.on, week): row for row in self.rows for week in row.weeks}
        if len(by_day) != sum(len(row.weeks) for row in self.rows):
            raise ValueError(f"calendar {self.key}: two rows speak of the same day")
        object.__setattr__(self, "_rows_by_day", by_day)

    def day(self, on: date, week: Week) -> Day:
        """The row for a day; an ordinary one where the calendar says nothing."""
        row = self._rows_by_day.get((on, week))
        return row or Day(on=on, kind=DayKind.ORDINARY, name="", source="week", weeks=(week,))

    def is_working(self, on: date, week: Week) -> bool:
        """Whether a centre with this week works on the local day `on`."""
        row = self._rows_by_day.get((on, week))
        if row is None or row.kind is DayKind.ORDINARY:
            return on.weekday() < (SATURDAY if week is Week.FIVE else SUNDAY)
        return row.kind is DayKind.WORKED

    def covers(self, on: date) -> bool:
        """Whether the edition has rows for the year of this day."""
        return on.year in self.years
