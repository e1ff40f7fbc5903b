"""How long drives took against what was said, and what the program learnt of it. Times only, no case."""

import asyncio
from dataclasses import asdict
from datetime import timedelta
from typing import Final, Literal, TypedDict

from domain.access import Action
from domain.driving import ENOUGH
from web.doors import Answer, Call, Door, get
from web.queries import region_of

BACK: Final = timedelta(days=365)
"""Drives of the last year are looked at."""


class DriveErrorAnswer(TypedDict):
    """`percent`: median of driven / said; `seconds`: median of the difference, whichever way."""

    rung: str
    hour: int
    count: int
    percent: int
    seconds: int


class LearntAnswer(TypedDict):
    """`factor` multiplies the rung's times at that part of the day; 1 until there are `enough` drives, and
    `drives` counts no further."""

    rung: str
    part: Literal["night", "day", "peak"]
    drives: int
    factor: float


class DrivesAnswer(TypedDict):
    """`errors` are of the region, `learnt` of all drives of the installation. `learns` is false in a
    demonstration, whose drives are invented."""

    errors: list[DriveErrorAnswer]
    learnt: list[LearntAnswer]
    enough: int
    learns: bool


async def _drives(call: Call) -> Answer:
    system, region = call.system, region_of(call, Action.READ_DRIVES)
    since = system.clock.now() - BACK
    errors = await asyncio.to_thread(system.drives.errors, str(system.centre_of(region)), since)
    learnt = await asyncio.to_thread(system.calibration.learnt)
    return {
        "errors": [asdict(each) for each in errors],
        "learnt": [asdict(each) for each in learnt],
        "enough": ENOUGH,
        "learns": system.calibration.learns,
    }


def doors() -> tuple[Door, ...]:
    """The drives of the region."""
    told = "How long drives took against what was said, by source of times and hour; what was learnt of it."
    return (get("/api/drives", _drives, Action.READ_DRIVES, told, DrivesAnswer),)
