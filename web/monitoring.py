"""Half-years that went by without a school's service being monitored: asked about by the rows, said once.

A school may have been registered long before there was such a clock, and nobody knows then when the half-year
ends that its event was stored in; so the rows are looked through instead of leaving a moment with each.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from dispatch.office import Submitting
from dispatch.ports import Row
from domain.law.local_time import SECOND
from domain.monitoring import ask
from web.looking_again import check_of, every_minute
from web.system import System

_CHECKS: Final = UUID("2b1f6a44-93e7-5d0b-9c58-6d6f6e69746f")


async def keep_monitoring(system: System, writer: Submitting) -> None:
    """At the start and from then on every minute."""
    await every_minute("half-years of schools that went by", lambda: ask_about_missed(system, writer))


async def ask_about_missed(system: System, writer: Submitting | None = None) -> int:
    """Ask every open school whose awaited half-year has passed; how many were asked."""
    now = system.clock.now()
    waiting = list(_passed(system, now))
    for row in waiting:
        await (writer or system.store.writer).submit(check_of(row, ask(), now, _CHECKS, row["awaited"]))
    return len(waiting)


def _passed(system: System, now: datetime) -> Iterator[Row]:
    for row in system.rows("monitoring").values():
        awaited = row.get("awaited")  # a damaged row has none
        if awaited is not None and not row["closed"] and datetime.fromisoformat(awaited) + SECOND <= now:
            yield row
