"""What questions about the queue and the registers are answered with; OpenAPI is made of these shapes."""

from typing import Any, Literal, TypedDict

from projections.rows import CentreRow, QueueRow, SchoolRow, SpecialistRow, TeamRow, VehicleRow


class DemoLoginAnswer(TypedDict):
    login: str
    password: str
    role: str
    name: str


class DoorAnswer(TypedDict):
    """`logins` is empty but in a demonstration. `regions`: installations behind this address, `-` for the
    first; empty where it is the only one, as `at` is, the one that answers."""

    demonstration: bool
    rate: float
    sso: bool
    logins: list[DemoLoginAnswer]
    regions: list[str]
    at: str


class MeAnswer(TypedDict):
    """`idle_s`: after so many seconds without a touch the page locks; null where it never does."""

    """`may` names the actions that are within the roles at all: pages show what they lead to."""

    account: str
    login: str
    name: str
    roles: list[str]
    may: list[str]
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
    idle_s: int | None
    locked: bool


class SessionAnswer(TypedDict):
    id: str
    device: str
    since: str
    until: str
    here: bool


class SessionsAnswer(TypedDict):
    sessions: list[SessionAnswer]


class SessionsEndedAnswer(TypedDict):
    ended: int


class LanguageAnswer(TypedDict):
    language: str


class AddressAnswer(TypedDict):
    address: str


class LinkedAnswer(TypedDict):
    """`set`: whether there is single sign-on here at all; `since`: null for an account that is not linked;
    `proved`: false until its own second factor was shown at a login through it; `only`: there is no other way
    in, so it stays.
    """

    set: bool
    since: str | None
    proved: bool
    only: bool


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
    closed: bool


class StaffAnswer(TypedDict):
    staff: list[SpecialistRow]
    accounts: list[AccountAnswer]


class TeamsAnswer(TypedDict):
    teams: list[TeamRow]


class VehiclesAnswer(TypedDict):
    vehicles: list[VehicleRow]


class CentreAnswer(CentreRow):
    settings: dict[str, Any]


class UndeliveredAnswer(TypedDict):
    """Notices that wait for their channel, and those whose tries are used up."""

    waiting: int
    given_up: int


class CheckpointsAnswer(TypedDict):
    covered: int
    waiting: int | None
    fault: str | None


class FollowerAnswer(TypedDict):
    """How many events the ledger of duties has not taken in yet, and whether it goes on; `stuck` names what
    keeps it."""

    behind: int
    damaged: int
    building: bool
    stuck: str | None


class RungAnswer(TypedDict):
    rung: str
    best: str
    since: str | None
    code: str | None


class HintsAnswer(TypedDict):
    """How word goes to other processes; since when and why it does not, if `lowered`."""

    carrier: Literal["in-process", "redis"]
    lowered: bool
    since: str | None
    code: Literal["unreachable", "silent", "full", "garbled"] | None


class WorkerAnswer(TypedDict):
    """Since when nobody does what is done once for the installation; none while somebody does."""

    since: str | None


class HealthAnswer(TypedDict):
    status: Literal["ok", "degraded", "failed"]
    log: int
    waiting: int
    damaged: int
    readings_waiting: int
    checkpoints: CheckpointsAnswer
    notices: UndeliveredAnswer
    ledger: FollowerAnswer
    roads: RungAnswer
    hints: HintsAnswer
    boards: dict[str, dict[str, int]]
    worker: WorkerAnswer
    screens: int
    certificate_days: int | None
