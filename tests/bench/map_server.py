"""A board with a full map: `python -m tests.bench.map_server CPU GROUPS SCHOOLS`.

So many schools and groups of the bench's centre over an invented town; every group's phone says once a
second where the group is now, one after the other. Prints what `evening_server` prints.
"""

import asyncio
import os
import sys
import tempfile
from itertools import count
from math import cos, sin
from pathlib import Path
from uuid import UUID

from dispatch.positions import LivePosition
from domain.identity import SchoolId
from domain.places import Point
from domain.school import RegisterSchool
from realtime.loop import run
from tests.bench.evening import POINT, submission, team_of
from tests.bench.evening_server import fill, ready
from tests.builders import REGION, an_id
from web.bootstrap import build, close
from web.serving import serve
from web.setting_up import draw_town, town_of
from web.settings import Settings
from web.system import System

WAITING = 50
_TURN = 2.4
"""Radians between one school and the next on a spiral: evenly spread, as a sunflower's seeds."""


def schools(data: Path, number: int) -> None:
    system = build(Settings(data=data))
    try:
        for place in range(number):
            far = 0.11 * (place / number) ** 0.5
            point = (POINT[0] + far * sin(_TURN * place), POINT[1] + 1.4 * far * cos(_TURN * place))
            school = SchoolId(an_id(f"bench map school {place}"))
            told = RegisterSchool(school=school, region=REGION, label=f"№ {place}", point=point, district="d")
            system.store.writer.call(submission(told))
    finally:
        close(system)


async def drive(system: System, groups: int) -> None:
    """Every group says once a second where it is, one after the other."""
    for turn in count():
        for number in range(groups):
            angle, far = number + turn / 200, 0.02 + 0.08 * (number / groups)
            lat, lon = POINT[0] + far * sin(angle), POINT[1] + 1.4 * far * cos(angle)
            team, now = UUID(str(team_of(number))), system.clock.now()
            told = LivePosition(team=team, point=Point(lat=lat, lon=lon), at=now, source="phone")
            system.positions.report(told, now)
            await asyncio.sleep(1 / groups)


def main() -> None:
    groups, number = int(sys.argv[2]), int(sys.argv[3])
    os.sched_setaffinity(0, {int(sys.argv[1])})
    moving: list[asyncio.Task[None]] = []

    def begin(system: System) -> None:
        moving.append(asyncio.get_running_loop().create_task(drive(system, groups)))
        ready(system)

    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        fill(data, groups, WAITING)
        schools(data, number)
        draw_town(data, town_of({"seed": 1}))
        run(serve(Settings(data=data, port=0), begin))


if __name__ == "__main__":
    main()
