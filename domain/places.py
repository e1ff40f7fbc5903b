"""Places on the map: points, distance over the sphere, and what may be a place in Kazakhstan at all."""

from dataclasses import dataclass
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Final

from domain.refusal import Refused

EARTH_RADIUS_M: Final = 6_371_009.0
"""Mean radius in metres, the one geopy's great circle uses, so that both agree to the millimetre."""

# The country's bounding box with a margin of under a degree; neighbours' border towns lie inside it, swapped
# or mistyped coordinates do not.
SOUTH: Final = 40.0
NORTH: Final = 56.0
WEST: Final = 46.0
EAST: Final = 88.0

POINT_CODES: Final = ("point-not-a-number", "point-zero", "point-swapped", "point-outside-country")
"""Every code that `check_point` can answer with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Degrees of WGS 84. Holding a point says nothing about its being usable: `point_fault` does."""

    lat: float
    lon: float


def in_country(lat: float, lon: float) -> bool:
    """Whether the coordinates lie within the country's bounding box; never true for a NaN."""
    return SOUTH <= lat <= NORTH and WEST <= lon <= EAST


def point_fault(lat: float, lon: float) -> str | None:
    """Why these coordinates cannot be a place we drive to, as one of `POINT_CODES`; nothing if they can."""
    if not (isfinite(lat) and isfinite(lon)):
        return "point-not-a-number"
    if in_country(lat, lon):
        return None
    if lat == 0 and lon == 0:
        return "point-zero"
    if in_country(lon, lat):
        return "point-swapped"
    return "point-outside-country"


def check_point(lat: float, lon: float) -> Point | Refused:
    """The point, or the refusal. The coordinates stay out of the refusal: a point may be somebody's home."""
    fault = point_fault(lat, lon)
    return Point(lat=lat, lon=lon) if fault is None else Refused(code=fault)


def metres_between(a: Point, b: Point) -> float:
    """Great-circle distance in metres (haversine); within 0.3 % of the ellipsoid at our latitudes."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    chord = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))
