"""Reckons anew when the groups on the road will be there, and tells the boards and the groups' own phones."""

import asyncio
import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from dispatch.clock import Clock, SystemClock
from dispatch.driving import Arrival, Driving, OnRoad, arrival
from domain.places import Point
from realtime.directory import Change
from realtime.drives import DriveRow
from realtime.fanout import Hub
from web.destinations import destination
from web.settings import Settings
from web.system import System

PAUSE_S: Final = 1.0
"""Reports of positions are gathered so long."""
log = logging.getLogger(__name__)


async def keep_reckoning(system: System) -> None:
    """Takes the turns of groups on the road, for as long as the program is served."""
    touched, loop = asyncio.Event(), asyncio.get_running_loop()
    system.driving.wake = lambda: _touch(loop, touched)
    touched.set()
    while True:
        if not system.driving.waiting:
            await touched.wait()
        touched.clear()
        turns = system.driving.turns()
        if turns:
            await asyncio.to_thread(_reckon, system, turns)
        await asyncio.sleep(PAUSE_S)


def _touch(loop: asyncio.AbstractEventLoop, touched: asyncio.Event) -> None:
    """Heard on the writer's thread too, which may outlive the loop by a moment."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(touched.set)


def _reckon(system: System, turns: list[OnRoad]) -> None:
    """One after the other: however many drive, one thread is busy. One that fails harms no other."""
    for drive in turns:
        try:
            place = _place(system, drive)
            seen = system.positions.newest(UUID(drive.team))
            found = None if place is None else arrival(system.router, seen, place, system.clock.now())
            if found is not None:
                system.driving.reckoned(drive, found)
        except Exception:
            log.exception("the arrival of a group could not be reckoned")


def _place(system: System, drive: OnRoad) -> Point | None:
    row = system.row("queue", drive.case)
    return None if row is None else destination(system, row)


def driving_of(settings: Settings, hub: Hub, clock: Clock) -> Driving:
    """The groups on the road, shown on boards and phones."""

    def show(drive: OnRoad, found: Arrival | None) -> None:
        _show(hub, clock.now(), drive, found)

    return Driving(show, SystemClock().monotonic, settings.limits.eta_every)


def _show(hub: Hub, now: datetime, drive: OnRoad, found: Arrival | None) -> None:
    """To the boards of the region and the phones of the team; away with it when the drive is over."""
    row = None if found is None else dict(_row(drive, found))
    changes: list[Change] = [
        (topic, drive.team, row) for topic in (f"drives:{drive.region}", f"drive:{drive.team}")
    ]
    hub.move(now, changes)


def _row(drive: OnRoad, found: Arrival) -> DriveRow:
    return {
        "team": drive.team,
        "visit": drive.visit,
        "eta_at": found.eta_at.replace(second=0, microsecond=0).isoformat(),
        "rung": found.rung,  # type: ignore[typeddict-item]
        "seen_at": found.seen_at.isoformat(),
    }
