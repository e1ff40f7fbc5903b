"""From a school or a point to what may stand in clear: the nearest registered school and its district."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.case.corrections import Whereabouts
from domain.identity import SchoolId
from domain.places import Point, metres_between, point_fault

Row = dict[str, Any]


def whereabouts(
    schools: Mapping[str, Row], region: str, school: SchoolId | None, point: tuple[float, float] | None
) -> Whereabouts:
    """A named school must be registered in the region; for a point, the nearest one there stands in."""
    if school is not None:
        row = schools.get(str(school))
        if row is None or row["region"] != region:
            return Whereabouts(school_known=False)
        return Whereabouts(nearest_school=school, district=row["district"] or None)
    if point is None or point_fault(*point) is not None:
        return Whereabouts()
    here = Point(lat=point[0], lon=point[1])
    near = min(
        (row for row in schools.values() if row["region"] == region and not row["closed"]),
        key=lambda row: metres_between(here, Point(lat=row["lat"], lon=row["lon"])),
        default=None,
    )
    if near is None:
        return Whereabouts()
    return Whereabouts(nearest_school=SchoolId(UUID(near["id"])), district=near["district"] or None)
