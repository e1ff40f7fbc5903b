"""Rule 6, its term. A request that is not ours is redirected, with notice, by the third working day after receipt."""

from datetime import datetime
from typing import Final

from domain.law.calendars.edition import CalendarEdition
from domain.law.terms import DueKind, DueTime
from domain.law.week import Hours, Reading, Week
from domain.law.working_days import Term, count

TERM: Final = Term(kind=DueKind.REDIRECT, working_days=3, citation="appc-76", rests_on=("cc-terms",))


def redirect_due(
    received_at: datetime,
    week: Week,
    reading: Reading,
    calendar: CalendarEdition,
    hours: Hours,
) -> DueTime:
    """appc-76: until when a request received at `received_at` (aware UTC) is passed on to whom it belongs.

    Deciding that a request is not ours is its consideration; this duty starts to run then, but counts from
    receipt all the same.
    """
    return count(TERM, received_at, week, reading, calendar, hours).due
