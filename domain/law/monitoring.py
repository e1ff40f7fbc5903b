"""Rule 8. Each school's support service is monitored at least once per half-year."""

from datetime import date
from typing import Final

from domain.law.citations import Rule
from domain.law.local_time import last_second, local_date
from domain.law.terms import EVERY_DAY, RULES_IN_FORCE, DueKind, DueTime, Notice

FIRST_MONTH_OF_SECOND_HALF: Final = 7


def half_year_end(on: date) -> date:
    """ours-calendar-half-years: the last day of the half-year that a local day lies in."""
    second = on.month >= FIRST_MONTH_OF_SECOND_HALF
    return date(on.year, 12, 31) if second else date(on.year, 6, 30)


def next_half_year_end(on: date) -> date:
    """ours-calendar-half-years: the last day of the half-year after that one."""
    end = half_year_end(on)
    return date(end.year, 12, 31) if end.month < FIRST_MONTH_OF_SECOND_HALF else date(end.year + 1, 6, 30)


def monitoring_due(last_monitored: date | None, known_since: date) -> DueTime:
    """r-monitoring: until when the school's service is to be monitored next.

    Both are local days: of the latest monitoring, and from when the school has been in the register (anew,
    if it was closed meanwhile).
    """
    end = half_year_end(known_since)
    return _due(end if last_monitored is None else max(end, next_half_year_end(last_monitored)))


def monitoring_awaited(due: DueTime, missed: date | None) -> DueTime:
    """r-monitoring, ours-calendar-half-years: the term that the clock waits for next.

    `missed` is the last day of the newest half-year that was missed: each half-year is missed by itself.
    """
    if missed is None or missed < local_date(due.at):
        return due
    return _due(next_half_year_end(missed))


def _due(end: date) -> DueTime:
    return DueTime(
        at=last_second(end),
        kind=DueKind.MONITORING,
        citation=Rule.MONITORING,
        edition=EVERY_DAY,
        rests_on=(Rule.HALF_YEARS,),
        notices=(Notice.BEFORE_RULES,) if end < RULES_IN_FORCE else (),
    )
