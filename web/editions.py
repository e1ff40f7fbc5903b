"""Newer editions of the calendar: requests that were reckoned by another one are asked again (rule 9)."""

from typing import Final
from uuid import UUID

from dispatch.office import Submitting
from domain.case.recalculation import ask
from web.calendars import edition_now, reckoned_otherwise
from web.looking_again import check_of, every_minute
from web.system import System

_CHECKS: Final = UUID("0f4b7c0e-5a43-5f0b-8a58-6a6564656c39")


async def keep_by_the_calendar(system: System, writer: Submitting) -> None:
    """At the start, after which the product may have another edition, and from then on every minute."""
    known: set[str] = set()
    await every_minute("requests by a newer calendar", lambda: recalculate(system, known, writer))


async def recalculate(system: System, known: set[str], writer: Submitting | None = None) -> int:
    """Ask every open request that was reckoned by another edition; how many were asked.

    `known` remembers who was asked by which edition, so that each is asked once while the program runs.
    """
    now = system.clock.now()
    edition = edition_now(system).key
    asked = 0
    for row in list(reckoned_otherwise(system.rows("queue").values(), edition)):
        check = check_of(row, ask(edition), now, _CHECKS, edition)
        if str(check.command_id) in known:
            continue
        await (writer or system.store.writer).submit(check)
        known.add(str(check.command_id))
        asked += 1
    return asked
