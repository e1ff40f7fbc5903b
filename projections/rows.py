"""What a screen gets of a case, a team, a school: plain JSON without personal data. Its types follow these.

Times are ISO 8601 in UTC; identities are UUIDs as text.
"""

from typing import Literal, NotRequired, TypedDict

CaseStage = Literal["received", "taken", "assessed", "considered", "redirected", "closed"]
TargetName = Literal["taken", "contact", "left", "on_site"]
ConsentName = Literal["none", "requested", "given", "refused", "withdrawn"]
VisitStateName = Literal[
    "sent",
    "delivered",
    "accepted",
    "en-route",
    "on-site",
    "refused-at-door",
    "let-in",
    "done",
    "declined",
    "cancelled",
]
TeamStatus = Literal["off", "free", "sent", "delivered", "accepted", "en-route", "on-site"]


class DueRow(TypedDict):
    """The legal due time with what it rests on; `kind` says which clock it is."""

    at: str
    kind: str
    citation: str
    edition: str


class MissedRow(TypedDict):
    target: TargetName
    at: str


class NextRow(TypedDict):
    """What the row runs against: the next unmet target, or the legal term itself."""

    target: Literal["taken", "contact", "left", "on_site", "term"]
    at: str


class DutiesRow(TypedDict):
    open: int
    held: int
    missed: int


class VisitRow(TypedDict):
    id: str
    team: str
    shift: str
    members: list[str]
    state: VisitStateName
    since: str
    accept_by: str
    eta_at: str | None
    unanswered: bool


class EmergencyRow(TypedDict):
    """Somebody without the right read this case until `until`. `justified` is said in the review."""

    id: str
    account: str
    role: str
    region: str
    category: str
    since: str
    until: str
    review_by: str
    justified: bool | None
    reviewed_by: str | None
    escalated: bool


QueueRow = TypedDict(
    "QueueRow",
    {
        "id": str,
        "number": str,
        "region": str,
        "centre": str,
        "class": int | None,
        "proposed_class": int | None,
        "threat": bool,
        "stage": CaseStage,
        "channel": str,
        "received_at": str,
        "anonymous": bool,
        "says_danger": bool,
        "school": str | None,
        "nearest_school": str | None,
        "district": str | None,
        "received_by": str | None,
        "owner": str | None,
        "taken_at": str | None,
        "alarm": bool,
        "alarm_returned": bool,
        "due": DueRow,
        "targets": dict[str, str],
        "met": dict[str, str],
        "missed": list[MissedRow],
        "term_missed": bool,
        "next": NextRow | None,
        "consent": ConsentName,
        "household_danger": bool,
        "duty": dict[str, str],
        "duties": DutiesRow,
        "visits": list[VisitRow],
        "attached_to": str | None,
        "attached": int,
        "follow_ups": int,
        "follow_ups_due": NotRequired[list[str]],
        "considered": bool,
        "emergencies": NotRequired[list[EmergencyRow]],
        "closed_at": str | None,
        "version": int,
        "damaged": NotRequired[int],
    },
)


class LastShiftRow(TypedDict):
    members: list[str]
    ended_at: str


class TeamRow(TypedDict):
    """`since` is when the status was reached. Without a shift the team is off duty.

    `visit_ended_at`: when it came back from a visit of this shift; `rest_minutes`: between its last shift and
    this one, if one of its members was on both; `last_case`: where it was sent last, once that is over.
    """

    id: str
    name: str
    region: str
    home: list[float]
    roster: list[str]
    usual_vehicle: str
    closed: bool
    shift: str | None
    members: list[str]
    languages: list[str]
    professions: list[str]
    vehicle: str
    started_at: str | None
    ends_at: str | None
    status: TeamStatus
    visit: str | None
    case: str | None
    since: str | None
    visit_ended_at: str | None
    rest_minutes: int | None
    last_shift: LastShiftRow | None
    last_case: str | None
    damaged: NotRequired[int]


class SchoolRow(TypedDict):
    id: str
    region: str
    number: str | None
    label: str
    name_kk: str
    name_ru: str
    name_en: str
    district: str
    lat: float
    lon: float
    source: str
    source_ids: list[str]
    closed: bool


class VehicleRow(TypedDict):
    """`closed` when it is retired."""

    id: str
    region: str
    plate: str
    model: str
    seats: int
    state: Literal["ready", "repair", "retired"]
    closed: bool


class SpecialistRow(TypedDict):
    id: str
    region: str
    name: str
    profession: str
    languages: list[str]
    closed: bool


class AccountRow(TypedDict):
    id: str
    login: str
    name: str
    roles: list[str]
    region: str
    language: str
    specialist: str | None
    team: str | None
    closed: bool


class CentreRow(TypedDict):
    """The centre card; its settings are in the stream and in `settings` as plain JSON."""

    id: str
    region: str
    name_kk: str
    name_ru: str
    name_en: str
    lat: float
    lon: float
    filled: int | None
