"""Rule 10, its first clock. A breach of personal data is notified within one working day of its detection."""

from datetime import datetime
from typing import Final

from domain.law.calendars.edition import CalendarEdition
from domain.law.citations import Rule
from domain.law.terms import DueKind, DueTime
from domain.law.week import MIDNIGHT, Reading, Week
from domain.law.working_days import Term, count

TERM: Final = Term(
    kind=DueKind.BREACH_NOTICE,
    working_days=1,
    citation=Rule.BREACH,
    rests_on=(Rule.CONFIDENTIALITY, Rule.BREACH_TOLD),
)


def breach_notice_due(detected_at: datetime, week: Week, calendar: CalendarEdition) -> DueTime:
    """pd-breach-notice: until when a breach detected at `detected_at` (aware UTC) is notified.

    The day of detection counts as the day it happened on, whatever the hour; the last day ends at midnight.
    """
    return count(TERM, detected_at, week, Reading.ARRIVAL, calendar, MIDNIGHT).due
