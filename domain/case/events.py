"""What can have happened to a request. Sealed fields are personal; nothing in clear is about a person."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.case.commands import Answer
from domain.case.terms import Channel, EmergencyService, RiskClass, Target
from domain.identity import AccountId, CaseId, SchoolId, SubjectId
from domain.law.due import DueTime
from domain.marks import Private, sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReceived:
    """A request reached the centre and has its slip: number, time, receiver, due time.

    `nearest_school` stands in clear for a place that is no registered school; the place itself is sealed.
    `take_by`: the centre's target for taking it. `says_danger`: the public form's writer says so, of now.
    """

    number: str
    region: str
    channel: Channel
    received_at: datetime
    registered_at: datetime
    due: DueTime
    take_by: datetime
    anonymous: bool
    school: SchoolId | None
    nearest_school: SchoolId | None
    district: str | None
    child: SubjectId
    caller: SubjectId
    child_language: str | None = None
    publication_seen_at: datetime | None = None
    says_danger: bool = False
    story: Private[str] = sealed("child")
    point: Private[tuple[float, float]] = sealed("child")
    place: Private[str] = sealed("child")
    child_name: Private[str] = sealed("child")
    child_birth_date: Private[date] = sealed("child")
    child_phone: Private[str] = sealed("child")
    publication: Private[str] = sealed("child")
    caller_name: Private[str] = sealed("caller")
    caller_phone: Private[str] = sealed("caller")
    caller_relation: Private[str] = sealed("caller")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAttached:
    """This request is about what another open case is about; its own slip and term stay."""

    to: CaseId
    to_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestJoined:
    """Another request was attached to this case."""

    request: CaseId
    request_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTaken:
    """A person answers for it now. If nothing follows by `act_by`, the alarm returns."""

    owner: AccountId
    act_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHandedOver:
    """Another person answers for it now, as at the end of a shift."""

    owner: AccountId
    act_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmReturned:
    """The case was taken and nothing followed in the set time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAssessed:
    """A person decided the class. The due time, with citation and edition, and the targets from now on."""

    risk_class: RiskClass
    due: DueTime
    take_by: datetime
    contact_by: datetime | None
    leave_by: datetime | None
    on_site_by: datetime | None
    child: SubjectId
    answers: Private[tuple[Answer, ...]] = sealed("child")
    reason: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerClassProposed:
    """A lower class was proposed; it waits for a second person (rule 3)."""

    risk_class: RiskClass
    child: SubjectId
    reason: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMade:
    """Somebody spoke with the child, the family or the school; the first time meets the target."""

    channel: str
    child: SubjectId
    note: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCalled:
    """102, 103 or 112 was called."""

    service: EmergencyService
    child: SubjectId
    note: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Somebody wrote down what no other event says."""

    child: SubjectId
    text: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCorrected:
    """The school or the place was another one; this one counts from now on."""

    school: SchoolId | None
    nearest_school: SchoolId | None
    district: str | None
    child: SubjectId
    point: Private[tuple[float, float]] = sealed("child")
    place: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildCorrected:
    """Something about the child was written wrongly; what is left out stays."""

    child: SubjectId
    child_language: str | None = None
    child_name: Private[str] = sealed("child")
    child_birth_date: Private[date] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneCorrected:
    """`whose` is `child`, `caller` or `guardian`; `subject` is that person."""

    whose: str
    subject: SubjectId
    phone: Private[str] = sealed("subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseConsidered:
    """The request was considered: the law's clock stops (rule 1)."""

    child: SubjectId
    result: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRedirected:
    """Decided to be another's to answer, and whose. Telling the applicant is a duty of its own (rule 6)."""

    to: str
    child: SubjectId
    reason: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTransferred:
    """Another region's centre answers for it now; every clock runs on."""

    from_region: str
    region: str
    child: SubjectId
    reason: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed:
    """Everything about it is finished, with this result."""

    child: SubjectId
    result: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened:
    """A closed case goes on; somebody has to take it again."""

    child: SubjectId
    reason: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpSet:
    """Somebody promised to come back on a day."""

    follow_up: UUID
    on: date
    child: SubjectId
    what: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpFinished:
    """Done, or dropped for the reason in the note."""

    follow_up: UUID
    done: bool
    child: SubjectId
    note: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpFellDue:
    """The morning of a promised day came."""

    follow_up: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetMissed:
    """The centre's own target passed unmet. Not a breach of law."""

    target: Target
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TermMissed:
    """The legal term passed and the request was not considered."""

    due: DueTime
