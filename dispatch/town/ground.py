"""The ground the town stands on: where it lies, its river, lake and park, and which district a place is in.

Plane coordinates are metres east (x) and north (y) of the town's zero point.
"""

from collections.abc import Callable
from math import atan2, cos, degrees, hypot, pi, radians, sin
from typing import Final

from domain.places import Point

Spot = tuple[float, float]

# Empty steppe in the middle of Betpak-Dala: no settlement, road or river within an hour's drive.
ZERO: Final = Point(lat=46.180, lon=70.420)
METRES_PER_DEGREE: Final = 111_195.0

HEART: Final[Spot] = (0.0, 600.0)
"""Centre of the old town, where the radial streets meet."""

OLD_TOWN_RADIUS: Final = 1_300.0
RIVER_WIDTH: Final = 110.0
QUAY: Final = 130.0
"""From the middle of the river to the street along its bank."""

EAST_AVENUE: Final = 24.0
NORTH_AVENUE: Final = 88.0
"""Bearings, in degrees against the clock from east, of the avenues that part the northern districts."""

SOUTH_AVENUE_X: Final = 350.0

LAKE: Final = (-2_150.0, -2_150.0, 620.0, 380.0)
PARK: Final = (1_500.0, 2_650.0, 480.0, 360.0)
"""Ellipses: middle x and y, half-axes."""

DISTRICTS: Final = ("old-town", "cloud", "star", "makers", "dream", "wonder")


def to_point(spot: Spot) -> Point:
    """Degrees of a place, to a tenth of a metre."""
    x, y = spot
    lat = ZERO.lat + y / METRES_PER_DEGREE
    lon = ZERO.lon + x / (METRES_PER_DEGREE * cos(radians(ZERO.lat)))
    return Point(lat=round(lat, 6), lon=round(lon, 6))


def river_y(x: float) -> float:
    """Where the middle of the river runs at this x."""
    return 0.15 * x - 700 + 420 * sin(x / 1500 + 0.6) + 130 * sin(x / 690 + 1.3)


def ring_radius(bearing: float) -> float:
    """The ring road's distance from the zero point towards `bearing` (radians): an uneven oval."""
    oval = 1 / hypot(cos(bearing) / 5_000, sin(bearing) / 4_050)
    return oval * (1 + 0.035 * sin(3 * bearing + 0.7) + 0.02 * sin(5 * bearing))


def ring_spot(bearing: float) -> Spot:
    """The place on the ring road towards `bearing`."""
    r = ring_radius(bearing)
    return (r * cos(bearing), r * sin(bearing))


def in_ellipse(spot: Spot, ellipse: tuple[float, float, float, float], margin: float = 0.0) -> bool:
    """Whether the place lies in the ellipse, widened by `margin` metres."""
    cx, cy, rx, ry = ellipse
    return hypot((spot[0] - cx) / (rx + margin), (spot[1] - cy) / (ry + margin)) < 1


def ellipse_ring(ellipse: tuple[float, float, float, float], margin: float, count: int) -> list[Spot]:
    """The ellipse's outline as a closed ring of `count` + 1 places."""
    cx, cy, rx, ry = ellipse
    turns = [2 * pi * i / count for i in range(count)] + [0.0]
    return [(cx + (rx + margin) * cos(t), cy + (ry + margin) * sin(t)) for t in turns]


def within_ring(spot: Spot) -> bool:
    """Whether the place lies inside the ring road."""
    return hypot(*spot) < ring_radius(atan2(spot[1], spot[0]))


def district_at(spot: Spot) -> str | None:
    """The district of a place inside the ring road, its river, park and lake included; nothing outside."""
    if not within_ring(spot):
        return None
    x, y = spot
    if y < river_y(x):
        return "dream" if x < SOUTH_AVENUE_X else "wonder"
    dx, dy = x - HEART[0], y - HEART[1]
    if hypot(dx, dy) < OLD_TOWN_RADIUS:
        return "old-town"
    bearing = degrees(atan2(dy, dx))
    if bearing >= NORTH_AVENUE or bearing < -90:
        return "cloud"
    return "star" if bearing >= EAST_AVENUE else "makers"


def buildable(district: str) -> Callable[[Spot], bool]:
    """Whether a street of this district may run over a place: not on the banks, nor in the lake or park."""

    def fits(spot: Spot) -> bool:
        if abs(spot[1] - river_y(spot[0])) < QUAY:
            return False
        if in_ellipse(spot, LAKE, 60.0) or in_ellipse(spot, PARK, 30.0):
            return False
        return district_at(spot) == district

    return fits
