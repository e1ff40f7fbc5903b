"""Bound and refine: the nearest of many, exactly, without asking an engine for all of them."""

from collections.abc import Callable, Sequence
from typing import Final

from dispatch.routing.points import FASTEST_M_S, ROUNDING_S
from domain.places import Point, metres_between
from domain.travel import Leg

FARTHER: Final = "farther"
"""The fault of a leg that nobody asked for: its group is certainly farther than the first."""

SHOWN: Final = 3
"""So many groups are offered: their times are exact."""

BATCH: Final = 10


def by_bound(
    origins: Sequence[Point],
    destination: Point,
    factor: float,
    table: Callable[[Sequence[Point], Sequence[Point]], list[list[Leg]]],
    *,
    exact: int,
    batch: int = BATCH,
) -> list[Leg]:
    """A leg per origin: of the `exact` nearest what the engine says, of those it was not asked for `farther`.

    Exact, because no cell that has a time is faster than `FASTEST_M_S` by the crow, slowed by the hour's
    `factor`: groups are asked for by that bound, nearest first, until the next cannot be among the first.
    """
    least = [factor * metres_between(origin, destination) / FASTEST_M_S - ROUNDING_S for origin in origins]
    order = sorted(range(len(origins)), key=least.__getitem__)
    legs = [Leg(source="roads", fault=FARTHER) for _ in origins]
    best: list[int] = []
    for start in range(0, len(order), batch):
        if len(best) >= exact and least[order[start]] > best[exact - 1]:
            break
        some = order[start : start + batch]
        for place, leg in zip(some, table([origins[o] for o in some], [destination])[0], strict=True):
            legs[place] = leg
            if leg.seconds is not None:
                best.append(leg.seconds)
        best.sort()
    return legs
