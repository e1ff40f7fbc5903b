"""What a rule answers when asked "until when": one shape for every clock and obligation, fit to be stored."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain.law.local_time import SECOND

RULES_IN_FORCE: Final = date(2025, 12, 13)
"""The Rules (order No. 264) apply from this local day; earlier dates are computed with a notice."""

EVERY_DAY: Final = "every-day"
"""Stands where a calendar's edition would: the term counts every day alike, so no edition was used."""


class DueKind(StrEnum):
    """Which clock or obligation a due time belongs to."""

    CONSIDERATION = "consideration"
    THREAT = "threat"
    REDIRECT = "redirect"
    OBLIGATION = "obligation"
    MONITORING = "monitoring"
    BREACH_NOTICE = "breach-notice"
    DELETION = "deletion"


class Notice(StrEnum):
    """What a reader must be told beside a due time."""

    BEFORE_RULES = "before-rules-in-force"
    PROVISIONAL_CALENDAR = "provisional-calendar"
    BEYOND_CALENDAR = "beyond-calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTime:
    """Until when something must be done, and why. Stored in events as it is.

    `at` is the last second counted as in time, aware UTC: at 23:59:59 it is in time, at 00:00:00 of the next
    day it is overdue. `citation` is the key of what sets the term, `rests_on` the keys of what else it stands
    on (`domain.law.citations`). `edition` is the calendar's key, or `EVERY_DAY`.
    """

    at: datetime
    kind: DueKind
    citation: str
    edition: str
    rests_on: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def overdue_from(self) -> datetime:
        """The first instant that is late: what the ticker waits for."""
        return self.at + SECOND

    def is_overdue(self, now: datetime) -> bool:
        """Whether `now` (aware) is past the term."""
        return now >= self.overdue_from
