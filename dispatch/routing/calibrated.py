"""The one place where what earlier drives taught changes travel times, whichever rung they are of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dispatch.calibration import Calibration
from dispatch.routing.ladder import Ladder
from dispatch.routing.port import Times, Way
from dispatch.routing.standing import Standing
from domain.places import Point
from domain.travel import Leg


class Calibrated:
    """A router over the ladder. All times of one answer are of one rung and one hour: they are multiplied by
    one factor, and their order stays. Whether a time can be believed was judged before, by the rung's own.
    """

    def __init__(self, ladder: Ladder, calibration: Calibration) -> None:
        self._ladder = ladder
        self._calibration = calibration

    def times(self, origins: Sequence[Point], destinations: Sequence[Point], at: datetime) -> Times:
        """See `Router.times`."""
        found = self._ladder.times(origins, destinations, at)
        factor = self._calibration.factor(found.rung, at)
        if factor == 1.0:
            return found
        legs = [[slower(leg, factor) for leg in row] for row in found.legs]
        return replace(found, legs=legs, factor=factor)

    def way(self, origin: Point, destination: Point, at: datetime) -> Way:
        """See `Router.way`."""
        found = self._ladder.way(origin, destination, at)
        return replace(found, seconds=round(found.seconds * self._calibration.factor(found.rung, at)))

    def look(self, at: datetime) -> Standing:
        """See `Ladder.look`."""
        return self._ladder.look(at)

    def standing(self) -> Standing:
        """See `Ladder.standing`."""
        return self._ladder.standing()


def slower(leg: Leg, factor: float) -> Leg:
    """The leg with its times multiplied; an unusable one as it is."""
    if leg.seconds is None or leg.seconds_low is None or leg.seconds_high is None:
        return leg
    return replace(
        leg,
        seconds_low=round(leg.seconds_low * factor),
        seconds=round(leg.seconds * factor),
        seconds_high=round(leg.seconds_high * factor),
    )
