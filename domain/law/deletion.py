"""Rule 10, its second clock. A request to delete personal data is done, or refused with the law's ground."""

from datetime import date, datetime, timedelta
from typing import Final

from domain.law.citations import Rule
from domain.law.local_time import last_second, local_date
from domain.law.terms import EVERY_DAY, DueKind, DueTime

CALENDAR_DAYS: Final = timedelta(days=15)


def deletion_due(asked_at: datetime) -> DueTime:
    """pd-deletion, ours-calendar-days: the end of the 15th calendar day after the request (aware UTC)."""
    return DueTime(
        at=last_second(local_date(asked_at) + CALENDAR_DAYS),
        kind=DueKind.DELETION,
        citation=Rule.DELETION,
        edition=EVERY_DAY,
        rests_on=(Rule.CALENDAR_DAYS,),
    )


def kept_until(closed_at: datetime, days: int) -> date:
    """ours-forgetting: the first local day on which a case closed then (aware UTC) need not be kept any more.

    `days` is the centre's time of keeping; the day of closing does not count.
    """
    return local_date(closed_at) + timedelta(days=days + 1)
