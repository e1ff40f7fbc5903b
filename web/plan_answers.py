"""What the door of joint plans answers: ids, classes and times, no places and nobody's name."""

from typing import Literal, TypedDict


class StandingAnswer(TypedDict):
    """What a group's place is known from, and how old that was when the plan was made; not the place."""

    source: str
    age_seconds: int


class PlannedAnswer(TypedDict):
    """A drive of a group, and the wait from receipt to arrival, in seconds."""

    team: str
    position: StandingAnswer
    seconds_low: int
    seconds: int
    seconds_high: int
    wait_seconds: int


class PlannedCaseAnswer(TypedDict):
    """A case that waits: what it gets if all are sent together, and if one after the other."""

    case: str
    risk_class: int
    together: PlannedAnswer | None
    alone: PlannedAnswer | None


class GainAnswer(TypedDict):
    """What is better together: `before` one by one, `after` together; groups for `served`, else seconds."""

    kind: Literal["served", "earlier", "longest", "sum"]
    risk_class: int | None
    before: int
    after: int


class FallenAnswer(TypedDict):
    rung: str
    code: str


class JointPlanAnswer(TypedDict):
    """`offered`: it is so much better that a board shows it unasked. `until`: it can be accepted so long.

    `longest`, `longest_alone`: the longest wait of `longest_class` in seconds, together and one by one.
    """

    id: str
    at: str
    until: str
    engine: str
    data_version: str
    fallen: list[FallenAnswer]
    cases: list[PlannedCaseAnswer]
    gain: GainAnswer | None
    offered: bool
    longest_class: int
    longest: int
    longest_alone: int


class JointPlanDoorAnswer(TypedDict):
    """How many wait and how many are free; a plan only where at least two of each are."""

    waiting: int
    free: int
    plan: JointPlanAnswer | None
