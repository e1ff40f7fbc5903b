"""Several requests wait and several groups are free: who goes where, so that the longest wait is shortest.

A wait is from receipt to arrival: that is what a child lives through and what the targets count from. Were it
counted from now, whoever has waited longest would be the first to pay for a shorter drive to somebody who
came later [ours]. Class by class, the most urgent first; only then all drives together. `dispatch.joint_plan`
searches; what is compared, in what order, and what may be chosen at all, stands here. A person decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from domain.identity import CaseId, TeamId

PLANNED: Final = (0, 1, 2)
"""The classes of `domain.law.targets` that a plan is made for, in its order. A visit to an ordinary request
is agreed with the school: sending everybody to those at one press would leave nobody for a threat [ours]."""

WEIGHT: Final[Mapping[int, int]] = {0: 4, 1: 2, 2: 1}
"""How much a second of driving counts in the sum, where the longest waits leave a choice [ours]."""

COUNTS_FOR: Final = timedelta(minutes=5)
"""A plan that was shown longer ago is made anew: groups have moved [ours, as `recommendation.FRESH`]."""

WORTH_S: Final = 60
"""A plan that gains less is not offered unless it is set otherwise: travel times are no more exact [ours]."""

Drives: TypeAlias = Mapping[tuple[CaseId, TeamId], int]
"""Seconds of each drive that can be made. A pair that is not in it is forbidden: the group cannot go at all,
is not fit for this child, or no road leads there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request that nobody is under way for."""

    case: CaseId
    risk_class: int
    received_at: datetime

    def waited(self, at: datetime) -> int:
        """Whole seconds from receipt to `at`."""
        return max(0, int((at - self.received_at).total_seconds()))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedVisit:
    """One group to one case: so long a drive, and so long from receipt to arrival, in seconds."""

    case: CaseId
    team: TeamId
    risk_class: int
    drive_seconds: int
    wait_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JointPlan:
    """What was offered: `pairs` together, `alone` one after the other, each the nearest that was left.

    `left` are cases that wait on because no group is left that could go. No place and no person in it.
    """

    at: datetime
    engine: str
    data_version: str
    pairs: tuple[PlannedVisit, ...]
    alone: tuple[PlannedVisit, ...]
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """The first thing in which two ways of sending differ, and how: `before` one by one, `after` together.

    `served`: so many of the class get a group; `earlier`: as many, but not past somebody who waited longer;
    `longest`: the longest wait of the class, seconds; `sum`: all drives, the mean by weight, seconds.
    """

    kind: Literal["served", "earlier", "longest", "sum"]
    risk_class: int | None
    before: int
    after: int

    def worth_offering(self, least: float = WORTH_S) -> bool:
        """Whether a board offers it: below `least` seconds both ways are equal, and one by one is simpler."""
        return self.kind in ("served", "earlier") or self.before - self.after >= least


def in_order(waiting: Sequence[Waiting]) -> tuple[Waiting, ...]:
    """The most urgent first, in a class whoever has waited longest; the same order whoever asks."""
    return tuple(sorted(waiting, key=lambda each: (each.risk_class, each.received_at, each.case.hex)))


def visit_of(waiting: Waiting, team: TeamId, drive: int, at: datetime) -> PlannedVisit:
    """The pair, for a start at `at` and a drive of so many seconds."""
    return PlannedVisit(
        case=waiting.case,
        team=team,
        risk_class=waiting.risk_class,
        drive_seconds=drive,
        wait_seconds=waiting.waited(at) + drive,
    )


def one_by_one(waiting: Sequence[Waiting], drives: Drives, at: datetime) -> tuple[PlannedVisit, ...]:
    """What happens without a plan: in order, each takes the nearest of those that are left."""
    taken: set[TeamId] = set()
    sent = []
    for each in in_order(waiting):
        free = [team for case, team in drives if case == each.case and team not in taken]
        if free:
            nearest = min(free, key=lambda team: (drives[each.case, team], team.hex))
            taken.add(nearest)
            sent.append(visit_of(each, nearest, drives[each.case, nearest], at))
    return tuple(sent)


def gain(together: Sequence[PlannedVisit], alone: Sequence[PlannedVisit]) -> Gain | None:
    """What sending together is better in; nothing if it is the same or worse where they first differ."""
    for risk_class in PLANNED:
        ours, theirs = _of(risk_class, together), _of(risk_class, alone)
        if len(ours) != len(theirs):
            return _better("served", risk_class, len(theirs), len(ours), more=True)
        if {each.case for each in ours} != {each.case for each in theirs}:
            return Gain(kind="earlier", risk_class=risk_class, before=len(theirs), after=len(ours))
        if (before := _longest(theirs)) != (after := _longest(ours)):
            return _better("longest", risk_class, before, after)
    before, after = _mean(alone), _mean(together)
    return _better("sum", None, before, after) if before != after else None


def class_told(together: Sequence[PlannedVisit], found: Gain | None) -> int:
    """The class whose longest waits are told: that in which it is better, else the most urgent sent to."""
    if found is not None and found.risk_class is not None:
        return found.risk_class
    return min((each.risk_class for each in together), default=PLANNED[0])


def longest(visits: Sequence[PlannedVisit], risk_class: int) -> int:
    """The longest wait of a class in seconds; 0 if none of it is sent to."""
    return _longest(_of(risk_class, visits))


def faults(visits: Sequence[PlannedVisit], drives: Drives) -> tuple[str, ...]:
    """What may never be in a plan, whoever made it: a forbidden pair, a case or a group twice."""
    found = ["forbidden" for each in visits if drives.get((each.case, each.team)) != each.drive_seconds]
    if len({each.case for each in visits}) != len(visits):
        found.append("case-twice")
    if len({each.team for each in visits}) != len(visits):
        found.append("team-twice")
    return tuple(found)


def weighted(visits: Sequence[PlannedVisit]) -> int:
    """The sum of the drives by the weight of their classes, in seconds."""
    return sum(WEIGHT[each.risk_class] * each.drive_seconds for each in visits)


def _of(risk_class: int, visits: Sequence[PlannedVisit]) -> list[PlannedVisit]:
    return [each for each in visits if each.risk_class == risk_class]


def _longest(visits: Sequence[PlannedVisit]) -> int:
    return max((each.wait_seconds for each in visits), default=0)


def _mean(visits: Sequence[PlannedVisit]) -> int:
    return round(weighted(visits) / max(1, sum(WEIGHT[each.risk_class] for each in visits)))


def _better(
    kind: Literal["served", "longest", "sum"],
    risk_class: int | None,
    before: int,
    after: int,
    *,
    more: bool = False,
) -> Gain | None:
    improved = after > before if more else after < before
    return Gain(kind=kind, risk_class=risk_class, before=before, after=after) if improved else None
