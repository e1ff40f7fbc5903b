"""What can have happened about consent, services and duties (rules 4 and 5)."""

from dataclasses import dataclass
from datetime import datetime

from domain.case.terms import ConsentForm, DutyKind, ServiceBasis
from domain.identity import SubjectId
from domain.marks import Private, sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRequested:
    """A parent or other representative was asked for consent."""

    channel: str
    guardian: SubjectId
    guardian_name: Private[str] = sealed("guardian")
    guardian_phone: Private[str] = sealed("guardian")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """A parent or other representative consented: who, in what form, on what evidence (rule 4)."""

    form: ConsentForm
    guardian: SubjectId
    guardian_name: Private[str] = sealed("guardian")
    evidence: Private[str] = sealed("guardian")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRefused:
    """A parent or other representative refused; ordinary services end."""

    guardian: SubjectId
    guardian_name: Private[str] = sealed("guardian")
    words: Private[str] = sealed("guardian")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn:
    """A consent was taken back; ordinary services end."""

    guardian: SubjectId
    words: Private[str] = sealed("guardian")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildAgreementRecorded:
    """The child's own agreement at 16 and 17; it blocks nothing [ours]."""

    agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStarted:
    """A psychological service began, and the ground on which it could."""

    kind: str
    basis: ServiceBasis
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesStopped:
    """Consent was refused or withdrawn, or the class lowered: ordinary services end at once."""

    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdDangerRecorded:
    """A parent or anyone in the household is the danger."""

    child: SubjectId
    words: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyOpened:
    """Something must be done for this case by `due`, on the ground of `citation`.

    `edition`: the calendar that the working days were counted by, or `EVERY_DAY`; events from before it was
    stored lack it.
    """

    duty: DutyKind
    due: datetime
    citation: str
    edition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyHeld:
    """No reminder, no contact shown, no message to the household, until the head decides."""

    duty: DutyKind
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyReleased:
    """The head decided that a held duty is to be done after all, and towards whom."""

    duty: DutyKind
    due: datetime
    child: SubjectId
    towards: Private[str] = sealed("child")
    reason: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDone:
    """A duty was met: by whom, through which channel, with what result."""

    duty: DutyKind
    channel: str
    child: SubjectId
    person: Private[str] = sealed("child")
    result: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyWaived:
    """Signed by the head of the centre, with the reason."""

    duty: DutyKind
    child: SubjectId
    reason: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyMissed:
    """Its time passed; recorded once."""

    duty: DutyKind
    due: datetime
