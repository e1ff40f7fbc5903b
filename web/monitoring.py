"""Half-years that went by without a school's service being monitored: asked about by the rows, said once.

A school may have been registered long before there was such a clock, and nobody knows then when the half-year
ends that its event was stored in; so the rows are looked through instead of leaving a moment with each.
"""

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from dispatch.ports import Due, QueueFull, Row, StoreUnavailable, Submission
from domain.law.local_time import SECOND
from domain.monitoring import ask
from web.system import System

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 60.0
_CHECKS: Final = UUID("2b1f6a44-93e7-5d0b-9c58-6d6f6e69746f")


async def keep_monitoring(system: System) -> None:
    """At the start and from then on every minute."""
    while True:
        try:
            asked = await ask_about_missed(system)
            if asked:
                log.info("%d schools were asked about a half-year that went by", asked)
        except (QueueFull, StoreUnavailable):
            log.warning("the monitoring of schools could not be looked at; later again")
        except Exception:
            log.exception("schools could not be asked about a half-year that went by")
        await asyncio.sleep(LOOK_EVERY_S)


async def ask_about_missed(system: System) -> int:
    """Ask every open school whose awaited half-year has passed; how many were asked."""
    now = system.clock.now()
    waiting = list(_passed(system, now))
    for row in waiting:
        await system.store.writer.submit(_check(row, now))
    return len(waiting)


def _passed(system: System, now: datetime) -> Iterator[Row]:
    for row in system.rows("monitoring").values():
        awaited = row.get("awaited")  # a damaged row has none
        if awaited is not None and not row["closed"] and datetime.fromisoformat(awaited) + SECOND <= now:
            yield row


def _check(row: Row, now: datetime) -> Submission:
    """Always the same command for the same school and half-year, so that it counts once."""
    question, centre = ask(), UUID(row["centre"])
    due = Due(at=now, stream=UUID(row["id"]), kind=question.kind, ref=question.ref, position=0, centre=centre)
    return Submission(
        name="check-moment",
        command=question,
        command_id=uuid5(_CHECKS, f"{row['id']}|{row['awaited']}"),
        by=None,
        role="system",
        region="",
        centre=centre,
        due=due,
    )
