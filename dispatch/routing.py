"""Travel times to one destination, behind one port. Here its last rung: straight line times detour.

Rungs are never mixed inside one answer, and every leg names the one it came from.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from geopy.distance import great_circle

from domain.law.local_time import local
from domain.places import Point, point_fault
from domain.travel import Leg

AIR: Final = "air"
FITTED_MINUTES: Final = 2.0
FITTED_MINUTES_PER_KM: Final = 1.22
DETOUR: Final = 1.36
"""Fitted to 46,604 drives between real school places of Almaty at free flow: minutes = 2.0 + 1.22 x km by air
(mean absolute error 14.5 %), road / air 1.36 on average."""

LOW: Final = 0.6
HIGH: Final = 1.4
"""A straight line knows neither rivers nor traffic: give or take 40 %."""

FARTHEST_M: Final = 1_500_000.0
"""No drive to a school is longer than half the country; whatever asks for one is mistaken."""

_NIGHT: Final = 1.0
_DAY: Final = 1.3
_PEAK: Final = 1.7


class Router(Protocol):
    """How long each origin takes to the destination. Never raises for a bad point: that leg is unusable."""

    @property
    def rung(self) -> str:
        """Name of the rung, as screens and events show it."""
        ...

    @property
    def data_version(self) -> str:
        """What the figures rest on."""
        ...

    def times(self, origins: Sequence[Point], destination: Point, at: datetime) -> list[Leg]:
        """One leg per origin, in their order, all of this rung, for a start at `at` (aware)."""
        ...


def time_factor(at: datetime) -> float:
    """How much slower than at night the town drives at this hour, until our own drives tell [assumption]."""
    hour = local(at).hour
    if hour in (8, 9, 17, 18, 19):
        return _PEAK
    return _DAY if 7 <= hour < 22 else _NIGHT


class AirRouter:
    """Great circle times the fitted detour; needs no data and never fails."""

    rung = AIR
    data_version = "almaty-fit-1"

    def times(self, origins: Sequence[Point], destination: Point, at: datetime) -> list[Leg]:
        """See `Router.times`."""
        fault = point_fault(destination.lat, destination.lon)
        if fault is not None:
            return [Leg(source=AIR, fault=fault) for _ in origins]
        factor = time_factor(at)
        return [_leg(origin, destination, factor) for origin in origins]


def _leg(origin: Point, destination: Point, factor: float) -> Leg:
    fault = point_fault(origin.lat, origin.lon)
    if fault is not None:
        return Leg(source=AIR, fault=fault)
    metres: float = great_circle((origin.lat, origin.lon), (destination.lat, destination.lon)).meters
    if metres > FARTHEST_M:
        return Leg(source=AIR, fault="point-too-far")
    seconds = 60 * factor * (FITTED_MINUTES + FITTED_MINUTES_PER_KM * metres / 1000)
    return Leg(
        source=AIR,
        seconds_low=round(seconds * LOW),
        seconds=round(seconds),
        seconds_high=round(seconds * HIGH),
        metres=round(metres * DETOUR),
    )
