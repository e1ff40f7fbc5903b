"""What every rule rests on: document, point, retelling. Events store the key; pages print what stands here.

A point is `UNKNOWN` until a person has read it in the text; nobody fills it from memory or a search. What is
marked OURS is a reading or a setting of ours and has no document, so that it can never be shown as law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

UNKNOWN: Final = "unknown"


class Mark(StrEnum):
    """Whose word it is."""

    RULES = "R"
    APPC = "APPC"
    CIVIL_CODE = "CC"
    PERSONAL_DATA = "PD"
    ALMATY = "A"
    MENTORING = "M"
    OURS = "ours"


DOCUMENTS: Final[Mapping[Mark, str]] = MappingProxyType(
    {
        Mark.RULES: "Rules: order of the acting Minister of Education of 24 November 2025 No. 264, "
        "registered No. 37482, in force from 13 December 2025, as retold by zakon.kz",
        Mark.APPC: "Code of Administrative Procedure",
        Mark.CIVIL_CODE: "Civil Code, terms",
        Mark.PERSONAL_DATA: "Law No. 94-V on personal data",
        Mark.ALMATY: "Almaty's headquarters",
        Mark.MENTORING: "Mentoring law of February 2024",
    }
)


class Rule(StrEnum):
    """The citation keys. A key is stored in events: it is never renamed and never means something else."""

    CONSIDERATION = "r-consideration"
    THREAT = "r-threat"
    CONSENT = "r-consent"
    EXCEPTION = "r-threat-exception"
    ANY_GROUND = "r-any-ground"
    VISIT_GROUP = "r-visit-group"
    VISIT_OUTCOME = "r-visit-outcome"
    UNHINDERED_ENTRY = "r-unhindered-entry"
    MONITORING = "r-monitoring"
    CONFIDENTIALITY = "r-confidentiality"
    REGISTRATION = "appc-64"
    REDIRECT = "appc-76"
    TERMS = "cc-terms"
    BREACH = "pd-breach-notice"
    DELETION = "pd-deletion"
    ARRIVAL = "ours-reading-arrival"
    RECLASSING = "ours-reclassing"
    BIRTHDAY = "ours-birthday-under-16"
    OWN_AGREEMENT = "ours-own-agreement"
    SAME_DAY = "ours-same-day-obligation"
    HOUSEHOLD = "ours-household-danger"
    GROUP_SIZE = "ours-group-size"
    OUTCOMES = "ours-visit-outcomes"
    HALF_YEARS = "ours-calendar-half-years"
    CALENDAR = "ours-versioned-calendar"
    CALENDAR_DAYS = "ours-calendar-days"
    CLOSING_HOUR = "ours-closing-hour"
    TARGETS = "ours-targets"
    FORGETTING = "ours-forgetting"
    BREACH_TOLD = "ours-breach-to-authority"
    FOLLOW_UP = "ours-follow-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One row. `document` is absent exactly where the mark is OURS; `date_seen` where nobody noted a day."""

    document: str | None
    point: str
    retelling: str
    date_seen: date | None
    mark: Mark


def _cited(mark: Mark, retelling: str, point: str = UNKNOWN) -> Citation:
    return Citation(document=DOCUMENTS.get(mark), point=point, retelling=retelling, date_seen=None, mark=mark)


R, PD, OURS = Mark.RULES, Mark.PERSONAL_DATA, Mark.OURS

CITATIONS: Final[Mapping[Rule, Citation]] = MappingProxyType(
    {
        Rule.CONSIDERATION: _cited(R, "an ordinary request is considered within two working days"),
        Rule.THREAT: _cited(R, "an immediate threat to life and health: at once, on the day of receipt"),
        Rule.CONSENT: _cited(
            R, "under 16 no psychological service without consent of a parent or other legal representative"
        ),
        Rule.EXCEPTION: _cited(
            R, "under a threat help starts without consent; the parents and a competent body are informed"
        ),
        Rule.ANY_GROUND: _cited(
            R, "any ground and any channel is accepted, mass media and anonymous included"
        ),
        Rule.VISIT_GROUP: _cited(R, "a visit is made by a named group of the centre's own specialists"),
        Rule.VISIT_OUTCOME: _cited(R, "a visit ends with kinds, forms and terms of help"),
        Rule.UNHINDERED_ENTRY: _cited(R, "the group enters schools unhindered"),
        Rule.MONITORING: _cited(R, "each school's support service is monitored at least once per half-year"),
        Rule.CONFIDENTIALITY: _cited(R, "only the named circle reads a child's data"),
        Rule.REGISTRATION: _cited(
            Mark.APPC, "a request that comes when nobody works is registered at the next opening", "64"
        ),
        Rule.REDIRECT: _cited(
            Mark.APPC,
            "what belongs to another is redirected with notice within three working days",
            "76",
        ),
        Rule.TERMS: _cited(Mark.CIVIL_CODE, "a term runs from the next day to the end of its last day"),
        Rule.BREACH: _cited(PD, "notice of a breach within one working day of its detection"),
        Rule.DELETION: _cited(
            PD, "a request to delete is done, or refused with the law's ground, in 15 days"
        ),
        Rule.ARRIVAL: _cited(OURS, "counted from the day of arrival, even after hours or on a day off"),
        Rule.RECLASSING: _cited(
            OURS, "a new class only brings the due time nearer; lowering needs two people"
        ),
        Rule.BIRTHDAY: _cited(
            OURS, "on the sixteenth birthday itself, and at unknown age, counted as under 16"
        ),
        Rule.OWN_AGREEMENT: _cited(
            OURS, "at 16 and 17 the child's own agreement is recorded, blocks nothing"
        ),
        Rule.SAME_DAY: _cited(OURS, "both obligations of the threat exception by the end of the same day"),
        Rule.HOUSEHOLD: _cited(OURS, "nobody of a household that is the danger is informed or asked"),
        Rule.GROUP_SIZE: _cited(OURS, "the least size of a group is a setting, two by default"),
        Rule.OUTCOMES: _cited(OURS, "the ways in which a visit can end without help given"),
        Rule.HALF_YEARS: _cited(OURS, "half-years are those of the calendar"),
        Rule.CALENDAR: _cited(OURS, "due times keep the edition of the calendar they were counted by"),
        Rule.CALENDAR_DAYS: _cited(OURS, "the 15 days of a deletion are calendar days, the strict reading"),
        Rule.CLOSING_HOUR: _cited(OURS, "a day ends at midnight unless the centre sets its closing hour"),
        Rule.TARGETS: _cited(OURS, "targets for taking, contact, leaving and arriving, by class"),
        Rule.FORGETTING: _cited(
            OURS, "kept while case or duty is open, on legal hold, and for the centre's time of keeping"
        ),
        Rule.BREACH_TOLD: _cited(
            OURS, "notice of a breach counts as given once the authorised body was told; others besides"
        ),
        Rule.FOLLOW_UP: _cited(OURS, "a promise to come back is kept by the end of the day it was made for"),
    }
)


def citation(key: str) -> Citation | None:
    """The row of a key, if this product knows the key."""
    return CITATIONS.get(Rule(key)) if key in CITATIONS else None
