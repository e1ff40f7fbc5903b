"""The joint plan: travel times of one rung for all that wait and all that are free, and the search.

First who gets a group at all: in order of class and time each one that can be served beside those before it.
Then class by class the shortest longest wait, by halving over the waits that there are, each tried by a
matching. Then the least sum of drives that keeps to these. Each step is exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from dispatch.positions import LivePosition
from dispatch.recommend import EMPTY, Row, Scene, groups_of, need_of, ranked, with_remote
from dispatch.routing.port import Fallen, Router, Times
from domain.centre import CentreSettings
from domain.identity import CaseId, TeamId
from domain.joint_plan import (
    PLANNED,
    WEIGHT,
    Drives,
    Gain,
    JointPlan,
    PlannedVisit,
    Waiting,
    faults,
    gain,
    in_order,
    one_by_one,
    visit_of,
)
from domain.places import Point
from domain.recommendation import Recommendation, Shortlist, UsedPosition, shortlist
from domain.travel import Leg

Table: TypeAlias = Any
"""A numpy array, one row per case, one column per group. numpy and scipy are imported when a plan is made: no
light command pays for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One that waits, where to, and what else its case asks of a group (`dispatch.recommend`)."""

    waiting: Waiting
    destination: Point
    language: str | None
    scene: Scene = EMPTY


def waits(row: Row) -> bool:
    """Whether this row of the queue waits for a group: assessed, its place known, nobody there or sent."""
    return (
        row["class"] in PLANNED
        and row["closed_at"] is None
        and not row["considered"]
        and row["attached_to"] is None
        and (row["school"] or row["nearest_school"]) is not None
        and not any(each["state"] not in ("declined", "cancelled") for each in row["visits"])
    )


def waiting_of(row: Row) -> Waiting:
    """A row of the queue that waits."""
    return Waiting(
        case=CaseId(UUID(row["id"])),
        risk_class=row["class"],
        received_at=datetime.fromisoformat(row["received_at"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan, what it is better in, and what there was to choose from for each of its pairs, in their order.

    `ranges` are the shortest and longest seconds of each drive; `positions` those that groups were reckoned
    from; `classes` are those of all that wait, in the order of class and time.
    """

    plan: JointPlan
    gain: Gain | None
    recommendations: tuple[Recommendation, ...]
    ranges: Mapping[tuple[CaseId, TeamId], tuple[int, int]]
    positions: Mapping[TeamId, UsedPosition]
    classes: Mapping[CaseId, int]
    fallen: tuple[Fallen, ...] = ()


def joint_plan(
    requests: Sequence[Request],
    teams: Iterable[Row],
    live: Mapping[UUID, LivePosition],
    settings: CentreSettings,
    router: Router,
    at: datetime,
) -> Planned:
    """Plans for a start at `at` (aware). Travel times are asked for at once, so that all are of one rung."""
    groups = groups_of(teams, live, settings)
    needs = [need_of(each.language, settings, at, each.scene) for each in requests]
    lists = [shortlist(groups, need) for need in needs]
    positions = {group.team: seen for listed in lists for group, seen in listed.eligible}
    origins = [Point(lat=seen.lat, lon=seen.lon) for seen in positions.values()]
    times = router.times(origins, [each.destination for each in requests], at)
    legs = [dict(zip(positions, row, strict=True)) for row in times.legs]
    offered = {
        request.waiting.case: with_remote(ranked(listed, of, need, times), request.scene, at)
        for request, listed, of, need in zip(requests, lists, legs, needs, strict=True)
    }
    waiting = [each.waiting for each in requests]
    return _planned(waiting, _drives(requests, lists, legs), offered, positions, times, at)


def _planned(
    waiting: Sequence[Waiting],
    drives: Drives,
    ranked: Mapping[CaseId, Recommendation],
    positions: Mapping[TeamId, UsedPosition],
    times: Times,
    at: datetime,
) -> Planned:
    pairs, alone = best(waiting, drives, at), one_by_one(waiting, drives, at)
    plan = JointPlan(
        at=at,
        engine=times.rung,
        data_version=times.data_version,
        pairs=pairs,
        alone=alone,
        left=len(waiting) - len(pairs),
    )
    return Planned(
        plan=plan,
        gain=gain(pairs, alone),
        recommendations=tuple(ranked[pair.case] for pair in pairs),
        ranges=_ranges(ranked),
        positions=positions,
        classes={each.case: each.risk_class for each in in_order(waiting)},
        fallen=times.fallen,
    )


def _drives(
    requests: Sequence[Request], lists: Sequence[Shortlist], legs: Sequence[Mapping[TeamId, Leg]]
) -> Drives:
    """Only what the shortlist of that very case allows, and only where there is a time."""
    return {
        (request.waiting.case, group.team): seconds
        for request, listed, of in zip(requests, lists, legs, strict=True)
        for group, _ in listed.eligible
        if (seconds := of[group.team].seconds) is not None
    }


def _ranges(
    ranked: Mapping[CaseId, Recommendation],
) -> dict[tuple[CaseId, TeamId], tuple[int, int]]:
    return {
        (case, each.team): (each.seconds_low, each.seconds_high)
        for case, found in ranked.items()
        for each in found.ranked
    }


def best(waiting: Sequence[Waiting], drives: Drives, at: datetime) -> tuple[PlannedVisit, ...]:
    """The plan, in the order of class and time. Raises `ValueError` should it ever hold a forbidden pair."""
    import numpy as np

    order, teams = in_order(waiting), sorted({team for _, team in drives}, key=lambda team: team.hex)
    if not order or not teams:
        return ()
    drive = np.array([[float(drives.get((each.case, team), -1)) for team in teams] for each in order])
    served = _served(drive >= 0)
    rows, drive = [order[place] for place in served], drive[served]
    waited = np.array([float(each.waited(at)) for each in rows])
    classes = np.array([each.risk_class for each in rows])
    allowed = _shortest_waits(waited[:, None] + drive, classes, drive >= 0)
    weights = np.array([WEIGHT[each.risk_class] for each in rows])
    columns = _least_sum(weights[:, None] * drive, allowed)
    plan = tuple(
        visit_of(each, teams[column], int(drive[row, column]), at)
        for row, (each, column) in enumerate(zip(rows, columns, strict=True))
    )
    if wrong := faults(plan, drives):
        raise ValueError(f"a plan that may not be: {', '.join(wrong)}")
    return plan


def _served(possible: Table) -> list[int]:
    """Rows that get a group: in order, each that can be matched beside those before it. As many as can be."""
    served: list[int] = []
    for place in range(len(possible)):
        if _fits(possible[[*served, place]]):
            served.append(place)
    return served


def _fits(allowed: Table) -> bool:
    """Whether every row can have a column of its own."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    matched = maximum_bipartite_matching(csr_array(allowed), perm_type="column")
    return bool((matched >= 0).all())


def _shortest_waits(waits: Table, classes: Table, allowed: Table) -> Table:
    """What of `allowed` is left once no class waits longer than it must, the most urgent bounded first."""
    import numpy as np

    for risk_class in np.unique(classes):
        mine = (classes == risk_class)[:, None]
        bounds = np.unique(waits[mine & allowed])
        low, high = 0, len(bounds) - 1
        while low < high:
            middle = (low + high) // 2
            if _fits(allowed & ~(mine & (waits > bounds[middle]))):
                high = middle
            else:
                low = middle + 1
        allowed = allowed & ~(mine & (waits > bounds[low]))
    return allowed


def _least_sum(costs: Table, allowed: Table) -> list[int]:
    """A column of its own for every row, at the least sum. A forbidden one costs more than all others can."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    forbidden = float(costs[allowed].sum()) + 1.0
    _, columns = linear_sum_assignment(np.where(allowed, costs, forbidden))
    return [int(column) for column in columns]
