"""From what was written to a request on the board, or to the lane: accepted durably, whichever it is.

Also the drain: what an operator accepted goes into the log one by one, in the order in which it came.
"""

import asyncio
import logging
from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID, uuid5

import orjson

from dispatch.lane import LaneFull
from dispatch.lane_store import Entry, Sent
from dispatch.office import Submitting
from dispatch.ports import Accepted, QueueFull, Row, StoreUnavailable, Submission
from domain.refusal import Refused
from web.public.request import Writing
from web.system import System

ROLE: Final = "public-form"
DRAIN_EVERY_S: Final = 1.0
DRAIN_PAUSE_S: Final = 0.05
"""Between two requests of the drain: staff's commands come between them."""
DRAINED_AT_ONCE: Final = 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Durable. `number` is the slip's; none while it waits in the lane."""

    receipt: str
    number: str | None


async def take(system: System, school: Row, writing: Writing, *, straight: bool) -> Taken | None:
    """Keep what was written; none if nothing could be kept, and then nothing was said to be."""
    receipt = system.form.gate.receipt_of(writing.id)
    if straight:
        try:
            number = await received(system, school["id"], school["region"], writing)
            await system.form.receipts.keep(receipt, writing.id, system.clock.now())
            return Taken(receipt=receipt, number=number)
        except (QueueFull, StoreUnavailable):
            _log.warning("the log takes nothing now; a request of the form goes to the lane")
    try:
        async with system.form.turns:
            durable = system.form.lane.begin(_sent(system, school, writing, receipt))
        await durable
    except (LaneFull, StoreUnavailable) as error:
        _log.error("the lane took nothing: %s", error)
        return None
    return Taken(receipt=receipt, number=None)


def _sent(system: System, school: Row, writing: Writing, receipt: str) -> Sent:
    return Sent(
        id=writing.id,
        school=school["id"],
        region=school["region"],
        at=system.clock.now(),
        danger=writing.says_danger,
        body=orjson.dumps({"writing": asdict(writing), "receipt": receipt}),
    )


async def received(
    system: System, school: str, region: str, writing: Writing, writer: Submitting | None = None
) -> str:
    """Submit it as nobody's request; the slip's number. A school that is gone since is named as a place."""
    outcome = await _submitted(system, region, writing, UUID(school), writer)
    if isinstance(outcome, Refused):
        _log.warning("a request of the form was taken without its school: %s", outcome.code)
        outcome = await _submitted(system, region, writing, None, writer)
    if isinstance(outcome, Refused):
        raise StoreUnavailable(f"refused: {outcome.code}")
    return str(outcome.answer["number"])


async def _submitted(
    system: System, region: str, writing: Writing, school: UUID | None, writer: Submitting | None
) -> Accepted | Refused:
    command_id = uuid5(writing.id, f"received {school}")
    return await submit(system, "receive-request", region, writing.command(school), command_id, writer)


async def submit(
    system: System,
    name: str,
    region: str,
    command: object,
    command_id: UUID,
    writer: Submitting | None = None,
) -> Accepted | Refused:
    """A command of whoever writes: of no account, in the region of the school."""
    return await (writer or system.store.writer).submit(
        Submission(
            name=name,
            command=command,
            command_id=command_id,
            by=None,
            role=ROLE,
            region=region,
            centre=system.centre_of(region),
            body=repr(command).encode(),
        )
    )


async def keep_draining(system: System, writer: Submitting) -> None:
    """Carry what was accepted into the log, one after the other."""
    while True:
        try:
            entries = await asyncio.to_thread(system.form.lane.store.accepted, DRAINED_AT_ONCE)
            for entry in entries:
                await drain(system, entry, writer)
                await asyncio.sleep(DRAIN_PAUSE_S)
        except (QueueFull, StoreUnavailable):
            _log.warning("accepted requests wait: the log takes nothing now")
        except Exception:  # noqa: BLE001 - whatever is the matter with one, the drain must go on
            _log.exception("accepted requests could not be carried into the log")
        await asyncio.sleep(DRAIN_EVERY_S)


async def drain(system: System, entry: Entry, writer: Submitting | None = None) -> None:
    """One of them. Killed half way it is carried again, and is the same request."""
    said = orjson.loads(entry.body)
    if "writing" in said:
        writing = Writing(**said["writing"])
        await received(system, entry.school, entry.region, writing, writer)
        await system.form.receipts.keep(said["receipt"], writing.id, system.clock.now())
    await asyncio.to_thread(system.form.lane.store.drained, entry)
