"""The joint plan against one by one: how much shorter the longest wait is, over draws of requests and groups.

Requests of one class and groups at real school places of Almaty, else on a grid of streets; by road where the
road engine is, and by the straight line. All requests at once, and once more over half an hour: whoever has
waited long is served first by either, so that there is less to gain.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from statistics import fmean, stdev
from typing import Final
from uuid import UUID

from dispatch.joint_plan import best
from dispatch.routing.straight import StraightLine
from domain.identity import CaseId, TeamId
from domain.joint_plan import Drives, PlannedVisit, Waiting, gain, longest, one_by_one
from tests.bench import roads
from tests.bench.figures import Scale, figure
from tests.bench.slowness import slowed
from tests.dispatch.road_engine import BIN

REQUESTS: Final = 5
GROUPS: Final = 6
DRAWS: Final = 500
OVER: Final = timedelta(minutes=30)
RISK: Final = 1
LARGE: Final = (20, 50)


@dataclass(frozen=True)
class Draw:
    """One moment: who waits, and how long every group would drive to each."""

    waiting: list[Waiting]
    drives: Drives


def draw(matrix: roads.Matrix, chance: Random, requests: int, groups: int, over: timedelta) -> Draw:
    """Places without a time between them are no pair; each group stands at a place of its own."""
    to = chance.sample(range(len(matrix)), requests + groups)
    places, origins = to[:requests], to[requests:]
    waiting = [
        Waiting(case=CaseId(UUID(int=n)), risk_class=RISK, received_at=roads.NIGHT - over * chance.random())
        for n in range(requests)
    ]
    drives = {
        (waiting[c].case, TeamId(UUID(int=1_000 + t))): seconds
        for c, place in enumerate(places)
        for t, origin in enumerate(origins)
        if (seconds := matrix[place][origin].seconds) is not None
    }
    return Draw(waiting=waiting, drives=drives)


def draws_of(matrix: roads.Matrix, count: int, over: timedelta) -> list[Draw]:
    """The same every time."""
    chance = Random(f"joint {over}")
    return [draw(matrix, chance, REQUESTS, GROUPS, over) for _ in range(count)]


def interval(values: Sequence[float]) -> list[float]:
    """95 % of the mean of paired differences."""
    half = 1.96 * stdev(values) / len(values) ** 0.5
    return [round(fmean(values) - half, 2), round(fmean(values) + half, 2)]


def compare(name: str, found: Sequence[Draw], on: str) -> None:
    """Minutes by which the longest wait is shorter together, and who pays for it."""
    shorter, before, after, offered, pays = [], [], [], 0, []
    for each in found:
        alone = one_by_one(each.waiting, each.drives, roads.NIGHT)
        together = best(each.waiting, each.drives, roads.NIGHT)
        was, now = longest(alone, RISK) / 60, longest(together, RISK) / 60
        before, after, shorter = [*before, was], [*after, now], [*shorter, was - now]
        better = gain(together, alone)
        offered += better is not None and better.worth_offering()
        pays.append(_most_lost(together, alone))
    figure(
        name,
        "min shorter",
        [fmean(shorter)],
        interval=interval(shorter),
        longest_one_by_one=round(fmean(before), 2),
        longest_together=round(fmean(after), 2),
        offered=round(offered / len(found), 3),
        worst_off_pays_min=round(fmean(pays), 2),
        never_longer=min(shorter) >= 0,
        draws=len(found),
        on=on,
    )


def _most_lost(together: Sequence[PlannedVisit], alone: Sequence[PlannedVisit]) -> float:
    was = {each.case: each.wait_seconds for each in alone}
    return max((each.wait_seconds - was.get(each.case, each.wait_seconds)) / 60 for each in together)


def search(scale: Scale, matrix: roads.Matrix) -> None:
    """How long the search takes at the most that a plan is made for."""
    chance = Random(7)
    large = draw(matrix, chance, *LARGE, OVER)
    values = []
    for _ in range(scale.rounds):
        began = time.thread_time()
        slowed(lambda: best(large.waiting, large.drives, roads.NIGHT), scale.slow)()
        values.append((time.thread_time() - began) * 1_000)
    figure(f"joint plan: search over {LARGE[0]} requests and {LARGE[1]} groups", "ms", values)


def run(scale: Scale) -> None:
    """By the straight line everywhere; by road too where the engine is."""
    count = 20 if scale.quick else DRAWS
    places = roads.schools() if roads.SCHOOLS.exists() else roads.corners()
    on = "Almaty" if roads.SCHOOLS.exists() else "grid"
    matrices = [("straight line", StraightLine().legs(places, places, roads.NIGHT), on)]
    if (BIN / "osrm-routed").exists():
        with roads.ground() as here:
            truth = here.rung().legs(here.places, here.places, roads.NIGHT)
        matrices.insert(0, ("by road", truth, here.name))
    else:
        print("joint: no road engine here, by the straight line alone: make roads-engine", file=sys.stderr)
    for name, matrix, where in matrices:
        for when, over in (("at once", timedelta(0)), ("over half an hour", OVER)):
            compare(f"joint plan {name}, {REQUESTS} requests {when}", draws_of(matrix, count, over), where)
    search(scale, matrices[0][1])
