"""A file on its way into a register: kept, compared, applied by a person; for command line and page."""

from asyncio import CancelledError, create_task, sleep, to_thread
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from dispatch.importers.difference import Difference, Mark, Review, Vanished, orders, review
from dispatch.importers.found import Register
from dispatch.importers.kinds import KINDS
from dispatch.importers.order import Fault, Order, Report, carry_out
from dispatch.importers.specialists import members_of
from dispatch.ports import Accepted, StoreUnavailable
from dispatch.staging import APPLIED, DISCARDED, Staged, Staging
from domain.refusal import Refused
from web.system import System
from web.words import say

LONGEST_NAME: Final = 100
TELL_EVERY_S: Final = 0.5
SHOWN_FAULTS: Final = 100
"""Refusals of applying that are kept with the file's end."""

Submit = Callable[[Order], Awaitable[Accepted | Refused]]
Progress = Callable[[int], None]

VANISHED: Final = "vanished"
REFUSED: Final = "refused"
NOTICED: Final = "noticed"
PARTS: Final = (*(str(mark) for mark in Mark), VANISHED, REFUSED, NOTICED)
"""The headings of a report."""


def register_of(system: System, kind: str, region: str) -> Register:
    """What the region has now."""
    rows = {row["id"]: row for row in system.region_rows(KINDS[kind].table, region)}
    people = (
        rows
        if kind == "specialists"
        else {row["id"]: row for row in system.region_rows("specialists", region)}
    )
    return Register(region=region, rows=rows, members=members_of(people) if kind == "teams" else {})


def reviewed(system: System, staged: Staged) -> Review | None:
    """The report of a file that waits, against the register as it is now; none if its content is gone."""
    content = system.staging.content(staged.id)
    if content is None:
        return None
    return review(
        KINDS[staged.kind], content, staged.filename, register_of(system, staged.kind, staged.region)
    )


@asynccontextmanager
async def told(staging: Staging, staged: Staged, total: int) -> AsyncIterator[Progress]:
    """What counts the rows that are done; every process can say how many meanwhile."""
    done = 0

    def count(steps: int) -> None:
        nonlocal done
        done += steps

    async def tell() -> None:
        while True:
            with suppress(StoreUnavailable):
                await to_thread(staging.tell, staged.id, done, total)
            await sleep(TELL_EVERY_S)

    telling = create_task(tell())
    try:
        yield count
    finally:
        telling.cancel()
        with suppress(CancelledError):
            await telling


async def apply(
    system: System, staged: Staged, report: Review, submit: Submit, progress: Progress | None = None
) -> Report:
    """Store what the report says, then let go of the file. Broken off, the rest waits to be applied again."""
    done = await carry_out(orders(report, KINDS[staged.kind], staged.id), submit, progress)
    await to_thread(system.staging.end, staged.id, APPLIED, outcome(done, report))
    return done


def discard(system: System, staged: Staged) -> None:
    """Let go of the file; the register stays as it is."""
    system.staging.end(staged.id, DISCARDED, {})


def outcome(done: Report, report: Review) -> dict[str, Any]:
    """What is remembered of an applied file: counts, and the rows that were refused."""
    faults = (*report.faults, *done.faults)
    return {
        "stored": done.stored + done.unchanged,
        "unchanged": report.unchanged,
        "refused": len(report.faults) + done.refused,
        "faults": [
            {"row": one.row, "code": one.code, "params": dict(one.params)} for one in faults[:SHOWN_FAULTS]
        ],
    }


def counts(report: Review) -> dict[str, int]:
    """How many rows stand under each heading; a row that is moved and renamed stands under both."""
    found = dict.fromkeys(PARTS, 0)
    for one in report.differences:
        for mark in one.marks:
            found[mark] += 1
    return {
        **found,
        VANISHED: len(report.vanished),
        REFUSED: len(report.faults),
        NOTICED: len(report.notices),
        "unchanged": report.unchanged,
        "differences": len(report.differences),
    }


def part(report: Review, what: str) -> list[Difference | Vanished | Fault]:
    """The rows under one heading."""
    match what:
        case "vanished":
            return list(report.vanished)
        case "refused":
            return list(report.faults)
        case "noticed":
            return list(report.notices)
        case _:
            return [one for one in report.differences if what in one.marks]


def reason(fault: Fault | Mapping[str, Any], language: str) -> str:
    """Why a row was refused, in somebody's language."""
    code, params = (
        (fault.code, fault.params) if isinstance(fault, Fault) else (fault["code"], fault["params"])
    )
    return say(f"refusal.{code}", language, params)


def file_name(given: str) -> str:
    """A file's own name as it is kept: the last part of a path, one line, not too long."""
    last = given.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-LONGEST_NAME:] or "file"
