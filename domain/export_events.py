"""What can have happened to an export, in its terms. Only the asker's own words are sealed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.identity import AccountId, CaseId, SubjectId
from domain.marks import Private, sealed


class Content(StrEnum):
    """What is in the file."""

    STORIES = "stories"
    """The whole story of each case."""
    NAMES = "names"
    """One line a case: who, born when, how to reach them."""


class Form(StrEnum):
    PDF = "pdf"
    XLSX = "xlsx"


class Purpose(StrEnum):
    """What for, in clear; the asker's own words are sealed."""

    COURT = "court"
    INVESTIGATION = "investigation"
    GUARDIANSHIP = "guardianship"
    PROTECTION = "protection"
    FAMILY = "family"
    INSPECTION = "inspection"


class Recipient(StrEnum):
    COURT = "court"
    POLICE = "police"
    PROSECUTOR = "prosecutor"
    GUARDIANSHIP_BODY = "guardianship-body"
    FAMILY = "family"
    HEALTH = "health"
    CENTRE = "centre"
    MINISTRY = "ministry"


class WhyNot(StrEnum):
    NO_GROUND = "no-ground"
    TOO_MUCH = "too-much"
    WRONG_RECIPIENT = "wrong-recipient"
    WITHDRAWN = "withdrawn"
    """By whoever asked, and by nobody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAsked:
    """Two people have until `until` to approve."""

    region: str
    cases: tuple[CaseId, ...]
    content: Content
    form: Form
    purpose: Purpose
    recipient: Recipient
    until: datetime
    subject: SubjectId
    words: Private[str] = sealed("subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportApproved:
    """By one person. `until` is set by the second one: so long the file may be taken by whoever asked."""

    asker: AccountId
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRefused:
    """It does not leave: one person said no, or whoever asked withdrew it."""

    asker: AccountId
    reason: WhyNot


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTaken:
    """The file is handed out; `count` says for which time."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportExpired:
    """Two people did not approve in time, or it was not taken in time. Older ones do not say who asked."""

    taken: int
    asker: AccountId | None = None


ExportEvent = ExportAsked | ExportApproved | ExportRefused | ExportTaken | ExportExpired
