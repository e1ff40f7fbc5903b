"""What a file with a calendar would do, before anything is stored: its faults, or the days that change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dispatch.importers.calendar_file import read_calendar
from domain.calendar import Calendars, LoadCalendar, edition_of, load_faults, whole
from domain.law.calendars import EDITIONS
from domain.law.calendars.edition import CalendarEdition, Day
from domain.law.due import Week
from domain.refusal import Refused

A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDay:
    """A day that works otherwise, in one of the weeks, than by the edition before."""

    week: Week
    before: Day
    after: Day
    worked_before: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The file's faults, or the edition that it makes and the days that change.

    `known`: exactly this edition is there already.
    """

    faults: list[Refused]
    command: LoadCalendar | None = None
    edition: CalendarEdition | None = None
    changed: tuple[ChangedDay, ...] = ()
    known: bool = False


def previewed(content: bytes, calendars: Calendars) -> Preview:
    """Look at a file after the calendars that are known."""
    command, unreadable = read_calendar(content)
    if command is None:
        return Preview(faults=unreadable)
    edition = edition_of(whole(calendars, command))
    known = edition is not None and edition in (*EDITIONS, *calendars.loaded)
    faults = [] if known else load_faults(calendars, command)
    if faults or edition is None:
        return Preview(faults=faults, command=command)
    changed = () if known else tuple(changed_days(calendars.newest, edition))
    return Preview(faults=[], command=command, edition=edition, changed=changed, known=known)


def changed_days(before: CalendarEdition, after: CalendarEdition) -> Iterator[ChangedDay]:
    """The days of the years of either edition on which one works and the other does not."""
    years = {*before.years, *after.years}
    for year in sorted(years):
        day = date(year, 1, 1)
        while day.year == year:
            for week in Week:
                worked = before.is_working(day, week)
                if worked != after.is_working(day, week):
                    days = (before.day(day, week), after.day(day, week))
                    yield ChangedDay(week=week, before=days[0], after=days[1], worked_before=worked)
            day += A_DAY
