"""The rungs in order, best first. One answer is always of one rung; the last one never fails.

A cell that no road explains (off the map by a kilometre, no way, faster than a car) is timed on the next
rung. Would its group be among the first by that, the whole ranking is reckoned there; otherwise the group
stands outside the ranking, with the fault `off-roads`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dispatch.clock import Clock, SystemClock
from dispatch.routing.points import OFF_ROADS, Cell, unexplained
from dispatch.routing.port import Fallen, Rung, RungDown, Times, Way
from dispatch.routing.standing import Standing, Standings
from domain.places import Point
from domain.travel import Leg

FIRST: Final = 3
"""So many groups are offered; the fourth's place is not worth a worse reckoning for all."""

WORTH_S: Final = 3 * 3_600
"""A group off the map brings a ranking down only if it could be there in this time: a phone that says it is
in Astana must not take the roads from two groups around the corner [ours]."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the router."""

    origins: Sequence[Point]
    destinations: Sequence[Point]
    at: datetime


class Ladder:
    """`rungs` best first; the last is the straight line. See `Router`. `clock` dates what becomes of them."""

    def __init__(self, *rungs: Rung, clock: Clock | None = None) -> None:
        self._rungs = rungs
        self._standings = Standings([rung.name for rung in rungs], clock or SystemClock())

    def times(self, origins: Sequence[Point], destinations: Sequence[Point], at: datetime) -> Times:
        """See `Router.times`."""
        return self._times(0, origins, destinations, at)

    def way(self, origin: Point, destination: Point, at: datetime) -> Way:
        """See `Router.way`."""
        for rung in self._rungs:
            try:
                found = rung.way(origin, destination, at)
            except RungDown as down:
                self._standings.fell(rung.name, down.code)
                continue
            if found is not None:
                return found
        last = self._rungs[-1]
        return Way(
            rung=last.name, data_version=last.data_version, seconds=0, metres=0, points=(origin, destination)
        )

    def look(self, at: datetime) -> Standing:
        """Asks every rung whether it could answer, and says which one does now."""
        for rung in self._rungs:
            try:
                check = getattr(rung, "check", None)
                check(at) if check is not None else rung.legs([], [], at)
            except RungDown as down:
                self._standings.fell(rung.name, down.code)
            else:
                self._standings.stands(rung.name)
        return self.standing()

    def standing(self) -> Standing:
        """Which rung answers now, as far as is known."""
        return self._standings.now()

    def _times(
        self, start: int, origins: Sequence[Point], destinations: Sequence[Point], at: datetime
    ) -> Times:
        fallen: list[Fallen] = []
        for place, rung in enumerate(self._rungs[start:], start):
            try:
                legs = rung.legs(origins, destinations, at)
            except RungDown as down:
                self._standings.fell(rung.name, down.code)
                fallen.append(Fallen(rung=rung.name, code=down.code))
                continue
            self._standings.stands(rung.name)
            lowest = place == len(self._rungs) - 1
            cells = [] if lowest else unexplained(legs, origins, destinations)
            below, asked = place + 1, Asked(origins, destinations, at)
            if any(self._among_first(below, asked, legs, d, missing) for d, missing in _by_place(cells)):
                fallen.append(Fallen(rung=rung.name, code=OFF_ROADS))
                continue
            for cell in cells:
                legs[cell.destination][cell.origin] = Leg(source=rung.name, fault=OFF_ROADS)
            return Times(rung=rung.name, data_version=rung.data_version, legs=legs, fallen=tuple(fallen))
        raise AssertionError("the last rung answers always")

    def _among_first(
        self, below: int, asked: Asked, legs: Sequence[Sequence[Leg]], place: int, missing: Sequence[int]
    ) -> bool:
        """Whether a group that this rung cannot time would be offered, were it timed by the rungs below."""
        origins = [asked.origins[o] for o in missing]
        lower = self._times(below, origins, [asked.destinations[place]], asked.at).legs[0]
        timed = [leg.seconds for leg in lower if leg.seconds is not None]
        known = [
            leg.seconds for o, leg in enumerate(legs[place]) if o not in missing and leg.seconds is not None
        ]
        if not timed or not known:
            return bool(timed)
        soonest = min(timed)
        return soonest <= WORTH_S and sum(seconds < soonest for seconds in known) < FIRST


def _by_place(cells: Sequence[Cell]) -> list[tuple[int, list[int]]]:
    """Destinations, each with the origins of its cells."""
    places = sorted({cell.destination for cell in cells})
    return [(place, [cell.origin for cell in cells if cell.destination == place]) for place in places]
