"""Rule 6, its term. A request that is not ours is redirected with notice by the third working day."""

from datetime import datetime
from typing import Final

from domain.law.calendars.edition import CalendarEdition
from domain.law.citations import Rule
from domain.law.terms import DueKind, DueTime
from domain.law.week import MIDNIGHT, Hours, Reading, Week
from domain.law.working_days import Term, count

TERM: Final = Term(kind=DueKind.REDIRECT, working_days=3, citation=Rule.REDIRECT, rests_on=(Rule.TERMS,))


def redirect_due(
    received_at: datetime, week: Week, calendar: CalendarEdition, hours: Hours = MIDNIGHT
) -> DueTime:
    """appc-76: until when a request received at `received_at` (aware UTC) is passed on to whom it belongs.

    Deciding that a request is not ours is its consideration; the duty opens then, but its term counts from
    receipt, always by the strict reading.
    """
    return count(TERM, received_at, week, Reading.ARRIVAL, calendar, hours).due
