"""What a person can ask about consent, services and duties (rules 4 and 5)."""

from dataclasses import dataclass

from domain.case.terms import ConsentForm, DutyKind
from domain.identity import CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestConsent:
    case: CaseId
    guardian_name: str | None = None
    guardian_phone: str | None = None
    channel: str = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsent:
    """Who consented, when (`happened_at` of the command), in what form, on what evidence (rule 4)."""

    case: CaseId
    guardian_name: str
    form: ConsentForm
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsentRefused:
    case: CaseId
    guardian_name: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent:
    case: CaseId
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChildAgreement:
    """At 16 and 17 the child's own agreement is recorded and blocks nothing [ours]."""

    case: CaseId
    agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StartService:
    """A psychological service starts: the only act that asks for consent."""

    case: CaseId
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHouseholdDanger:
    """A parent or anyone in the household is the danger: the duty to inform them is on hold at once."""

    case: CaseId
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDuty:
    """The head decides, with a reason, that a held duty is to be done after all, and towards whom."""

    case: CaseId
    duty: DutyKind
    towards: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDutyDone:
    case: CaseId
    duty: DutyKind
    person: str
    channel: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveDuty:
    """The head signs why a duty is not done."""

    case: CaseId
    duty: DutyKind
    reason: str
