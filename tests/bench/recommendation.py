"""The recommendation for one request over 12 and 500 teams, against the router's travel times alone.

The teams are rows as the board has them, on duty, two in three free; half of them tell their position. The
floor asks the same router for the legs of the same eligible teams, and does nothing else.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from dispatch.positions import LivePosition
from dispatch.recommend import recommend
from dispatch.routing.ladder import Ladder
from dispatch.routing.port import Router, Times, Way
from dispatch.routing.straight import StraightLine
from domain.centre import CentreSettings
from domain.identity import TeamId
from domain.places import Point
from tests.bench.figures import Scale, figure
from tests.bench.slowness import slowed
from tests.builders import REGION, an_id

NOW = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)
SCHOOL = Point(lat=43.24, lon=76.91)
TEAMS = (12, 500)
SECONDS = 0.25


def teams(count: int) -> tuple[list[dict[str, Any]], dict[UUID, LivePosition]]:
    """Rows of a region's teams, and where some of them were seen last."""
    chance = Random(count)
    rows, live = [], {}
    for number in range(count):
        team = TeamId(an_id(f"bench team {number}"))
        home = Point(lat=43.15 + chance.random() / 5, lon=76.8 + chance.random() / 5)
        rows.append(
            {
                "id": str(team),
                "name": f"Group {number}",
                "region": REGION,
                "home": [home.lat, home.lon],
                "shift": str(an_id(f"bench shift {number}")),
                "members": [str(an_id(f"bench person {number}.{each}")) for each in range(2)],
                "languages": ["kk", "ru"] if number % 4 else ["ru"],
                "professions": ["psychologist", "social-worker"],
                "ends_at": (NOW + timedelta(hours=6)).isoformat(),
                "status": "free" if number % 3 else "en-route",
            }
        )
        if number % 2:
            seen = NOW - timedelta(seconds=20)
            live[team] = LivePosition(team=team, point=home, at=seen, source="phone")
    return rows, live


class Counting:
    """Remembers what the router was asked, so that the floor asks the same."""

    def __init__(self) -> None:
        self.asked: list[Point] = []

    def times(self, origins: Any, destinations: Any, at: datetime) -> Times:
        self.asked = list(origins)
        return Ladder(StraightLine()).times(origins, destinations, at)

    def way(self, origin: Point, destination: Point, at: datetime) -> Way:
        return Ladder(StraightLine()).way(origin, destination, at)


def each(what: Callable[[], object], seconds: float) -> float:
    """Processor microseconds of one call."""
    done, began = 0, time.thread_time()
    while time.thread_time() - began < seconds:
        what()
        done += 1
    return (time.thread_time() - began) * 1e6 / done


def run(scale: Scale) -> None:
    """Both sizes."""
    bare = Ladder(StraightLine())
    seconds = 0.02 if scale.quick else SECONDS
    for count in TEAMS:
        rows, live = teams(count)
        counting = Counting()

        def ranked(
            by: Router, rows: list[dict[str, Any]] = rows, live: dict[UUID, LivePosition] = live
        ) -> object:
            return recommend(rows, live, SCHOOL, "kk", CentreSettings(), by, NOW)

        ranked(counting)
        values, floors = [], []
        for _ in range(scale.rounds):
            floors.append(each(lambda asked=counting.asked: bare.times(asked, [SCHOOL], NOW), seconds))  # type: ignore[misc]
            values.append(each(slowed(lambda: ranked(bare), scale.slow), seconds))
        figure(f"recommendation over {count} teams", "us", values, floors, eligible=len(counting.asked))
