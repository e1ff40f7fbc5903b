"""Looking for a place: schools of the region and streets of the map by what is typed, districts by a point.

What is typed may be where a child lives, so it stands in a body, in no address and in no log.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final, TypedDict
from uuid import UUID

from dispatch.roads.places import Street
from domain.access import Action
from domain.case.limits import LONGEST_LINE, too_long
from domain.places import Point, point_fault
from web.answers import SchoolAnswer
from web.doors import Answer, Call, Door, post
from web.problems import Problem
from web.queries import region_of, with_point
from web.system import System

log = logging.getLogger(__name__)
_SHOWN: Final = 8
"""So many schools and so many streets: what is looked for is typed on, not scrolled to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesAsked:
    """What a dispatcher types: a school by number or name, or a street."""

    q: str


class StreetAnswer(TypedDict):
    """`at` is a place on it; `box` its south-western and north-eastern corner."""

    kk: str
    ru: str
    name: str
    district: str
    at: list[float]
    box: list[list[float]]


class PlacesAnswer(TypedDict):
    schools: list[SchoolAnswer]
    streets: list[StreetAnswer]


async def _find(call: Call) -> Answer:
    typed = call.read(PlacesAsked).q
    region = region_of(call, Action.READ_REGISTERS)
    if too_long("q", typed, LONGEST_LINE) is not None:
        raise Problem("text-too-long", {"field": "q", "most": LONGEST_LINE})
    system = call.system
    if not typed.strip():
        return {"schools": [], "streets": []}
    found = system.search.find(typed, region=region, limit=_SHOWN)
    rows = [row for key in found if (row := system.row("schools", key)) is not None]
    centre = system.centre_row(region)
    near = Point(lat=centre["lat"], lon=centre["lon"])
    streets = await asyncio.to_thread(system.places.streets, typed, near, _SHOWN)
    return {"schools": [with_point(row) for row in rows], "streets": [_street(each) for each in streets]}


def _street(street: Street) -> dict[str, object]:
    return {
        "kk": street.kk,
        "ru": street.ru,
        "name": street.name,
        "district": street.district,
        "at": list(street.at),
        "box": [list(corner) for corner in street.box],
    }


def lies_in(system: System, school: UUID | None, point: tuple[float, float] | None) -> str | None:
    """The district that the map in use knows a school or a point to be in."""
    row = None if school is None else system.row("schools", str(school))
    if row is not None:
        point = (row["lat"], row["lon"])
    if point is None or point_fault(*point) is not None:
        return None
    return system.places.district(*point)


async def keep_reading(system: System) -> None:
    """Reads a new bundle before somebody looks for a street, for as long as the program is served."""
    while True:
        try:
            await asyncio.to_thread(system.places.read)
        except Exception:
            log.exception("the map's streets could not be read")
        await asyncio.sleep(system.settings.limits.roads_look)


def doors() -> tuple[Door, ...]:
    """The search of the place field."""
    found = "Schools of the region and streets of the map by what was typed, best first."
    return (post("/api/places", _find, Action.READ_REGISTERS, found, PlacesAsked, PlacesAnswer),)
