"""Which team to send: who can go at all and why others cannot, then who is there soonest. A person decides.

Eligible first, each exclusion with its reason; then ranked by travel time. What was offered is stored with
the decision: what the dispatcher saw, and what was not chosen, can be read later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.identity import ShiftId, TeamId
from domain.places import Point, point_fault
from domain.remote import RemoteFirst
from domain.travel import Leg

OFFERED: Final = 3
"""How many the screen shows as the recommendation."""

KEPT: Final = 20
"""How many ranked candidates a stored recommendation keeps; those behind are only counted."""

FRESH: Final = timedelta(minutes=5)
STALE: Final = timedelta(minutes=15)
"""Up to `FRESH` a position is where the team is; up to `STALE` its age widens the range; then the base stands
in for it [ours]."""

CHILD_PROFESSIONS: Final = frozenset({"psychologist", "educational-psychologist"})
"""At least one member's profession, for a visit to a child [ours]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPosition:
    """Where a team was last known to be. `source` is `phone`, `status-press` or `base`."""

    point: Point
    at: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is known of a team when the question is asked. `status` is that of its row."""

    team: TeamId
    name: str
    shift: ShiftId | None
    status: str
    ends_at: datetime | None
    members: int
    languages: frozenset[str]
    professions: frozenset[str]
    home: Point
    position: KnownPosition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What the visit asks for: all of `languages` spoken, one of `professions` present (if any)."""

    at: datetime
    group_size: int
    least_shift_left: timedelta
    languages: frozenset[str] = frozenset()
    professions: frozenset[str] = CHILD_PROFESSIONS


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
class Candidate:
    """A team that can go. `margin_seconds` is how much later the next one behind it would be there."""

    team: TeamId
    shift: ShiftId
    seconds_low: int
    seconds: int
    seconds_high: int
    metres: int
    margin_seconds: int | None
    position: UsedPosition
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A team that cannot go, with every reason."""

    team: TeamId
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """The answer: the first `OFFERED` of `ranked` are what is recommended. No place and no child in it.

    Its times hold `factor`, which earlier drives taught. `remote`: a call or video was proposed first.
    """

    at: datetime
    engine: str
    data_version: str
    ranked: tuple[Candidate, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    further: int = 0
    remote: RemoteFirst | None = None
    factor: float = 1.0

    @property
    def offered(self) -> tuple[Candidate, ...]:
        return self.ranked[:OFFERED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlist:
    """Who can go, each with the position to reckon from; and who cannot."""

    eligible: tuple[tuple[Group, UsedPosition], ...]
    rejected: tuple[Rejected, ...] = ()


def exclusions(group: Group, need: Need) -> tuple[Reason, ...]:
    """Every reason why this team cannot be recommended; none if it can."""
    if group.shift is None or group.ends_at is None or group.status == "off":
        return (Reason(code="off-duty"),)
    out = []
    if group.status != "free":
        out.append(Reason(code="busy", what=group.status))
    left = group.ends_at - need.at
    if left < need.least_shift_left:
        out.append(Reason(code="shift-ending", minutes=max(0, int(left.total_seconds() // 60))))
    if group.members < need.group_size:
        out.append(Reason(code="group-small", what=str(group.members)))
    out += [
        Reason(code="language-missing", what=tongue) for tongue in sorted(need.languages - group.languages)
    ]
    if need.professions and not need.professions & group.professions:
        out.append(Reason(code="profession-missing"))
    if point_fault(group.home.lat, group.home.lon) and _live_position(group, need.at) is None:
        out.append(Reason(code="no-position"))
    return tuple(out)


def _live_position(group: Group, at: datetime) -> UsedPosition | None:
    """The team's own position, unless it is too old, from the future or nowhere in the country."""
    known = group.position
    if known is None or point_fault(known.point.lat, known.point.lon) is not None:
        return None
    age = at - known.at
    if age > STALE or age < -FRESH:
        return None
    seconds = max(0, int(age.total_seconds()))
    return UsedPosition(lat=known.point.lat, lon=known.point.lon, source=known.source, age_seconds=seconds)


def _base(group: Group) -> UsedPosition:
    return UsedPosition(lat=group.home.lat, lon=group.home.lon, source="base", age_seconds=0)


def shortlist(groups: Sequence[Group], need: Need) -> Shortlist:
    """Sorts the teams into those that can go and those that cannot."""
    eligible, rejected = [], []
    for group in groups:
        reasons = exclusions(group, need)
        if reasons:
            rejected.append(Rejected(team=group.team, reasons=reasons))
        else:
            eligible.append((group, _live_position(group, need.at) or _base(group)))
    return Shortlist(eligible=tuple(eligible), rejected=tuple(rejected))


def rank(
    listed: Shortlist, legs: Mapping[TeamId, Leg], need: Need, *, engine: str, data_version: str
) -> Recommendation:
    """The eligible by travel time; equal times by distance, then by id, so that the order is always the same.

    `legs` hold one leg per eligible team, all of one rung. A team whose leg is unusable is rejected for that.
    """
    found: list[Candidate] = []
    unreachable: list[Rejected] = []
    for group, position in listed.eligible:
        candidate = _candidate(group, position, legs[group.team])
        if candidate is not None:
            found.append(candidate)
            continue
        why = Reason(code="unreachable", what=legs[group.team].fault or "")
        unreachable.append(Rejected(team=group.team, reasons=(why,)))
    found.sort(key=lambda c: (c.seconds, c.metres, c.team.hex))
    return Recommendation(
        at=need.at,
        engine=engine,
        data_version=data_version,
        ranked=tuple(_explained(found, place) for place in range(min(KEPT, len(found)))),
        rejected=(*listed.rejected, *unreachable),
        further=max(0, len(found) - KEPT),
    )


def _candidate(group: Group, position: UsedPosition, leg: Leg) -> Candidate | None:
    if leg.seconds_low is None or leg.seconds is None or leg.seconds_high is None or leg.metres is None:
        return None
    if group.shift is None:
        return None
    old = position.age_seconds > FRESH.total_seconds()
    reasons = []
    if old:
        reasons.append(Reason(code="position-old", minutes=position.age_seconds // 60))
    if position.source == "base":
        reasons.append(Reason(code="position-base"))
    return Candidate(
        team=group.team,
        shift=group.shift,
        seconds_low=leg.seconds_low,
        seconds=leg.seconds,
        seconds_high=leg.seconds_high + (position.age_seconds if old else 0),
        metres=leg.metres,
        margin_seconds=None,
        position=position,
        reasons=tuple(reasons),
    )


def _explained(found: list[Candidate], place: int) -> Candidate:
    """The candidate with its margin to the next and why it stands where it does."""
    this = found[place]
    behind = found[place + 1].seconds - this.seconds if place + 1 < len(found) else None
    if len(found) == 1:
        why = Reason(code="only-one")
    elif place == 0:
        why = Reason(code="nearest", minutes=(behind or 0) // 60)
    else:
        why = Reason(code="later", minutes=(this.seconds - found[0].seconds) // 60)
    return replace(this, margin_seconds=behind, reasons=(why, *this.reasons))
