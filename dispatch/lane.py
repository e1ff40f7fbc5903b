"""The unverified lane: what came in over the limits of the public form, kept durably until somebody looks.

A flood fills the lane's own bound and never the log. Its thread shares one sync among all who wait and pauses
between two, so that the log's own syncs are hardly disturbed.
"""

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import Final

from dispatch.lane_store import Entry, LaneStore, Sent
from dispatch.ports import StoreUnavailable

PAUSE_S: Final = 0.05
"""At least so long between two syncs of the lane: twenty a second at the most, whatever comes in."""
MOST_AT_ONCE: Final = 512
TELL_EVERY_S: Final = 1.0
_log = logging.getLogger(__name__)


class LaneFull(Exception):
    """The lane's bound on the disk is reached, or too many wait to be written: nothing was taken in."""


@dataclass(frozen=True, slots=True)
class _Item:
    sent: Sent
    sealed: bytes
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[None]"


class Lane:
    """Safe from any thread. `watch` hears, after it is durable, of which region's lane changed."""

    def __init__(self, store: LaneStore, *, most_bytes: int, most_waiting: int) -> None:
        self.watch: Callable[[str], None] = lambda _: None
        self.store = store
        self._most_bytes = most_bytes
        self._queue: Queue[_Item | None] = Queue(most_waiting)
        self._bytes = store.size()
        self._untold: set[str] = set()
        self._told_at = 0.0
        self._thread = threading.Thread(target=self._work, name="lane", daemon=True)
        self._thread.start()

    def begin(self, sent: Sent) -> "asyncio.Future[None]":
        """Done when it is durable, or with `StoreUnavailable` if the disk refuses. Raises `LaneFull`."""
        sealed = self.store.seal(sent.body, sent.id)
        if self._bytes + len(sealed) > self._most_bytes:
            raise LaneFull("no room on the disk")
        loop = asyncio.get_running_loop()
        item = _Item(sent, sealed, loop, loop.create_future())
        try:
            self._queue.put_nowait(item)
        except Full:
            raise LaneFull("too many wait") from None
        return item.future

    def _work(self) -> None:
        item = self._next()
        while item is not None:
            batch = [item]
            while item is not None and len(batch) < MOST_AT_ONCE:
                try:
                    item = self._queue.get_nowait()
                except Empty:
                    break
                if item is not None:
                    batch.append(item)
            self._store(batch)
            if item is not None:
                time.sleep(PAUSE_S)
                item = self._next()

    def _next(self) -> _Item | None:
        """The next to be stored; boards are told of what was stored at most once a second."""
        while True:
            if self._untold and time.monotonic() - self._told_at >= TELL_EVERY_S:
                self._told_at = time.monotonic()
                for region in self._untold:
                    self.watch(region)
                self._untold.clear()
            try:
                return self._queue.get(timeout=TELL_EVERY_S)
            except Empty:
                continue

    def _store(self, batch: Sequence[_Item]) -> None:
        trouble: Exception | None = None
        try:
            self._bytes += self.store.add([(each.sent, each.sealed) for each in batch])
        except sqlite3.Error as error:
            _log.error("the lane could not be written: %s", type(error).__name__)
            trouble = StoreUnavailable("the lane cannot be written")
        else:
            self._untold |= {each.sent.region for each in batch}
        for each in batch:
            try:
                each.loop.call_soon_threadsafe(_settle, each.future, trouble)
            except RuntimeError:
                _log.warning("an answer of the lane came after its event loop had closed")

    def drained(self, entry: Entry) -> None:
        self._bytes -= self.store.drained(entry)

    def measure(self) -> None:
        """Rows went otherwise than by draining: how much room there is, is asked anew."""
        self._bytes = self.store.size()

    def close(self) -> None:
        """Write what waits, then let go."""
        self._queue.put(None)
        self._thread.join()
        self.store.close()


def _settle(future: "asyncio.Future[None]", trouble: Exception | None) -> None:
    if future.done():
        return
    if trouble is None:
        future.set_result(None)
    else:
        future.set_exception(trouble)
