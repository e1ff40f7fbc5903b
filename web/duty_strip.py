"""The live counts of the duty ledger that boards show, one row a region: after events, and as time passes."""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime
from typing import Final

from dispatch.ledger_table import Strip
from realtime.directory import Change
from realtime.duties import DutyCountsRow
from web.system import System

PAUSE_S: Final = 1.0
"""Counts of a busy evening are gathered so long."""
ANYHOW: Final = 15
"""Pauses after which they are counted although nothing happened: a thing may have become late."""
log = logging.getLogger(__name__)


async def keep_counting(system: System) -> None:
    """Counts again what changed, for as long as the program is served."""
    touched = asyncio.Event()
    loop = asyncio.get_running_loop()
    system.views.watch = lambda: _touch(loop, touched)
    shown: dict[str, Strip] = {}
    while True:
        try:
            shown = await asyncio.to_thread(_show, system, system.clock.now(), shown)
        except Exception:
            log.exception("the duties of boards could not be counted")
        await asyncio.sleep(PAUSE_S)
        with suppress(TimeoutError):
            await asyncio.wait_for(touched.wait(), ANYHOW * PAUSE_S)
        touched.clear()


def _touch(loop: asyncio.AbstractEventLoop, touched: asyncio.Event) -> None:
    """Heard on the follower's thread, which may outlive the loop by a moment."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(touched.set)


def _show(system: System, now: datetime, shown: dict[str, Strip]) -> dict[str, Strip]:
    """Moves the rows that differ from what is shown; what is shown now."""
    regions = {row["region"] for row in system.rows("centres").values()}
    counted = {region: Strip() for region in regions} | system.duties.strips(now)
    moved = [_row(region, counts) for region, counts in counted.items() if shown.get(region) != counts]
    if moved:
        system.hub.move(now, moved)
    return counted


def _row(region: str, counts: Strip) -> Change:
    row: DutyCountsRow = {"late": counts.late, "today": counts.today, "held": counts.held}
    return (f"duties:{region}", "duties", dict(row))
