"""Rule 1. An ordinary request is considered by the end of the second working day after receipt."""

from datetime import datetime
from typing import Final

from domain.law.calendars.edition import CalendarEdition
from domain.law.citations import Rule
from domain.law.terms import DueKind, DueTime
from domain.law.week import Hours, Reading, Week
from domain.law.working_days import Counting, Term, count

TERM: Final = Term(
    kind=DueKind.CONSIDERATION, working_days=2, citation=Rule.CONSIDERATION, rests_on=(Rule.TERMS,)
)


def consideration_due(
    received_at: datetime,
    week: Week,
    reading: Reading,
    calendar: CalendarEdition,
    hours: Hours,
) -> DueTime:
    """r-consideration, cc-terms: until when a request received at `received_at` (aware UTC) is considered.

    The clock is for the consideration, not for the visit: `RequestConsidered` stops it.
    """
    return consideration_counted(received_at, week, reading, calendar, hours).due


def consideration_counted(
    received_at: datetime, week: Week, reading: Reading, calendar: CalendarEdition, hours: Hours
) -> Counting:
    """r-consideration: the due time with every day that was counted or passed over on the way."""
    return count(TERM, received_at, week, reading, calendar, hours)
