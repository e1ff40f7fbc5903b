"""The way of a group as a line for the map: few points, and kept a moment for the next who asks."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, pairwise
from math import cos, radians
from threading import Lock
from typing import Final, TypeAlias

from dispatch.routing.port import Router, Way
from domain.places import Point

FINEST_M: Final = 5.0
"""What strays less from the line is not seen at any zoom."""

METRES_PER_DEGREE: Final = 111_195.0
SCALE: Final = 100_000
"""Coordinates are sent in steps of 1e-5 degree, about a metre."""

_NEAR: Final = 4
"""Decimals of an origin that counts as the same: about 11 m."""

_Key: TypeAlias = tuple[float, float, Point]


class Ways:
    """Safe from any thread. `points` of one line at the most, `kept` lines, each for `fresh` seconds.

    Ends may be somebody's home: they are in memory only, and no longer than that.
    """

    def __init__(
        self, router: Router, monotonic: Callable[[], float], *, points: int, kept: int, fresh: float
    ) -> None:
        self._router = router
        self._monotonic = monotonic
        self._points, self._kept, self._fresh = points, kept, fresh
        self._lock = Lock()
        self._found: OrderedDict[_Key, tuple[float, Way]] = OrderedDict()

    def way(self, origin: Point, destination: Point, at: datetime) -> Way:
        """The way for a start at `at` (aware). Blocks on the road engine: not for the event loop."""
        key = (round(origin.lat, _NEAR), round(origin.lon, _NEAR), destination)
        now = self._monotonic()
        with self._lock:
            self._drop_old(now)
            if key in self._found:
                return self._found[key][1]
        found = self._router.way(origin, destination, at)
        found = replace(found, points=tuple(thinned_to(found.points, self._points)))
        with self._lock:
            self._found[key] = (now, found)
            self._found.move_to_end(key)
            while len(self._found) > self._kept:
                self._found.popitem(last=False)
        return found

    def _drop_old(self, now: float) -> None:
        """They stand in the order in which they were found."""
        while self._found and now - next(iter(self._found.values()))[0] >= self._fresh:
            self._found.popitem(last=False)


def thinned_to(points: Sequence[Point], most: int) -> list[Point]:
    """A line without the points that tell least, both ends kept: as coarse as `most` (2 or more) points ask
    for."""
    if len(points) <= 2:
        return list(points)
    import numpy as np

    from dispatch.roads.thinning import thinned

    narrow = cos(radians(points[0].lat)) * METRES_PER_DEGREE
    line = np.array([[point.lon * narrow, point.lat * METRES_PER_DEGREE] for point in points])
    tolerance, found = FINEST_M, thinned(line, FINEST_M)
    while len(found) > most:
        tolerance *= 2
        found = thinned(line, tolerance)
    inner = [Point(lat=float(y) / METRES_PER_DEGREE, lon=float(x) / narrow) for x, y in found[1:-1]]
    return [points[0], *inner, points[-1]]


def encoded(points: Sequence[Point]) -> list[int]:
    """The first point, then how much each next differs: latitude, longitude, in steps of 1e-5 degree."""
    steps = [(round(point.lat * SCALE), round(point.lon * SCALE)) for point in points]
    moves = [(lat - lat_0, lon - lon_0) for (lat_0, lon_0), (lat, lon) in pairwise(steps)]
    return list(chain.from_iterable([*steps[:1], *moves]))
