"""Small map extracts, drawn by hand: places on a plain of metres, streets between them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Way

from domain.places import Point

AT = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
LAT, LON = 43.2, 76.9
M_LAT, M_LON = 1 / 111_195.0, 1 / 81_057.0
"""Degrees a metre, at this latitude."""

Street = tuple[Mapping[str, str], Sequence[str]]
RESIDENTIAL = {"highway": "residential"}


def at(east: float, north: float) -> Point:
    """So many metres from the corner of the plain."""
    return Point(lat=LAT + north * M_LAT, lon=LON + east * M_LON)


def draw(
    path: Path,
    places: Mapping[str, tuple[float, float]],
    streets: Sequence[Street],
    nodes: Mapping[str, Mapping[str, str]] | None = None,
    *,
    missing: Sequence[str] = (),
    swapped: bool = False,
) -> Path:
    """An extract of `streets` through `places` (metres east and north); `missing` ones stand in no node."""
    numbers = {name: number for number, name in enumerate(places, 1)}
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path)) as writer:
        for name, number in numbers.items():
            point = at(*places[name])
            where = (point.lat, point.lon) if swapped else (point.lon, point.lat)
            if name not in missing:
                tags = dict((nodes or {}).get(name, {}))
                writer.add_node(Node(id=number, location=where, tags=tags, version=1))
        for number, (tags, line) in enumerate(streets, 1):
            writer.add_way(Way(id=number, nodes=[numbers[n] for n in line], tags=dict(tags), version=1))
    return path


def square(path: Path, **more: object) -> Path:
    """Four streets of a kilometre around a block: a, b, c, d, from the south-west, against the clock."""
    places = {"a": (0, 0), "b": (1000, 0), "c": (1000, 1000), "d": (0, 1000)}
    return draw(path, places, [(RESIDENTIAL, "abcda")], **more)  # type: ignore[arg-type]
