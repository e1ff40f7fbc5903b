"""What is offered and stored with the decision. No place of a child, no child and no words of a person in it.

Fields that came later say nothing of what was stored before them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.identity import ShiftId, TeamId
from domain.remote import RemoteFirst

OFFERED: Final = 3
"""How many the screen shows as the recommendation."""

KEPT: Final = 20
"""How many ranked candidates a stored recommendation keeps; those behind are only counted."""

BARS: Final = frozenset({"off-duty", "busy", "group-small"})
"""Reasons for which `domain.assignment` refuses. With any other a person may send the team all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason as a code of the catalogue (`recommendation.<code>`), with what its words may need."""

    code: str
    minutes: int | None = None
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedPosition:
    """The position a time was reckoned from, and how old it was then."""

    lat: float
    lon: float
    source: str
    age_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionAge:
    """How old a position was that was not chosen from; not where: a group may stand at a child's home."""

    source: str
    age_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """How long somebody would take who is not among the ranked: seconds with their range, metres."""

    seconds_low: int
    seconds: int
    seconds_high: int
    metres: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverLoss:
    """What no free group reaches in `within_minutes` once this one has gone, and some reached before.

    `schools` of `covered`; `districts` are those left without any school in reach, `most_in` that with the
    most lost schools; `last`: no other group is free at all.
    """

    schools: int
    covered: int
    within_minutes: int
    districts: tuple[str, ...] = ()
    most_in: str = ""
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A team that can go. `margin_seconds` is how much later the next one behind it would be there; below
    zero if the next one would be sooner and stands behind for what stays covered.
    """

    team: TeamId
    shift: ShiftId
    seconds_low: int
    seconds: int
    seconds_high: int
    metres: int
    margin_seconds: int | None
    position: UsedPosition
    reasons: tuple[Reason, ...]
    cover: CoverLoss | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A team that cannot go, with every reason. `drive` where it was asked for: nobody off duty is."""

    team: TeamId
    reasons: tuple[Reason, ...]
    position: PositionAge | None = None
    drive: Drive | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """Demands that no free group fulfils together (within so many minutes): the fewest that are too many.

    A demand is `language:<key>` or `profession`; none: nobody at all is there in the time. `nearest` is the
    group on duty that fulfils them and is there first: free in about `free_in_minutes` (0: now; none: it is
    busy and nobody knows until when), there in about `there_in_minutes`.
    """

    demands: tuple[str, ...]
    within_minutes: int | None = None
    nearest: TeamId | None = None
    free_in_minutes: int | None = None
    there_in_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FallenRung:
    """A better source of travel times that was not used, and why (`rung.<code>`)."""

    rung: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """The answer: the first `OFFERED` of `ranked` are what is recommended.

    Its times hold `factor`, which earlier drives taught. `remote`: nobody can be there in the target time, so
    a call or video was proposed to come first. `anew`: reckoned when the order came, because what the
    dispatcher had seen was no longer known; nobody saw it.
    """

    at: datetime
    engine: str
    data_version: str
    ranked: tuple[Candidate, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    further: int = 0
    fallen: tuple[FallenRung, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    remote: RemoteFirst | None = None
    factor: float = 1.0
    anew: bool = False

    @property
    def offered(self) -> tuple[Candidate, ...]:
        return self.ranked[:OFFERED]
