"""Looks after the rungs of travel times, and tells the boards of every region which one gives them."""

import asyncio
import logging

from dispatch.routing.standing import Standing
from realtime.directory import Change
from realtime.roads import RoadsRow
from web.system import System

log = logging.getLogger(__name__)


async def keep_looking(system: System) -> None:
    """Asks every rung again and again, for as long as the program is served."""
    shown: dict[str, Standing] = {}
    while True:
        try:
            now = system.clock.now()
            standing = await asyncio.to_thread(system.router.look, now)
            regions = {row["region"] for row in system.rows("centres").values()}
            moved = [_row(region, standing) for region in regions if shown.get(region) != standing]
            if moved:
                system.hub.move(now, moved)
            shown = dict.fromkeys(regions, standing)
        except Exception:
            log.exception("the rungs of travel times could not be looked at")
        await asyncio.sleep(system.settings.limits.roads_look)


def _row(region: str, standing: Standing) -> Change:
    row: RoadsRow = {
        "rung": standing.rung,
        "best": standing.best,
        "since": None if standing.since is None else standing.since.isoformat(),
        "code": standing.code,
    }
    return (f"roads:{region}", "roads", dict(row))
