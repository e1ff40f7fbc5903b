"""The best rung: an OSRM engine. It moves any point to the nearest road, however far: cells are judged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from dispatch.routing.asking import Engine, Sitting
from dispatch.routing.hours import time_factor
from dispatch.routing.points import FARTHEST_SNAP_M, sound_only
from dispatch.routing.port import RungDown, Way
from dispatch.routing.refine import SHOWN, by_bound
from dispatch.routing.road_leg import OFF_ROAD_M_S, road_leg
from domain.places import Point, metres_between
from domain.travel import Leg

ROADS: Final = "roads"

ONE_TABLE: Final = 50
"""Up to so many groups one table is asked; of more, those first that can be the nearest at all."""

MOST_POINTS: Final = 500
"""Of one table; the answer has sources times destinations cells."""

UNKNOWN: Final = "unknown"


class Osrm:
    """`remote`: an engine that is far away or counted; it is asked until the nearest group is certain, one of
    our own until the first three are.
    """

    name = ROADS

    def __init__(self, engine: Engine, *, remote: bool = False) -> None:
        self._engine = engine
        self._one_table = 0 if remote else ONE_TABLE
        self._exact = 1 if remote else SHOWN
        self.data_version = UNKNOWN
        self.asked = 0
        """Origins it was asked about so far, for whoever counts."""

    def legs(self, origins: Sequence[Point], destinations: Sequence[Point], at: datetime) -> list[list[Leg]]:
        """See `Rung.legs`. A group that is certainly farther than the first ones has the fault `farther`."""
        factor, sitting = time_factor(at), self._engine.sitting()

        def table(some: Sequence[Point], to: Sequence[Point]) -> list[list[Leg]]:
            return self._table(sitting, some, to, factor)

        def ask(some: Sequence[Point], to: Sequence[Point]) -> list[list[Leg]]:
            if len(to) == 1 and len(some) > self._one_table:
                return [by_bound(some, to[0], factor, table, exact=self._exact)]
            return table(some, to)

        return sound_only(ROADS, origins, destinations, ask)

    def way(self, origin: Point, destination: Point, at: datetime) -> Way | None:
        """See `Rung.way`."""
        question = {
            "coordinates": _places((origin, destination)),
            "geometries": "geojson",
            "overview": "full",
            "generate_hints": False,
        }
        answer = self._engine.sitting().ask("/route/v1/driving", question)
        if answer.get("code") == "NoRoute":
            return None
        try:
            self._judge(answer)
            route, ends = answer["routes"][0], [float(each["distance"]) for each in answer["waypoints"]]
            if max(ends) > FARTHEST_SNAP_M:
                return None
            seconds = (float(route["duration"]) + sum(ends) / OFF_ROAD_M_S) * time_factor(at)
            line = [Point(lat=float(lat), lon=float(lon)) for lon, lat in route["geometry"]["coordinates"]]
            metres = round(float(route["distance"]) + sum(ends))
        except (KeyError, IndexError, TypeError, ValueError, OverflowError):
            raise RungDown("engine-garbled") from None
        return Way(
            rung=ROADS,
            data_version=self.data_version,
            seconds=round(seconds),
            metres=metres,
            points=(origin, *line, destination),
        )

    def _table(
        self, sitting: Sitting, origins: Sequence[Point], to: Sequence[Point], factor: float
    ) -> list[list[Leg]]:
        step = max(1, MOST_POINTS - len(to))
        rows: list[list[Leg]] = [[] for _ in to]
        for start in range(0, len(origins), step):
            for row, found in zip(
                rows, self._part(sitting, origins[start : start + step], to, factor), strict=True
            ):
                row.extend(found)
        return rows

    def _part(
        self, sitting: Sitting, origins: Sequence[Point], to: Sequence[Point], factor: float
    ) -> list[list[Leg]]:
        question = {
            "coordinates": _places((*origins, *to)),
            "sources": list(range(len(origins))),
            "destinations": list(range(len(origins), len(origins) + len(to))),
            "annotations": ["duration", "distance"],
            "generate_hints": False,
        }
        answer = sitting.ask("/table/v1/driving", question)
        self.asked += len(origins)
        try:
            self._judge(answer)
            return _cells(answer, origins, to, factor)
        except (KeyError, IndexError, TypeError, ValueError, OverflowError):
            raise RungDown("engine-garbled") from None

    def _judge(self, answer: dict[str, Any]) -> None:
        code = answer.get("code")
        if code in ("NoSegment", "NoTable"):
            raise RungDown("engine-empty")
        if code != "Ok":
            raise RungDown("engine-garbled")
        version = answer.get("data_version")
        self.data_version = version[:64] if isinstance(version, str) and version else UNKNOWN


def _places(points: Sequence[Point]) -> list[list[float]]:
    return [[point.lon, point.lat] for point in points]


def _cells(
    answer: dict[str, Any], origins: Sequence[Point], to: Sequence[Point], factor: float
) -> list[list[Leg]]:
    """The table turned round: per destination one leg per origin. Raises if it has another shape."""
    here = [float(each["distance"]) for each in answer["sources"]]
    there = [float(each["distance"]) for each in answer["destinations"]]
    seconds, metres = answer["durations"], answer["distances"]
    for table in (seconds, metres):
        if len(table) != len(origins) or any(len(row) != len(to) for row in table):
            raise ValueError("a table of another size")
    return [
        [
            road_leg(
                ROADS, seconds[o][d], metres[o][d], (here[o], there[d]), metres_between(origin, place), factor
            )
            for o, origin in enumerate(origins)
        ]
        for d, place in enumerate(to)
    ]
