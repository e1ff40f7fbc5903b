"""What opening a case, the phone and the recommendation are answered with; OpenAPI is made of these."""

from typing import Any, Literal, TypedDict

from projections.rows import DueRow, QueueRow, VisitStateName
from web.answers import SchoolAnswer

Noted = Literal["logged", "waiting"]
"""Whether this reading stands in the log of readings, or waits because that cannot be written just now."""

Told = Any
"""A personal value: text, list or number, nothing, or `{"forgotten": true}`."""


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


class WasDueAnswer(TypedDict):
    """A due time that counted until an event; `missed_at` if it had been missed by then."""

    due: str
    citation: str
    edition: str | None
    missed_at: str | None
    until: int


class CitedAnswer(TypedDict):
    """`mark`: whose word it is; `point` where a person has read it in the document."""

    key: str
    mark: str | None
    point: str | None


class EntryAnswer(TypedDict):
    """One clock or obligation: `cites` what sets its term and what else that stands on; `hold` the key of why
    it waits; `said` what was said of it, field by field."""

    name: str
    kind: str
    opened_at: str
    due: str
    cites: list[CitedAnswer]
    edition: str | None
    state: str
    hold: str | None
    missed_at: str | None
    by: str | None
    channel: str | None
    done_at: str | None
    in_time: bool | None
    was: list[WasDueAnswer]
    positions: list[int]
    said: dict[str, Told]


class ArrangedAnswer(TypedDict):
    """What was arranged to come before the group, when and by whom."""

    means: Literal["call", "video"]
    first_hands: bool
    at: str
    by: str | None
    note: Told


class CardAnswer(TypedDict):
    """`said` is what was said of the case, field by field; `visits` what was said of each visit; `ledger` its
    clocks and obligations by due time. `agrees`: whose agreement a service needs today; `asks`: what a report
    in mass media still lacks.
    """

    row: QueueRow
    said: dict[str, Told]
    position: int
    duties: list[DutyAnswer]
    ledger: list[EntryAnswer]
    services: list[str]
    follow_ups: list[FollowUpAnswer]
    visits: dict[str, dict[str, Told]]
    joined: list[str]
    remote: ArrangedAnswer | None
    agrees: Literal["representative", "child-recorded", "own"] | None
    asks: list[Literal["publication", "publication_seen_at"]]
    noted: Noted


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
    noted: Noted


class ServiceAnswer(TypedDict):
    kind: str
    basis: str


class FirstHelpAnswer(TypedDict):
    """What comes before the group, and since when that is arranged; nobody's name, no note."""

    means: Literal["call", "video"]
    first_hands: bool
    at: str


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
    remote: FirstHelpAnswer | None
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
    noted: Noted | None


class PositionAnswer(TypedDict):
    """Whether it is the newest known of the team."""

    newest: bool
