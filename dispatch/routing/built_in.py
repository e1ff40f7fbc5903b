"""The rung inside the product: the imported road graph, without any other program.

One search from the destination backwards times every group at once.
"""

from collections.abc import Sequence
from datetime import datetime
from math import inf, isfinite
from typing import TYPE_CHECKING, Final

from dispatch.roads.bundle import BadBundle
from dispatch.roads.in_use import GraphInUse
from dispatch.routing.hours import time_factor
from dispatch.routing.points import FARTHEST_SNAP_M, sound_only
from dispatch.routing.port import RungDown, Way
from dispatch.routing.refine import FARTHER, SHOWN
from dispatch.routing.road_leg import OFF_ROAD_M_S, road_leg
from domain.places import Point, metres_between, point_fault
from domain.travel import Leg

if TYPE_CHECKING:
    from dispatch.roads.graph import Drives, RoadGraph, Snapped

BUILT_IN: Final = "roads-builtin"

REACH_S: Final = 3_600.0
"""Groups within an hour at night are looked for first: over a country that is a small part of the search."""

WIDER: Final = 4
"""If those are too few, within so many times as long, then everywhere."""


class BuiltIn:
    """`reach`: seconds within which groups are looked for first."""

    name = BUILT_IN

    def __init__(self, roads: GraphInUse, reach: float = REACH_S) -> None:
        self._roads = roads
        self._reaches = (reach, reach * WIDER, inf)
        self.data_version = "none"

    def legs(self, origins: Sequence[Point], destinations: Sequence[Point], at: datetime) -> list[list[Leg]]:
        """See `Rung.legs`. A group that is certainly farther than the first ones has the fault `farther`."""
        graph, factor = self._graph(), time_factor(at)

        def ask(some: Sequence[Point], to: Sequence[Point]) -> list[list[Leg]]:
            here, there = graph.snap(some), graph.snap(to)
            enough = min(SHOWN, len(some)) if len(to) == 1 else len(some)
            rows = []
            for place, node in enumerate(there.nodes):
                drives = self._to(graph, int(node), here, enough)
                snap = float(there.metres[place])
                rows.append(_row(drives, here, some, (to[place], snap), factor))
            return rows

        return sound_only(BUILT_IN, origins, destinations, ask)

    def way(self, origin: Point, destination: Point, at: datetime) -> Way | None:
        """See `Rung.way`."""
        graph = self._graph()
        if any(point_fault(end.lat, end.lon) is not None for end in (origin, destination)):
            return None
        here, there = graph.snap([origin]), graph.snap([destination])
        drives = self._to(graph, int(there.nodes[0]), here, 1)
        leg = _row(drives, here, [origin], (destination, float(there.metres[0])), time_factor(at))[0]
        if leg.seconds is None or leg.metres is None:
            return None
        line = drives.line(int(here.nodes[0]))
        between = [Point(lat=float(graph.lats[node]), lon=float(graph.lons[node])) for node in line]
        return Way(
            rung=BUILT_IN,
            data_version=self.data_version,
            seconds=leg.seconds,
            metres=leg.metres,
            points=(origin, *between, destination),
        )

    def check(self, at: datetime) -> None:
        """Takes up the bundle that is in use by now. Raises `RungDown`."""
        try:
            self._roads.renew()
        except BadBundle:
            raise RungDown("roads-damaged") from None
        self._graph()

    def _graph(self) -> "RoadGraph":
        try:
            found = self._roads.graph()
        except BadBundle:
            raise RungDown("roads-damaged") from None
        if found is None:
            raise RungDown("no-roads")
        self.data_version, graph = found
        return graph

    def _to(self, graph: "RoadGraph", node: int, here: "Snapped", enough: int) -> "Drives":
        """The drives to a node, searched so far that `enough` groups on a road are certainly sooner than
        whoever was not found.
        """
        near = here.metres <= FARTHEST_SNAP_M
        off_road = here.metres[near] / OFF_ROAD_M_S
        for reach in self._reaches:
            drives = graph.to(node, reach)
            certain = drives.seconds[here.nodes[near]] + off_road <= reach
            if certain.sum() >= min(enough, len(certain)):
                break
        return drives


def _row(
    drives: "Drives", here: "Snapped", origins: Sequence[Point], to: tuple[Point, float], factor: float
) -> list[Leg]:
    destination, snap_to = to
    metres = drives.metres(here.nodes)
    legs = []
    for place, node in enumerate(here.nodes):
        snaps, driven = (float(here.metres[place]), snap_to), float(drives.seconds[node])
        if max(snaps) <= FARTHEST_SNAP_M and not isfinite(driven):
            legs.append(Leg(source=BUILT_IN, snap_m=round(max(snaps)), fault=FARTHER))
            continue
        crow = metres_between(origins[place], destination)
        reached = driven if isfinite(driven) else None
        legs.append(road_leg(BUILT_IN, reached, float(metres[place]), snaps, crow, factor))
    return legs
