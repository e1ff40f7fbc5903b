"""Points that are no place are set aside before an engine is asked, cells that no road explains after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from domain.places import Point, metres_between, point_fault
from domain.travel import Leg

OFF_ROADS: Final = "off-roads"

FARTHEST_SNAP_M: Final = 1_000
"""Farther from its road a place is off the map: an engine moved a point of Astana 931 km to the edge of a map
of Almaty and answered 48 minutes."""

FASTEST_M_S: Final = 110 / 3.6
"""No drive is faster than this by the crow, whatever an engine says."""

ROUNDING_S: Final = 1

Ask = Callable[[Sequence[Point], Sequence[Point]], list[list[Leg]]]


def sound_only(
    source: str, origins: Sequence[Point], destinations: Sequence[Point], ask: Ask
) -> list[list[Leg]]:
    """Per destination a leg per origin, of which `ask` is asked those alone whose ends are places."""
    ours, theirs = _faults(origins), _faults(destinations)
    sound = [place for place, fault in enumerate(ours) if fault is None]
    open_to = [place for place, fault in enumerate(theirs) if fault is None]
    legs = [[Leg(source=source, fault=there or here) for here in ours] for there in theirs]
    if sound and open_to:
        found = ask([origins[o] for o in sound], [destinations[d] for d in open_to])
        for d, row in zip(open_to, found, strict=True):
            for o, leg in zip(sound, row, strict=True):
                legs[d][o] = leg
    return legs


def _faults(points: Sequence[Point]) -> list[str | None]:
    return [point_fault(point.lat, point.lon) for point in points]


def believable(crow_m: float, seconds: float, snap_m: float) -> bool:
    """Whether a road can explain a drive of so long over such a distance, its ends so far from the road."""
    return snap_m <= FARTHEST_SNAP_M and crow_m <= seconds * FASTEST_M_S


def explained(leg: Leg, origin: Point, destination: Point) -> bool:
    """Whether a road can explain this cell. One that says itself why it is unusable needs no explaining."""
    if leg.fault is not None or leg.seconds is None:
        return leg.fault is not None and leg.fault != OFF_ROADS
    return believable(metres_between(origin, destination), leg.seconds + ROUNDING_S, leg.snap_m or 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One origin and one destination of a question, by their places in it."""

    destination: int
    origin: int


def unexplained(legs: list[list[Leg]], origins: Sequence[Point], destinations: Sequence[Point]) -> list[Cell]:
    """The cells of an answer that no road explains."""
    return [
        Cell(d, o)
        for d, row in enumerate(legs)
        for o, leg in enumerate(row)
        if not explained(leg, origins[o], destinations[d])
    ]
