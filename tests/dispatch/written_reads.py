"""A log of readings as tests write it: by a clock that is set by hand, one reading over and over."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from dispatch.clock import SystemClock
from dispatch.reads import ReadLog
from dispatch.reads_store import Broken, Reading, breaks
from dispatch.spool import Spool
from tests.places import Place
from tests.reads import found_by

LOG = UUID(int=7)
READING = Reading(
    account=str(UUID(int=1)),
    role="dispatcher",
    session="s",
    device="computer",
    region="KZ-00",
    case_id=str(UUID(int=2)),
    case_region="KZ-00",
    door="card",
    levels="C1 C2 C3",
    why="owner",
    result="shown",
)


class SetClock(SystemClock):
    """A clock that is set by hand."""

    at = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


def opened(place: Place, spool: Path | None = None, *, waiting: int = 64, spooled: int = 3) -> ReadLog:
    log = ReadLog(
        lambda: place.open("reads"),
        LOG,
        SetClock(),
        Spool(spool, spooled),
        most_waiting=waiting,
        most_per_batch=16,
    )
    log.start()
    return log


def write(log: ReadLog, *readings: Reading, may_wait: bool = False) -> bool:
    return asyncio.run(log.write(readings or (READING,), may_wait=may_wait))


def rows(place: Place) -> list[Reading]:
    return found_by(place.open("reads").rows)


def broken(place: Place) -> list[Broken]:
    return list(breaks(place.open("reads").rows))


def spooled(directory: Path, readings: tuple[Reading, ...]) -> None:
    """As a process leaves it that was killed."""
    spool = Spool(directory, 9)
    spool.put(readings)
    spool.close()
