"""What is taken from a map extract, before anything is built from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]
Indices = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One road: `kind` is its `highway` value; `oneway` is 1 along its nodes, -1 against them, 0 both.

    `nodes` are indices into the extract's coordinates; `maxspeed` in km/h.
    """

    kind: str
    name_kk: str
    name_ru: str
    name: str
    oneway: int
    maxspeed: float | None
    nodes: Indices


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """`kind` is `water`, `green` or `district`; `ring` has rows of [lat, lon] and is closed."""

    kind: str
    name_kk: str
    name_ru: str
    name: str
    ring: Coordinates


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`kind` is `river`; `points` has rows of [lat, lon]."""

    kind: str
    name_kk: str
    name_ru: str
    name: str
    points: Coordinates


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """`lats`, `lons` of every node that a way uses; `sha256` and `as_of` of the file it was read from."""

    lats: Coordinates
    lons: Coordinates
    ways: list[Way]
    areas: list[Area]
    lines: list[Line]
    sha256: str
    as_of: str
