"""The log of readings: a row is durable before anything is shown. Its own thread, many readings per sync.

Several processes may write one log of readings: each batch follows, in its own transaction and beside nobody
else's, what stands there by then.

What cannot be written is not shown, with one exception that the caller names (`may_wait`): those rows wait in
the spool and are written, with the time they were shown at, as soon as the log works again.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final
from uuid import UUID

from dispatch.clock import Clock
from dispatch.ports import QueueFull, StoreUnavailable
from dispatch.reads_found import FoundReads
from dispatch.reads_store import Reading, StoredReading, insert, last_of, prepare, row_hash
from dispatch.schema import microseconds
from dispatch.spool import Spool, SpoolFull
from dispatch.tables.port import Conflict, Tables

RETRY_SECONDS: Final = 1.0
"""How often what waits in the spool is tried again."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Waiting:
    readings: tuple[Reading, ...]
    may_wait: bool
    future: "asyncio.Future[bool]"
    loop: asyncio.AbstractEventLoop


class ReadLog:
    """`write` from any event loop, ask `found`; stopped once, for good. `opened` gives its tables, each time
    by a connection of their own: whoever asks does not wait for who writes."""

    def __init__(
        self,
        opened: Callable[[], Tables],
        log_id: UUID,
        clock: Clock,
        spool: Spool,
        *,
        most_waiting: int,
        most_per_batch: int,
    ) -> None:
        self._clock = clock
        self._spool = spool
        self._most_waiting = most_waiting
        self._most_per_batch = most_per_batch
        self._tables = opened()
        try:
            prepare(self._tables, log_id)
        except BaseException:
            self._tables.close()
            raise
        self.found = FoundReads(opened())
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._closed: StoreUnavailable | None = None
        self._thread = Thread(target=self._work, name="readings", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def spooled(self) -> int:
        """How many rows wait for the log to work again."""
        return len(self._spool)

    async def write(self, readings: tuple[Reading, ...], *, may_wait: bool = False) -> bool:
        """True: they are durable in the log. False: they wait in the spool (only if they may).

        Raises `QueueFull` or `StoreUnavailable`: nothing may be shown then.
        """
        if self._closed is not None or self._queue.qsize() >= self._most_waiting:
            fault = self._closed or QueueFull(f"{self._most_waiting} readings wait already")
            return await asyncio.to_thread(self._put_aside, readings, may_wait, fault)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[bool] = loop.create_future()
        self._queue.put(_Waiting(readings, may_wait, future, loop))
        return await future

    def stop(self) -> None:
        """Write what waits, try the spool once more, end the thread."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()
        self._closed = StoreUnavailable("the program is stopping", lasting=True)
        self._tables.close()
        self.found.close()
        self._spool.close()

    def _work(self) -> None:
        going = True
        while going:
            batch, going = self._gather()
            if batch:
                self._serve(batch)
            if self._closed is None and len(self._spool):
                self._write_spooled()

    def _gather(self) -> tuple[list[_Waiting], bool]:
        """What waits, up to a batch, after waiting for the first; false at the end."""
        batch: list[_Waiting] = []
        while len(batch) < self._most_per_batch:
            try:
                patience = RETRY_SECONDS if len(self._spool) else None
                item = self._queue.get_nowait() if batch else self._queue.get(timeout=patience)
            except Empty:
                break
            if item is None:
                return batch, False
            batch.append(item)
        return batch, True

    def _serve(self, batch: Sequence[_Waiting]) -> None:
        try:
            if self._closed is not None:
                raise self._closed
            self._commit([one for waiting in batch for one in waiting.readings])
        except StoreUnavailable as fault:
            for waiting in batch:
                try:
                    _answer(waiting, self._put_aside(waiting.readings, waiting.may_wait, fault))
                except (StoreUnavailable, QueueFull) as refusal:
                    _answer(waiting, refusal)
            return
        for waiting in batch:
            _answer(waiting, True)

    def _put_aside(self, readings: tuple[Reading, ...], may_wait: bool, fault: Exception) -> bool:
        """Into the spool what may wait; everything else meets the fault."""
        if not may_wait:
            raise fault
        now = microseconds(self._clock.now())
        marked = tuple(replace(one, waited_since=now, entry=secrets.token_hex(16)) for one in readings)
        try:
            self._spool.put(marked)
        except (SpoolFull, OSError) as full:
            raise StoreUnavailable("no more readings can wait") from full
        return False

    def _write_spooled(self) -> None:
        waiting = self._spool.first(self._most_per_batch)
        try:
            self._commit(waiting)
        except StoreUnavailable:
            return
        self._spool.written(len(waiting))
        _log.warning("%d readings that had to wait are written now", len(waiting))

    def _commit(self, readings: Sequence[Reading]) -> None:
        """One transaction and one sync; what waited and stands there already is not written twice.

        Raises `StoreUnavailable`; nothing of it is in the log then.
        """
        try:
            with self._tables.together():
                insert(self._tables, self._following([one for one in readings if not self._stands(one)]))
        except (StoreUnavailable, Conflict) as error:
            raise self._fault(error) from error

    def _stands(self, reading: Reading) -> bool:
        known = "SELECT 1 FROM read WHERE entry=?"
        return reading.entry is not None and bool(self._tables.rows(known, (reading.entry,)))

    def _following(self, readings: Sequence[Reading]) -> list[StoredReading]:
        """As rows behind whatever is the last one now."""
        position, last_at, link = last_of(self._tables.rows)
        at = max(last_at, microseconds(self._clock.now()))
        rows = []
        for reading in readings:
            position += 1
            link = row_hash(link, position, at, reading)
            rows.append(StoredReading(position, at, reading, link))
        return rows

    def _fault(self, error: StoreUnavailable | Conflict) -> StoreUnavailable:
        """What went wrong; after a fault of the disk this process trusts the log no more."""
        fault = StoreUnavailable("a row was refused", lasting=True) if isinstance(error, Conflict) else error
        _log.error("the log of readings cannot be written", extra={"reason": fault.reason})
        if fault.lasting:
            self._closed = fault
        return fault


def _answer(waiting: _Waiting, outcome: Any) -> None:
    try:
        waiting.loop.call_soon_threadsafe(_settle, waiting.future, outcome)
    except RuntimeError:  # the loop was closed meanwhile: nobody is left to be answered
        _log.warning("a reading was written after its event loop had closed")


def _settle(future: "asyncio.Future[bool]", outcome: bool | Exception) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
