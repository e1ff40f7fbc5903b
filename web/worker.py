"""What is done once for a whole installation: asked about, carried, signed, folded, purged, by one process.

An installation in files has one process, which does all of it. Where the store is PostgreSQL, whoever holds
the lease does, behind its fence; another takes over when it has said nothing for a few seconds.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any, Final

import orjson

from dispatch.clock import SystemClock
from dispatch.lease import Candidate, Held, Lease
from dispatch.office import FencedWriter, Submitting
from web import inbox, retention
from web.demonstration import keep_on_duty
from web.editions import keep_by_the_calendar
from web.monitoring import keep_monitoring
from web.public.taking import keep_draining
from web.system import System

AGAIN: Final = 1.0
"""Seconds after which whoever holds the lease and could not begin tries again."""
PURGE_EVERY: Final = 60.0
Said = Callable[[bool], None]
log = logging.getLogger(__name__)


def _duties(system: System, writer: Submitting) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
    """Beside the office (due moments, notices, checkpoints) and the follower, which have threads."""
    if system.demonstration:
        yield "shifts", keep_on_duty(system, writer)
    yield "calendar", keep_by_the_calendar(system, writer)
    yield "monitoring", keep_monitoring(system, writer)
    yield "lane", keep_draining(system, writer)
    yield "inbox", inbox.keep_inbox(system)
    yield "retention", retention.keep_dropped(system)
    yield "old positions", _keep_few_positions(system)


async def keep_acting(system: System, said: Said = lambda _: None) -> None:
    """Act whenever it is ours to, until cancelled. `said` hears whether we act, each time that changes."""
    if system.lease is None:
        await _act(system, FencedWriter(system.store.writer))
    else:
        await _take_turns(system, system.lease, said)


async def _act(system: System, writer: Submitting) -> None:
    async with asyncio.TaskGroup() as group:
        for name, work in _duties(system, writer):
            group.create_task(work, name=name)


async def _take_turns(system: System, lease: Lease, said: Said) -> None:
    loop = asyncio.get_running_loop()
    turns: asyncio.Queue[Held | None] = asyncio.Queue()

    def hand(held: Held | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(turns.put_nowait, held)

    candidate = Candidate(lease, SystemClock().monotonic, hand, lambda: hand(None), lambda: _told(system))
    acting: asyncio.Task[None] | None = None
    candidate.start()
    try:
        while True:
            held = await turns.get()
            await _ended(acting)
            acting = None if held is None else asyncio.create_task(_act_behind(system, held))
            if held is None:
                log.warning("another process acts now; this one writes nothing and stands by")
            said(held is not None)
    finally:
        await _ended(acting)
        await asyncio.to_thread(candidate.stop)
        candidate.give_back()


async def _ended(acting: asyncio.Task[None] | None) -> None:
    """What was under way is finished."""
    if acting is not None:
        acting.cancel()
        with suppress(asyncio.CancelledError):
            await acting


async def _act_behind(system: System, held: Held) -> None:
    """All of it, begun anew if it could not begin."""
    while True:
        try:
            office = await asyncio.to_thread(system.store.open_office, held.fence)
            office.start()
            system.follower.start()
            await _act(system, office.writer)
        except Exception:
            log.exception("what is done once could not go on; again in a moment")
            await asyncio.sleep(AGAIN)
        finally:
            await asyncio.to_thread(_rest, system)


def _rest(system: System) -> None:
    system.follower.rest()
    system.store.close_office()


def _told(system: System) -> str:
    """What others can say of us when they are asked how things are."""
    notary = system.store.notary
    return orjson.dumps(
        {"covered": notary.covered, "waiting": notary.waiting, "fault": notary.fault},
    ).decode()


async def _keep_few_positions(system: System) -> None:
    """Forget what is older than is kept."""
    while True:
        try:
            await asyncio.to_thread(system.positions.purge, system.clock.now())
        except Exception:
            log.exception("old samples of positions could not be deleted")
        await asyncio.sleep(PURGE_EVERY)
