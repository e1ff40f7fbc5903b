"""The rungs in order, best first. One answer is always of one rung; the last one never fails."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.routing.port import Fallen, Rung, RungDown, Times, Way
from domain.places import Point


class Ladder:
    """`rungs` best first; the last is the straight line. See `Router`."""

    def __init__(self, *rungs: Rung) -> None:
        self._rungs = rungs

    def times(self, origins: Sequence[Point], destinations: Sequence[Point], at: datetime) -> Times:
        """See `Router.times`."""
        fallen: list[Fallen] = []
        for rung in self._rungs:
            try:
                legs = rung.legs(origins, destinations, at)
            except RungDown as down:
                fallen.append(Fallen(rung=rung.name, code=down.code))
                continue
            return Times(rung=rung.name, data_version=rung.data_version, legs=legs, fallen=tuple(fallen))
        raise AssertionError("the last rung answers always")

    def way(self, origin: Point, destination: Point, at: datetime) -> Way:
        """See `Router.way`."""
        for rung in self._rungs:
            try:
                found = rung.way(origin, destination, at)
            except RungDown:
                continue
            if found is not None:
                return found
        last = self._rungs[-1]
        return Way(
            rung=last.name, data_version=last.data_version, seconds=0, metres=0, points=(origin, destination)
        )
