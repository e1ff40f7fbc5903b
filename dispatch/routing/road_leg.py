"""One drive as a rung of roads tells it: the way along roads, and to and from them."""

from typing import Any, Final

from dispatch.routing.points import OFF_ROADS, believable
from domain.travel import Leg

LOW: Final = 0.85
HIGH: Final = 1.3
"""Of a free-flow time by road times the hour's factor, until own drives tell [assumption]."""

OFF_ROAD_M_S: Final = 20 / 3.6
"""Between a place and its road one goes so fast; else a team off the road would seem nearer [ours]."""


def road_leg(
    source: str, driven: Any, metres: Any, snaps: tuple[float, float], crow: float, factor: float
) -> Leg:
    """`driven` seconds along `metres` of road, nothing where there is no way; `snaps`: metres from either end
    to its road. `factor` comes last: whether the rung may be believed is asked of its own figures.
    """
    snap, off_road = max(snaps), sum(snaps)
    seconds = None if driven is None else float(driven) + off_road / OFF_ROAD_M_S
    if seconds is None or metres is None or not believable(crow, seconds, snap):
        return Leg(source=source, snap_m=round(snap), fault=OFF_ROADS)
    return Leg(
        source=source,
        seconds_low=round(seconds * factor * LOW),
        seconds=round(seconds * factor),
        seconds_high=round(seconds * factor * HIGH),
        metres=round(float(metres) + off_road),
        snap_m=round(snap),
    )
