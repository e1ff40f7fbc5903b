"""Newer editions of the calendar: requests that were reckoned by another one are asked again (rule 9)."""

import asyncio
import logging
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from dispatch.ports import Due, QueueFull, Row, StoreUnavailable, Submission
from domain.case.recalculation import ask
from web.calendars import edition_now, reckoned_otherwise
from web.system import System

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 60.0
_CHECKS: Final = UUID("0f4b7c0e-5a43-5f0b-8a58-6a6564656c39")


async def keep_by_the_calendar(system: System) -> None:
    """At the start, after which the product may have another edition, and from then on every minute."""
    known: set[str] = set()
    while True:
        try:
            asked = await recalculate(system, known)
            if asked:
                log.info("%d requests were asked about by a newer calendar", asked)
        except (QueueFull, StoreUnavailable):
            log.warning("the calendar could not be looked at; later again")
        except Exception:
            log.exception("requests could not be asked about by a newer calendar")
        await asyncio.sleep(LOOK_EVERY_S)


async def recalculate(system: System, known: set[str]) -> int:
    """Ask every open request that was reckoned by another edition; how many were asked.

    `known` remembers who was asked by which edition, so that each is asked once while the program runs.
    """
    now = system.clock.now()
    edition = edition_now(system).key
    asked = 0
    for row in list(reckoned_otherwise(system.rows("queue").values(), edition)):
        check = _check(row, edition, now)
        if str(check.command_id) in known:
            continue
        await system.store.writer.submit(check)
        known.add(str(check.command_id))
        asked += 1
    return asked


def _check(row: Row, edition: str, now: datetime) -> Submission:
    """Always the same command for the same request and edition, so that it counts once."""
    question, centre = ask(edition), UUID(row["centre"])
    due = Due(at=now, stream=UUID(row["id"]), kind=question.kind, ref=question.ref, position=0, centre=centre)
    return Submission(
        name="check-moment",
        command=question,
        command_id=uuid5(_CHECKS, f"{row['id']}|{edition}"),
        by=None,
        role="system",
        region="",
        centre=centre,
        due=due,
    )
