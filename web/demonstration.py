"""What a demonstration does by itself while it is served: every group is on duty, and relieved in time."""

import asyncio
import logging
from uuid import UUID

from dispatch.office import Submitting
from dispatch.ports import QueueFull, StoreUnavailable
from dispatch.town.duty import wanted
from domain.refusal import Refused
from web.setting_up import submit
from web.system import System

log = logging.getLogger(__name__)

EVERY_S = 5.0


async def keep_on_duty(system: System, writer: Submitting) -> None:
    """Ask again and again which shifts should start or end; what is so already is asked for by nobody."""
    while True:
        for centre in list(system.rows("centres").values()):
            await _look(system, centre["region"], centre["id"], writer)
        await asyncio.sleep(EVERY_S / max(1.0, system.clock.rate / 10))


async def _look(system: System, region: str, centre: str, writer: Submitting) -> None:
    teams = {row["id"]: row for row in system.region_rows("teams", region)}
    for order in list(wanted(teams, system.clock.now())):
        try:
            outcome = await submit(system, order, region, UUID(centre), "demonstration", writer)
        except (QueueFull, StoreUnavailable):
            return
        if isinstance(outcome, Refused):
            log.info("%s was refused: %s", order.name, outcome.code)
