"""Where a case is, for reckoning: its school, or the point that was told. It is shown to nobody here."""

from typing import Any
from uuid import UUID

from dispatch.ports import Row
from domain.places import Point
from projections.card import Card, card
from web.system import System


def school_point(system: System, school: Any) -> Point | None:
    """The place of a registered school by its id."""
    row = system.row("schools", str(school))
    return None if row is None else Point(lat=row["lat"], lon=row["lon"])


def point_of(told: Card) -> Point | None:
    """The point that was told, unless it is forgotten or there is none."""
    point = told["said"].get("point")
    return Point(lat=point[0], lon=point[1]) if isinstance(point, list) else None


def place_in(system: System, told: Card) -> Point | None:
    """Where one drives to for this case; nothing if nobody knows."""
    return school_point(system, told["row"]["school"]) or point_of(told)


def destination(system: System, row: Row) -> Point | None:
    """The same by the case's row. The case itself is read only if it is at no school. Blocks."""
    found = school_point(system, row["school"])
    if found is not None:
        return found
    told = card(system.store.log.stream(UUID(row["id"])))
    return None if told is None else place_in(system, told)
