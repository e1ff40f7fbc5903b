"""Until when: every clock of the law in one place, for the streams that set them.

Instants are aware UTC. The calendar comes with the command; `domain.law.calendars` holds the editions.
"""

from domain.law.calendars.edition import CalendarEdition
from domain.law.consideration import consideration_counted, consideration_due
from domain.law.local_time import local_date
from domain.law.reclassing import nearer, raised_due
from domain.law.redirect import redirect_due
from domain.law.targets import ClassMinutes, TargetMinutes, Targets, targets_for
from domain.law.terms import EVERY_DAY, RULES_IN_FORCE, DueKind, DueTime, Notice
from domain.law.threat import threat_due
from domain.law.threat_exception import CompetentBody, Obligation, obligation_due
from domain.law.week import Hours, Reading, Week, minute_of
from domain.law.working_days import registered_at

__all__ = [
    "EVERY_DAY",
    "RULES_IN_FORCE",
    "CalendarEdition",
    "ClassMinutes",
    "CompetentBody",
    "DueKind",
    "DueTime",
    "Hours",
    "Notice",
    "Obligation",
    "Reading",
    "TargetMinutes",
    "Targets",
    "Week",
    "consideration_counted",
    "consideration_due",
    "local_date",
    "minute_of",
    "nearer",
    "obligation_due",
    "raised_due",
    "redirect_due",
    "registered_at",
    "targets_for",
    "threat_due",
]
