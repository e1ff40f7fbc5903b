"""Rule 9. A new edition of the calendar rewrites no past: it makes a new event, in either direction."""

from datetime import datetime

from domain.law.calendars.edition import CalendarEdition
from domain.law.consideration import consideration_due
from domain.law.terms import DueKind, DueTime
from domain.law.week import Hours, Reading, Week


def recalculated_due(
    current: DueTime,
    received_at: datetime,
    now: datetime,
    week: Week,
    reading: Reading,
    calendar: CalendarEdition,
    hours: Hours,
) -> DueTime | None:
    """ours-versioned-calendar: the due time by a newer edition, or nothing where the standing one stays.

    It stays where the term has passed, where no calendar was used (a threat), where the edition is the same,
    and where the new edition gives the same instant. That nobody has considered it is the caller's to see.
    """
    if (
        current.kind is not DueKind.CONSIDERATION
        or current.is_overdue(now)
        or current.edition == calendar.key
    ):
        return None
    computed = consideration_due(received_at, week, reading, calendar, hours)
    return None if computed.at == current.at else computed
