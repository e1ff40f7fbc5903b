"""A generated country as a map extract: towns of crossing streets, far apart, long roads between them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import osmium
from osmium.osm.mutable import Node, Way

from domain.places import Point

SIDE: Final = 100
"""Streets each way in a town: 10,000 crossings, 100 m apart."""

STEP_LAT, STEP_LON = 0.0009, 0.00125
TOWNS_APART_LAT, TOWNS_APART_LON = 0.72, 1.0
"""80 km."""

SOUTH_WEST: Final = Point(lat=44.0, lon=62.0)
WIDE: Final = 10
"""Towns in a row."""


def place(town: int, row: int, column: int) -> Point:
    """A crossing."""
    north, east = divmod(town, WIDE)
    return Point(
        lat=SOUTH_WEST.lat + north * TOWNS_APART_LAT + row * STEP_LAT,
        lon=SOUTH_WEST.lon + east * TOWNS_APART_LON + column * STEP_LON,
    )


def draw_country(path: Path, nodes: int) -> int:
    """An extract of about so many nodes; how many towns it has. Several seconds for a million."""
    side = SIDE if nodes >= SIDE**2 else max(2, int(nodes**0.5))
    towns = max(1, nodes // side**2)
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for town in range(towns):
            for number in range(side**2):
                at = place(town, *divmod(number, side))
                writer.add_node(Node(id=1 + town * side**2 + number, location=(at.lon, at.lat), version=1))
        for number, (kind, line) in enumerate(_streets(towns, side), 1):
            writer.add_way(Way(id=number, nodes=line, tags={"highway": kind}, version=1))
    return towns


def _streets(towns: int, side: int) -> Iterator[tuple[str, list[int]]]:
    for town in range(towns):
        first = 1 + town * side**2
        for each in range(side):
            kind = "tertiary" if each % 10 == 0 else "residential"
            yield kind, [first + each * side + other for other in range(side)]
            yield kind, [first + other * side + each for other in range(side)]
        if town % WIDE:
            yield "primary", [first - side**2 + side - 1, first]
        if town >= WIDE:
            yield "primary", [first - WIDE * side**2 + (side - 1) * side, first]
