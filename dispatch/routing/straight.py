"""The last rung: straight line times detour. It needs no data and never fails."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from geopy.distance import great_circle

from dispatch.routing.hours import time_factor
from dispatch.routing.port import Way
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


class StraightLine:
    """Great circle times the fitted detour."""

    name = AIR
    data_version = "almaty-fit-1"

    def legs(self, origins: Sequence[Point], destinations: Sequence[Point], at: datetime) -> list[list[Leg]]:
        """See `Rung.legs`. Never raises."""
        factor = time_factor(at)
        return [[_leg(origin, destination, factor) for origin in origins] for destination in destinations]

    def way(self, origin: Point, destination: Point, at: datetime) -> Way | None:
        """Two points; nothing if one of them is no place."""
        leg = _leg(origin, destination, time_factor(at))
        if leg.seconds is None or leg.metres is None:
            return None
        return Way(
            rung=AIR,
            data_version=self.data_version,
            seconds=leg.seconds,
            metres=leg.metres,
            points=(origin, destination),
        )


def reach_m(minutes: int, at: datetime) -> float:
    """How far, in metres by air, one gets in so many minutes for a start at `at`; none in the first two."""
    driving = minutes / time_factor(at) - FITTED_MINUTES
    return max(0.0, driving / FITTED_MINUTES_PER_KM * 1000)


def _leg(origin: Point, destination: Point, factor: float) -> Leg:
    fault = point_fault(destination.lat, destination.lon) or point_fault(origin.lat, origin.lon)
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
