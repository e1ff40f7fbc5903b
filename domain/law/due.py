"""Until when: every clock of the law in one place, for the streams that set them.

`calendar` is a `domain.law.calendars.CalendarEdition`; a command's context carries it. All instants are aware UTC.
"""

from domain.law.consideration import consideration_counted, consideration_due
from domain.law.redirect import redirect_due
from domain.law.targets import ClassTargets, Target, Targets, TargetSettings, targets_for
from domain.law.terms import EVERY_DAY, RULES_IN_FORCE, DueKind, DueTime, Notice
from domain.law.threat import threat_due
from domain.law.threat_exception import OBLIGATIONS, CompetentBody, Obligation, obligation_due
from domain.law.week import Hours, Reading, Week
from domain.law.working_days import registered_at

__all__ = [
    "EVERY_DAY",
    "OBLIGATIONS",
    "RULES_IN_FORCE",
    "ClassTargets",
    "CompetentBody",
    "DueKind",
    "DueTime",
    "Hours",
    "Notice",
    "Obligation",
    "Reading",
    "Target",
    "TargetSettings",
    "Targets",
    "Week",
    "consideration_counted",
    "consideration_due",
    "obligation_due",
    "redirect_due",
    "registered_at",
    "targets_for",
    "threat_due",
]
