"""What the questions are answered with. The shapes are in OpenAPI, and real answers are held against them."""

from typing import Any, Literal, TypedDict

from projections.rows import (
    CentreRow,
    DueRow,
    QueueRow,
    SchoolRow,
    SpecialistRow,
    TeamRow,
    VisitStateName,
)

Told = Any
"""A personal value: text, list or number, nothing, or `{"forgotten": true}`."""


class DemoLoginAnswer(TypedDict):
    login: str
    password: str
    role: str
    name: str


class DoorAnswer(TypedDict):
    """`logins` is empty but in a demonstration."""

    demonstration: bool
    rate: float
    logins: list[DemoLoginAnswer]


class LoginAnswer(TypedDict):
    account: str
    roles: list[str]


class MeAnswer(TypedDict):
    account: str
    login: str
    name: str
    roles: list[str]
    region: str
    regions: list[str]
    centre: str
    team: str | None
    language: str
    home: str
    now: str
    rate: float
    demonstration: bool
    until: str


class SessionAnswer(TypedDict):
    id: str
    device: str
    since: str
    until: str
    here: bool


class SessionsAnswer(TypedDict):
    sessions: list[SessionAnswer]


class LanguageAnswer(TypedDict):
    language: str


class NothingAnswer(TypedDict):
    pass


class CasesAnswer(TypedDict):
    """`total` counts all that match, whatever the page."""

    cases: list[QueueRow]
    total: int
    offset: int


class DuplicateAnswer(TypedDict):
    row: QueueRow
    reasons: list[Literal["same-school", "same-child", "same-phone"]]


class DuplicatesAnswer(TypedDict):
    duplicates: list[DuplicateAnswer]


class SchoolAnswer(SchoolRow):
    point: list[float]


class SchoolsAnswer(TypedDict):
    schools: list[SchoolAnswer]


class AccountAnswer(TypedDict):
    id: str
    name: str
    roles: list[str]
    team: str | None
    specialist: str | None


class StaffAnswer(TypedDict):
    staff: list[SpecialistRow]
    accounts: list[AccountAnswer]


class TeamsAnswer(TypedDict):
    teams: list[TeamRow]


class CentreAnswer(CentreRow):
    settings: dict[str, Any]


class HealthAnswer(TypedDict):
    status: Literal["ok", "degraded", "failed"]
    log: int
    waiting: int
    damaged: int
    screens: int


class DutyAnswer(TypedDict):
    duty: str
    state: str
    due: str
    citation: str
    missed: bool


class FollowUpAnswer(TypedDict):
    id: str
    on: str
    what: Told


class CardAnswer(TypedDict):
    """`said` is what was said of the case, field by field; `visits` what was said of each visit."""

    row: QueueRow
    said: dict[str, Told]
    position: int
    duties: list[DutyAnswer]
    services: list[str]
    follow_ups: list[FollowUpAnswer]
    visits: dict[str, dict[str, Told]]
    joined: list[str]


class EventAnswer(TypedDict):
    position: int
    version: int
    name: str
    happened_at: str
    recorded_at: str
    by: str | None
    role: str
    device: str | None
    fields: dict[str, Told]


class StoryAnswer(TypedDict):
    story: list[EventAnswer]


class ServiceAnswer(TypedDict):
    kind: str
    basis: str


class AssignmentAnswer(TypedDict):
    """What a team needs on the road."""

    case: str
    number: str
    visit: str
    state: VisitStateName
    since: str
    accept_by: str
    eta_at: str | None
    threat: bool
    received_at: str
    due: DueRow
    school: SchoolAnswer | None
    nearest_school: SchoolAnswer | None
    district: str | None
    point: Told
    place: Told
    story: Told
    reason: Told
    child: dict[str, Told]
    caller: dict[str, Told]
    guardian: dict[str, Told]
    consent: str
    household_danger: bool
    services: list[ServiceAnswer]
    duties: list[DutyAnswer]


AssignmentWithClass = TypedDict("AssignmentWithClass", {"class": int | None})


class WholeAssignmentAnswer(AssignmentAnswer, AssignmentWithClass):
    """The assignment with its class, whose name is a word of the language."""


class LastVisitAnswer(TypedDict):
    case: str
    visit: str
    number: str
    state: VisitStateName
    reason: Told
    at: str


class PhoneAnswer(TypedDict):
    assignment: WholeAssignmentAnswer | None
    last: LastVisitAnswer | None


class UsedPositionAnswer(TypedDict):
    lat: float
    lon: float
    source: str
    age_seconds: int


class ReasonAnswer(TypedDict):
    code: str
    minutes: int | None
    what: str


class CandidateAnswer(TypedDict):
    team: str
    shift: str
    seconds_low: int
    seconds: int
    seconds_high: int
    metres: int
    margin_seconds: int | None
    position: UsedPositionAnswer
    reasons: list[ReasonAnswer]


class RejectedAnswer(TypedDict):
    team: str
    reasons: list[ReasonAnswer]


class RecommendationAnswer(TypedDict):
    id: str
    at: str
    engine: str
    data_version: str
    ranked: list[CandidateAnswer]
    rejected: list[RejectedAnswer]
    further: int


class PositionAnswer(TypedDict):
    """Whether it is the newest known of the team."""

    newest: bool
