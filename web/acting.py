"""Whether somebody acts for the installation, as every process that serves sees it, and boards say.

Asked of the lease every second. Where nothing is shared the process acts itself, and nobody has to ask.
"""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

import orjson

from dispatch.lease import Acting, Lease
from dispatch.ports import StoreUnavailable
from realtime.acting import WorkerRow
from realtime.directory import Change
from web.system import System

LOOK_EVERY_S: Final = 1.0
PATIENCE_S: Final = 5.0
"""Another worker may take so long to take over; longer is told."""
log = logging.getLogger(__name__)


async def keep_watching(system: System) -> None:
    """For as long as the program is served."""
    shown: dict[str, datetime | None] = {}
    lease = system.lease
    while lease is not None:
        try:
            system.acting = await asyncio.to_thread(_look, system, lease)
            regions = {row["region"]: system.acting.since for row in system.rows("centres").values()}
            moved = [_row(region, since) for region, since in regions.items() if shown.get(region) != since]
            if moved:
                system.hub.move(system.clock.now(), moved)
            shown = regions
        except StoreUnavailable:
            log.debug("who acts cannot be asked now")
        except Exception:
            log.exception("who acts could not be looked at")
        await asyncio.sleep(LOOK_EVERY_S)


def _look(system: System, lease: Lease) -> Acting:
    standing, now = lease.standing(), system.clock.now()
    if standing is not None and standing.idle < PATIENCE_S:
        return Acting(told=orjson.loads(standing.told) if standing.told else system.acting.told)
    idle = timedelta(seconds=PATIENCE_S if standing is None else standing.idle)
    return Acting(since=system.acting.since or now - idle, told=system.acting.told)


def _row(region: str, since: datetime | None) -> Change:
    row: WorkerRow = {"since": None if since is None else since.isoformat()}
    return (f"worker:{region}", "worker", dict(row))
