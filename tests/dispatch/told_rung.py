"""A rung that says what it was told to, and a clock that goes when it is told to."""

from datetime import UTC, datetime, timedelta

from dispatch.routing.points import sound_only
from dispatch.routing.port import RungDown, Way
from domain.places import Point
from domain.travel import Leg

NIGHT = datetime(2026, 3, 20, 21, 0, tzinfo=UTC)
SCHOOL = Point(lat=43.238, lon=76.889)


def east(km):
    """A point so far from the school."""
    return Point(lat=43.238, lon=76.889 + km / 81.0)


class Told:
    """A rung that gives the seconds it was told, by origin; a leg for what stands there instead."""

    data_version = "told"

    def __init__(self, name, seconds, metres=None):
        self.name, self.seconds, self.metres, self.calls = name, seconds, metres or {}, 0

    def legs(self, origins, destinations, at):
        self.calls += 1
        if isinstance(self.seconds, str):
            raise RungDown(self.seconds)
        return sound_only(
            self.name, origins, destinations, lambda some, to: [[self.leg(one) for one in some] for _ in to]
        )

    def leg(self, origin):
        found = self.seconds.get(origin, 600)
        metres = self.metres.get(origin, 1000)
        return found if isinstance(found, Leg) else Leg(source=self.name, seconds=found, metres=metres)

    def way(self, origin, destination, at):
        if isinstance(self.seconds, str):
            raise RungDown(self.seconds)
        seconds = self.seconds.get(origin)
        if seconds is None:
            return None
        points = (origin, destination)
        return Way(rung=self.name, data_version="told", seconds=seconds, metres=1, points=points)


class Clock:
    rate = 1.0
    seconds = 0.0

    def now(self):
        return NIGHT + timedelta(seconds=self.seconds)

    def monotonic(self):
        return self.seconds
