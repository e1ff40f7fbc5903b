"""Rule 1, its counting. Every day passed on the way is kept, so that a person can check it.

The day a term counts from is not part of it: counting begins with the next day.
"""

from dataclasses import dataclass
from datetime import date, datetime

from domain.law.calendars.edition import CalendarEdition, Day
from domain.law.citations import Rule
from domain.law.local_time import DAY, instant, last_second, local_date
from domain.law.terms import RULES_IN_FORCE, DueKind, DueTime, Notice
from domain.law.week import Hours, Reading, Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One day passed while counting; `number` is which working day it was, none for a day off."""

    day: Day
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """A due time and the way to it, counted from the local day `counted_from`, which itself is out."""

    counted_from: date
    steps: tuple[Step, ...]
    due: DueTime


def registered_at(received_at: datetime, week: Week, calendar: CalendarEdition, hours: Hours) -> datetime:
    """appc-64: when a request is registered: at once while the centre is open, else when it next opens.

    Aware UTC in, aware UTC out, never before receipt.
    """
    day = local_date(received_at)
    if calendar.is_working(day, week) and received_at <= last_second(day, hours.closes):
        return max(received_at, instant(day, hours.opens))
    day += DAY
    while not calendar.is_working(day, week):
        day += DAY
    return instant(day, hours.opens)


def steps_to(
    calendar: CalendarEdition, week: Week, counted_from: date, working_days: int
) -> tuple[Step, ...]:
    """Every day after `counted_from` up to the given working day, that day included (`working_days` >= 1)."""
    steps: list[Step] = []
    day, number = counted_from, 0
    while number < working_days:
        day += DAY
        works = calendar.is_working(day, week)
        number += works
        steps.append(Step(day=calendar.day(day, week), number=number if works else None))
    return tuple(steps)


def notices_for(received_on: date, last: date, calendar: CalendarEdition) -> tuple[Notice, ...]:
    """What must be said about a term that ran from one local day to another."""
    years = range(received_on.year, last.year + 1)
    told = (
        (Notice.BEFORE_RULES, received_on < RULES_IN_FORCE),
        (Notice.PROVISIONAL_CALENDAR, any(year in calendar.provisional for year in years)),
        (Notice.BEYOND_CALENDAR, any(year not in calendar.years for year in years)),
    )
    return tuple(notice for notice, holds in told if holds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term in working days as the law sets it."""

    kind: DueKind
    working_days: int
    citation: str
    rests_on: tuple[str, ...]


READING_CITATION = {Reading.ARRIVAL: Rule.ARRIVAL, Reading.OPENING: Rule.REGISTRATION}


def _rests_on(term: Term, reading: Reading, hours: Hours) -> tuple[str, ...]:
    closing = () if hours.closes is None else (Rule.CLOSING_HOUR,)
    return (*term.rests_on, READING_CITATION[reading], *closing)


def count(
    term: Term, received_at: datetime, week: Week, reading: Reading, calendar: CalendarEdition, hours: Hours
) -> Counting:
    """Count a term from receipt (aware UTC) by one of the two readings."""
    received_on = local_date(received_at)
    opening = registered_at(received_at, week, calendar, hours)
    counted_from = received_on if reading is Reading.ARRIVAL else local_date(opening)
    steps = steps_to(calendar, week, counted_from, term.working_days)
    last = steps[-1].day.on
    due = DueTime(
        at=last_second(last, hours.closes),
        kind=term.kind,
        citation=term.citation,
        edition=calendar.key,
        rests_on=_rests_on(term, reading, hours),
        notices=notices_for(received_on, last, calendar),
    )
    return Counting(counted_from=counted_from, steps=steps, due=due)
