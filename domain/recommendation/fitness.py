"""Who can go at all, and every reason why the others cannot.

The reasons are of two kinds: what this visit demands of a group (languages, a profession), and whether the
group is at hand (on duty, free, rested, big enough, enough of its shift left, somewhere). All of it [ours]
but the group of the centre's own specialists, which is rule 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.identity import ShiftId, TeamId
from domain.places import Point, point_fault
from domain.recommendation.shapes import BARS, PositionAge, Reason, Rejected, UsedPosition
from domain.skills import CHILD_PROFESSIONS as _FOR_CHILDREN

FRESH: Final = timedelta(minutes=5)
STALE: Final = timedelta(minutes=15)
"""Up to `FRESH` a position counts as where the team is; up to `STALE` the time's range is widened by its age;
after that the base stands in for it [ours]."""

CHILD_PROFESSIONS: Final = frozenset(_FOR_CHILDREN)
NONE: Final = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPosition:
    """Where a team was last known to be. `source` is `phone`, `status-press` or `base`."""

    point: Point
    at: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is known of a team when the question is asked. `status` is that of its row.

    `visit_ended_at`: when it came back from its last visit of this shift; `rested`: the shortest rest that
    one of its members had before this shift; `free_at`: when a busy one is thought to be free.
    """

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
    visit_ended_at: datetime | None = None
    rested: timedelta | None = None
    free_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What the visit asks for: all of `languages` spoken, one of `professions` present (if any)."""

    at: datetime
    group_size: int
    least_shift_left: timedelta
    languages: frozenset[str] = frozenset()
    professions: frozenset[str] = CHILD_PROFESSIONS
    rest_after_visit: timedelta = NONE
    rest_between_shifts: timedelta = NONE
    risk_class: int | None = None

    @property
    def demands(self) -> tuple[str, ...]:
        """What it demands of whoever comes, always in the same order."""
        spoken = tuple(f"language:{tongue}" for tongue in sorted(self.languages))
        return spoken + (("profession",) if self.professions else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlist:
    """Who can go, each with the position to reckon from; and who cannot.

    `aside` are those on duty who cannot, each with where it is: how far they are is worth knowing all the
    same.
    """

    eligible: tuple[tuple[Group, UsedPosition], ...]
    rejected: tuple[Rejected, ...] = ()
    aside: tuple[tuple[Group, UsedPosition], ...] = ()


def exclusions(group: Group, need: Need) -> tuple[Reason, ...]:
    """Every reason why this team cannot be recommended; none if it can."""
    return (*hindrances(group, need), *shortcomings(group, need))


def shortcomings(group: Group, need: Need) -> tuple[Reason, ...]:
    """What of the visit's demands the team does not fulfil. Nobody off duty is judged by them."""
    if _off_duty(group):
        return ()
    unspoken = sorted(need.languages - group.languages)
    out = [Reason(code="language-missing", what=tongue) for tongue in unspoken]
    if need.professions and not need.professions & group.professions:
        out.append(Reason(code="profession-missing"))
    return tuple(out)


def lacks(group: Group, need: Need) -> frozenset[str]:
    """The same as demands (`Need.demands`)."""
    return frozenset(
        f"language:{each.what}" if each.code == "language-missing" else "profession"
        for each in shortcomings(group, need)
    )


def hindrances(group: Group, need: Need) -> tuple[Reason, ...]:
    """Why the team is not at hand, whatever the visit demands."""
    if _off_duty(group) or group.ends_at is None:
        return (Reason(code="off-duty"),)
    out = []
    if group.status != "free":
        out.append(Reason(code="busy", what=group.status))
    left = group.ends_at - need.at
    if left < need.least_shift_left:
        out.append(Reason(code="shift-ending", minutes=max(0, int(left.total_seconds() // 60))))
    if group.members < need.group_size:
        out.append(Reason(code="group-small", what=str(group.members)))
    out += _tired(group, need)
    if point_fault(group.home.lat, group.home.lon) and live_position(group, need.at) is None:
        out.append(Reason(code="no-position"))
    return tuple(out)


def rest_left(group: Group, need: Need) -> timedelta:
    """How long the team still rests after its last visit; nothing while it is on one."""
    if group.status != "free" or group.visit_ended_at is None:
        return NONE
    return max(NONE, group.visit_ended_at + need.rest_after_visit - need.at)


def _tired(group: Group, need: Need) -> list[Reason]:
    out = []
    left = rest_left(group, need)
    if left > NONE:
        out.append(Reason(code="resting", minutes=-int(-left.total_seconds() // 60)))
    if group.rested is not None and group.rested < need.rest_between_shifts:
        hours, minutes = divmod(int(group.rested.total_seconds()) // 60, 60)
        out.append(Reason(code="rest-short", what=f"{hours}:{minutes:02}"))
    return out


def _off_duty(group: Group) -> bool:
    return group.shift is None or group.ends_at is None or group.status == "off"


def live_position(group: Group, at: datetime) -> UsedPosition | None:
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


def may_all_the_same(reasons: Sequence[Reason]) -> bool:
    """Whether a person may send a team that has these reasons against it."""
    return not any(each.code in BARS for each in reasons)


def shortlist(groups: Sequence[Group], need: Need) -> Shortlist:
    """Sorts the teams into those that can go and those that cannot."""
    eligible, rejected, aside = [], [], []
    for group in groups:
        reasons = exclusions(group, need)
        if not reasons:
            eligible.append((group, live_position(group, need.at) or _base(group)))
            continue
        codes = {each.code for each in reasons}
        used = None if "off-duty" in codes else live_position(group, need.at) or _base(group)
        if used is not None and not codes & {"group-small", "no-position"}:
            aside.append((group, used))
        known = None if used is None else PositionAge(source=used.source, age_seconds=used.age_seconds)
        rejected.append(Rejected(team=group.team, reasons=reasons, position=known))
    return Shortlist(eligible=tuple(eligible), rejected=tuple(rejected), aside=tuple(aside))
