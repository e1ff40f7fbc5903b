"""The town as a map extract: what the base map is drawn from."""

from typing import Final

import numpy as np

from dispatch.roads.extract import Area, Coordinates, Extract, Line, Way
from dispatch.town.plan import Name, Road, Town
from domain.places import Point

HIGHWAYS: Final = {
    Road.HIGHWAY: "trunk",
    Road.RING: "primary",
    Road.ARTERIAL: "secondary",
    Road.COLLECTOR: "tertiary",
    Road.STREET: "residential",
    Road.LANE: "service",
}


def extract_of(town: Town) -> Extract:
    """The town's streets, water, park and districts. English names stand for those without a language."""
    return Extract(
        lats=np.array([node.lat for node in town.nodes]),
        lons=np.array([node.lon for node in town.nodes]),
        ways=[
            Way(
                kind=HIGHWAYS[edge.road],
                oneway=int(edge.oneway),
                maxspeed=None,
                nodes=np.array([edge.a, edge.b], dtype=np.int32),
                **_names(town.streets[edge.street].name),
            )
            for edge in town.edges
        ],
        areas=[
            Area(kind="water", ring=_degrees(town.lake.line), **_names(town.lake.name)),
            Area(kind="green", ring=_degrees(town.park.line), **_names(town.park.name)),
            *(
                Area(kind="district", ring=_degrees(each.outline), **_names(each.name))
                for each in town.districts
            ),
        ],
        lines=[Line(kind="river", points=_degrees(town.river.line), **_names(town.river.name))],
        sha256="",
        as_of="",
    )


def _names(name: Name) -> dict[str, str]:
    return {"name_kk": name.kk, "name_ru": name.ru, "name": name.en}


def _degrees(points: tuple[Point, ...]) -> Coordinates:
    return np.array([[point.lat, point.lon] for point in points])
