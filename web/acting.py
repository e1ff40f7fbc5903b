"""Whether anything can be saved and somebody acts for the installation, as a process sees it and boards say.

Looked at every second. Where nothing is shared the process acts itself, and nobody has to ask.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import orjson

from dispatch.lease import Acting
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
    shown: dict[str, dict[str, datetime | None]] = {}
    while True:
        try:
            before = system.acting
            seen = await asyncio.to_thread(_look, system, before)
            if seen is not before:
                system.acting = seen
            standing = {"store": system.acting.unsaved, "worker": system.acting.since}
            regions = {row["region"]: standing for row in system.rows("centres").values()}
            moved = [each for region in regions for each in _moved(region, shown.get(region, {}), standing)]
            if moved:
                system.hub.move(system.clock.now(), moved)
            shown = regions
        except Exception:
            log.exception("who acts could not be looked at")
        await asyncio.sleep(LOOK_EVERY_S)


def _look(system: System, before: Acting) -> Acting:
    now = system.clock.now()
    if system.store.writer.trouble is None:
        try:
            return _who_acts(system, before if before.unsaved is None else replace(before, unsaved=None), now)
        except StoreUnavailable:
            log.debug("who acts cannot be asked now")
    return before if before.unsaved is not None else replace(before, unsaved=now)


def _who_acts(system: System, before: Acting, now: datetime) -> Acting:
    if system.lease is None:
        return before
    standing = system.lease.standing()
    if standing is not None and standing.idle < PATIENCE_S:
        return Acting(told=orjson.loads(standing.told) if standing.told else before.told)
    idle = timedelta(seconds=PATIENCE_S if standing is None else standing.idle)
    return replace(before, since=before.since or now - idle)


def _moved(
    region: str, shown: dict[str, datetime | None], standing: dict[str, datetime | None]
) -> list[Change]:
    """The rows of a region that say something else than what was shown."""
    return [
        (f"worker:{region}", name, dict(WorkerRow(since=None if since is None else since.isoformat())))
        for name, since in standing.items()
        if shown.get(name) != since
    ]
