"""What can have happened about forgetting the people of a case, and what can be asked about it.

Nothing of it is personal: whoever is forgotten can be written of no more.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.case.keeping import Part
from domain.identity import AccountId, CaseId, SubjectId
from domain.law.due import DueTime


class Relation(StrEnum):
    """What the person who asks for the deletion says they are to whom it is about."""

    THEMSELVES = "themselves"
    PARENT = "parent"
    REPRESENTATIVE = "representative"
    OTHER = "other"


class Ground(StrEnum):
    """Why somebody is forgotten."""

    REQUEST = "request"
    RETENTION = "retention"
    RECEIVED_IN_ERROR = "received-in-error"


class KeptFor(StrEnum):
    """Why somebody's data is kept. `NOT_ENTITLED`: who asked may not ask it; a person says so."""

    CASE_OPEN = "case-open"
    DUTY_OPEN = "duty-open"
    LEGAL_HOLD = "legal-hold"
    RETENTION = "within-retention"
    NOT_ENTITLED = "not-entitled"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionAsked:
    """Somebody asked that the data of these people in this case be deleted."""

    request: UUID
    parts: tuple[Part, ...]
    relation: Relation
    due: DueTime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionRefused:
    """The request was refused on this ground; `until` as far as a day is known."""

    request: UUID
    ground: KeptFor
    citation: str
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionMissed:
    """The term passed, and the request was neither done nor refused; recorded once."""

    request: UUID
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgettingProposed:
    """One person put forward that these people be forgotten; it waits for a second."""

    parts: tuple[Part, ...]
    ground: Ground
    request: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgettingDropped:
    """What was put forward is not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectForgotten:
    """The second person confirmed it: this subject's key is destroyed as soon as this is durable."""

    subject: SubjectId
    part: Part
    ground: Ground
    proposed_by: AccountId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDeletion:
    """Write down that somebody asks for their data, or a child's, to be deleted. `request` is its id."""

    case: CaseId
    request: UUID
    parts: tuple[Part, ...]
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseDeletion:
    """Refuse a request on a ground that holds."""

    case: CaseId
    request: UUID
    ground: KeptFor


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeForgetting:
    """Put forward that these people be forgotten; on the ground of a request, which one."""

    case: CaseId
    parts: tuple[Part, ...]
    ground: Ground
    request: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmForgetting:
    """Forget whom another person put forward. This cannot be taken back."""

    case: CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class DropForgetting:
    """Not to forget whom somebody put forward."""

    case: CaseId
