"""The town as an OpenStreetMap extract: its roads and base map are made of it as of any other."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from dispatch.roads.tags import DISTRICT_LEVEL
from dispatch.town.plan import SPEED_KMH, Edge, Name, Road, Town
from domain.places import Point

if TYPE_CHECKING:
    from dispatch.roads.extract import Extract

HIGHWAYS: Final = {
    Road.HIGHWAY: "trunk",
    Road.RING: "primary",
    Road.ARTERIAL: "secondary",
    Road.COLLECTOR: "tertiary",
    Road.STREET: "residential",
    Road.LANE: "service",
}


def write_map(town: Town, path: Path) -> None:
    """The town's streets, water, park and districts, as `path` (.osm.pbf); of one town always the same bytes.

    English names stand for those without a language; limits are such that one drives as the town says.
    """
    import osmium
    from osmium.osm.mutable import Node, Way

    shapes = list(_shapes(town))
    points = [*town.nodes, *(point for _, line in shapes for point in line)]
    with osmium.SimpleWriter(str(path)) as writer:
        for number, point in enumerate(points, 1):
            writer.add_node(Node(id=number, location=(point.lon, point.lat), version=1))
        ways: list[tuple[Sequence[int], dict[str, str]]] = [
            ((edge.a + 1, edge.b + 1), _street(town, edge)) for edge in town.edges
        ]
        first = len(town.nodes) + 1
        for tags, line in shapes:
            numbers = [first + place for place in range(len(line))]
            closed = line[0] == line[-1]
            ways.append((numbers[:-1] + numbers[:1] if closed else numbers, tags))
            first += len(line)
        for number, (nodes, tags) in enumerate(ways, 1):
            writer.add_way(Way(id=number, nodes=nodes, tags=tags, version=1))


def extract_of(town: Town) -> "Extract":
    """The town as it is read from its map."""
    from dispatch.roads.reading import read_extract

    with TemporaryDirectory(prefix="jedel-town-") as folder:
        path = Path(folder) / "town.osm.pbf"
        write_map(town, path)
        return read_extract(path, lambda _: None)


def _street(town: Town, edge: Edge) -> dict[str, str]:
    from dispatch.roads.speeds import OF_LIMIT

    tags = {"highway": HIGHWAYS[edge.road], "maxspeed": f"{SPEED_KMH[edge.road] / OF_LIMIT:g}"}
    if edge.oneway:
        tags["oneway"] = "yes"
    return {**tags, **_names(town.streets[edge.street].name)}


def _shapes(town: Town) -> Iterable[tuple[dict[str, str], tuple[Point, ...]]]:
    yield {"natural": "water", **_names(town.lake.name)}, town.lake.line
    yield {"leisure": "park", **_names(town.park.name)}, town.park.line
    yield {"waterway": "river", **_names(town.river.name)}, town.river.line
    for each in town.districts:
        tags = {"boundary": "administrative", "admin_level": DISTRICT_LEVEL}
        yield {**tags, **_names(each.name)}, each.outline


def _names(name: Name) -> dict[str, Any]:
    return {"name:kk": name.kk, "name:ru": name.ru, "name": name.en}
