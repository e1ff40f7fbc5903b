"""What a person can ask of a case itself; its visits: `visit_commands`, consent and duties: `care_commands`.

The fields are the JSON body of `POST /api/commands/<kebab-name>`.

Times are aware; texts are limited at the edge. Who asks and when comes with the context, never in here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.case.terms import Channel, EmergencyService, RiskClass
from domain.identity import AccountId, CaseId, SchoolId


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One triage question as it was put, by its key, and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A dated promise to come back."""

    follow_up: UUID
    on: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveRequest:
    """A request reached the centre. Everything but the channel may be missing (rule 6).

    With `risk_class` the receiver also assesses it at once; `reason` then is required. `says_danger` comes
    with the public form only. The edge puts the district that the map knows the place to be in.
    """

    case: CaseId
    channel: Channel
    received_at: datetime | None = None
    story: str = ""
    school: SchoolId | None = None
    point: tuple[float, float] | None = None
    place: str | None = None
    child_name: str | None = None
    child_birth_date: date | None = None
    child_phone: str | None = None
    child_language: str | None = None
    caller_name: str | None = None
    caller_phone: str | None = None
    caller_relation: str | None = None
    publication: str | None = None
    publication_seen_at: datetime | None = None
    risk_class: RiskClass | None = None
    answers: tuple[Answer, ...] = ()
    reason: str | None = None
    says_danger: bool = False
    district: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachRequest:
    """This request is about what `to` is about already. Its own slip and term stay."""

    case: CaseId
    to: CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCase:
    case: CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverCase:
    case: CaseId
    to: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessCase:
    """A person's decision on the class. It may raise at once; lowering is proposed and confirmed (rule 3)."""

    case: CaseId
    risk_class: RiskClass
    reason: str
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmLowerClass:
    """The second person agrees to the lower class that was proposed."""

    case: CaseId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContact:
    """First contact with the child, the family or the school, by phone, video or in person."""

    case: CaseId
    channel: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordServiceCall:
    """102, 103 or 112 was called."""

    case: CaseId
    service: EmergencyService
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    case: CaseId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectSchool:
    """The school or the place was wrong; a new event says the right one.

    The edge puts the district that the map knows the place to be in.
    """

    case: CaseId
    school: SchoolId | None = None
    point: tuple[float, float] | None = None
    place: str | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectChild:
    case: CaseId
    child_name: str | None = None
    child_birth_date: date | None = None
    child_language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPhone:
    """`whose` is `child`, `caller` or `guardian`."""

    case: CaseId
    whose: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsiderCase:
    """The request is considered: this stops the law's clock."""

    case: CaseId
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectCase:
    """Not ours: deciding so is the consideration. With `notified` the applicant was told as well."""

    case: CaseId
    to: str
    reason: str
    notified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCase:
    """To another region's centre; every clock runs on."""

    case: CaseId
    region: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCase:
    case: CaseId
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenCase:
    case: CaseId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFollowUp:
    case: CaseId
    follow_up: FollowUp


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishFollowUp:
    """Done, or dropped with the reason in `note`."""

    case: CaseId
    follow_up: UUID
    done: bool
    note: str = ""
