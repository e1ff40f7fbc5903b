"""Where things lie among the tiles of one level: the world as a square, in whole steps."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dispatch.roads.thinning import Points

EXTENT: Final = 8192
"""Steps along the side of a tile."""
MARGIN: Final = 160
"""So far beyond its side a tile holds what lies there: lines are drawn wide."""

Steps = NDArray[np.int64]
Tile = tuple[int, int]

_NORTHMOST: Final = 85.05


def projected(lats: NDArray[np.float64], lons: NDArray[np.float64]) -> Points:
    """Places in degrees as rows of [x, y] in the square of Web Mercator, each from 0 to 1, north first."""
    sines = np.sin(np.radians(np.clip(lats, -_NORTHMOST, _NORTHMOST)))
    ys = 0.5 - np.log((1 + sines) / (1 - sines)) / (4 * np.pi)
    return np.column_stack((lons / 360 + 0.5, ys))


def runs(line: Steps) -> Iterator[tuple[Tile, Steps]]:
    """The pieces of a line, each with a tile that it touches; a piece may reach beyond its tile."""
    low = (np.minimum(line[:-1], line[1:]) - MARGIN) // EXTENT
    high = (np.maximum(line[:-1], line[1:]) + MARGIN) // EXTENT
    if np.array_equal(low.min(axis=0), high.max(axis=0)):
        yield (int(low[0, 0]), int(low[0, 1])), line
        return
    begun: dict[Tile, tuple[int, int]] = {}
    for place, (least, most) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        for x in range(least[0], most[0] + 1):
            for y in range(least[1], most[1] + 1):
                first, last = begun.get((x, y), (place, place))
                if last != place:
                    yield (x, y), line[first : last + 1]
                    first = place
                begun[x, y] = (first, place + 1)
    for tile, (first, last) in begun.items():
        yield tile, line[first : last + 1]


def cuts(ring: Steps) -> Iterator[tuple[Tile, Steps]]:
    """The parts of an area, each with the tile that it fills; cut first into columns, then into squares."""
    for x, column in _strips(ring, 0):
        for y, part in _strips(column, 1):
            yield (x, y), part


def _strips(ring: Steps, axis: int) -> Iterator[tuple[int, Steps]]:
    low = int((ring[:, axis].min() - MARGIN) // EXTENT)
    high = int((ring[:, axis].max() + MARGIN) // EXTENT)
    for strip in range(low, high + 1):
        part = ring
        if low != high:
            part = _half(part, axis, strip * EXTENT - MARGIN, 1)
            part = _half(part, axis, (strip + 1) * EXTENT + MARGIN, -1)
        if len(part) >= 3:
            yield strip, part


def _half(ring: Steps, axis: int, at: int, side: int) -> Steps:
    """What of an area lies on one side of a straight cut (Sutherland and Hodgman)."""
    if len(ring) == 0:
        return ring
    inside = (ring[:, axis] - at) * side >= 0
    if inside.all():
        return ring
    if not inside.any():
        return ring[:0]
    before = np.roll(ring, 1, axis=0)
    crossing = inside != np.roll(inside, 1)
    out: list[Steps] = []
    for place in range(len(ring)):
        if crossing[place]:
            a, b = before[place], ring[place]
            share = (at - a[axis]) / (b[axis] - a[axis])
            out.append(np.rint(a + share * (b - a)).astype(np.int64))
        if inside[place]:
            out.append(ring[place])
    return np.array(out)


def told_apart(points: Steps, tile: Tile) -> list[int]:
    """A line's points in steps from its tile's corner, every further one from the one before."""
    local = points - np.array(tile) * EXTENT
    steps = np.concatenate((local[:1], np.diff(local, axis=0)))
    told: list[int] = steps.ravel().tolist()
    return told
