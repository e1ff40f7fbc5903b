"""What is taken from a map extract, before anything is built from it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]
Indices = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One road: `kind` is its `highway` value; `oneway` is 1 along its nodes, -1 against them, 0 both.

    `nodes` are indices into the extract's coordinates; `maxspeed` in km/h. `closed`: drawn, but no car may
    drive there.
    """

    kind: str
    name_kk: str
    name_ru: str
    name: str
    oneway: int
    maxspeed: float | None
    nodes: Indices
    closed: bool = False


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
    """`lats`, `lons` of every node that a way uses, `signals` those with traffic lights.

    `sha256` and `as_of` (a day, or nothing where the file tells none) of the file it was read from.
    """

    lats: Coordinates
    lons: Coordinates
    ways: list[Way]
    areas: list[Area]
    lines: list[Line]
    sha256: str
    as_of: str
    signals: Indices = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
