"""From a school or a point to what may stand in clear: the nearest registered school and its district."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.case.corrections import Whereabouts
from domain.identity import SchoolId
from domain.places import Point, metres_between, point_fault

Row = dict[str, Any]


def whereabouts(
    schools: Mapping[str, Row],
    region: str,
    school: SchoolId | None,
    point: tuple[float, float] | None,
    lies_in: str | None = None,
) -> Whereabouts:
    """A named school must be registered in the region; for a point, the nearest one there stands in.

    `lies_in` is the district that the map knows the place to be in. It counts for a point, whose nearest
    school may stand across the border, and for a school whose own district nobody wrote down.
    """
    if school is not None:
        row = schools.get(str(school))
        if row is None or row["region"] != region:
            return Whereabouts(school_known=False)
        return Whereabouts(nearest_school=school, district=row["district"] or lies_in)
    if point is None or point_fault(*point) is not None:
        return Whereabouts()
    here = Point(lat=point[0], lon=point[1])
    near = min(
        (row for row in schools.values() if row["region"] == region and not row["closed"]),
        key=lambda row: metres_between(here, Point(lat=row["lat"], lon=row["lon"])),
        default=None,
    )
    if near is None:
        return Whereabouts(district=lies_in)
    return Whereabouts(
        nearest_school=SchoolId(UUID(near["id"])), district=lies_in or near["district"] or None
    )
