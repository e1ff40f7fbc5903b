"""Tells the boards of every region while hints between processes do not go: they may be a second behind."""

import asyncio
import logging
from typing import Final

from dispatch.hints.port import Standing
from realtime.directory import Change
from realtime.hints import HintsRow
from web.system import System

EVERY_S: Final = 0.5
log = logging.getLogger(__name__)


async def keep_telling(system: System) -> None:
    """For as long as the program is served."""
    shown: dict[str, Standing] = {}
    while True:
        try:
            standing = system.hints.standing()
            regions = {row["region"] for row in system.rows("centres").values()}
            moved = [_row(region, standing) for region in regions if shown.get(region) != standing]
            if moved:
                system.hub.move(system.clock.now(), moved)
            shown = dict.fromkeys(regions, standing)
        except Exception:
            log.exception("how hints go could not be told")
        await asyncio.sleep(EVERY_S)


def _row(region: str, standing: Standing) -> Change:
    row: HintsRow = {
        "lowered": standing.lowered,
        "since": None if standing.since is None else standing.since.isoformat(),
        "code": standing.code,
    }
    return (f"hints:{region}", "hints", dict(row))
