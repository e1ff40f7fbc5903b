"""Lines with no more points than the eye can tell apart (Douglas and Peucker)."""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Rows of [x, y]."""


def thinned(points: Points, tolerance: float) -> Points:
    """The points of a line without those that stray from it by less than `tolerance`; both ends stay.

    A ring (first point = last) keeps the point that is farthest from its start too.
    """
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        strays = _strays(points[first + 1 : last], points[first], points[last])
        worst = int(strays.argmax())
        if strays[worst] >= tolerance:
            middle = first + 1 + worst
            keep[middle] = True
            todo += [(first, middle), (middle, last)]
    return points[keep]


def _strays(points: Points, a: Points, b: Points) -> NDArray[np.float64]:
    """How far each point is from the stretch between `a` and `b`."""
    along = b - a
    length = float(along @ along)
    offsets = points - a
    if length == 0.0:
        return np.hypot(offsets[:, 0], offsets[:, 1])
    share = np.clip((offsets @ along) / length, 0.0, 1.0)
    rest = offsets - share[:, None] * along
    return np.hypot(rest[:, 0], rest[:, 1])


def without_repeats(points: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same line without points that equal the one before."""
    moved = np.any(points[1:] != points[:-1], axis=1)
    return points[np.concatenate(([True], moved))]
