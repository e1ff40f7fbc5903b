"""The unverified lane: what came in over the limits of the public form, kept durably until somebody looks.

A flood fills the lane's own bound and never the log. Its thread shares one sync among all who wait and pauses
between two, so that the log's own syncs are hardly disturbed. Once a second it tells the boards whose lane
changed, whichever process did it.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, Full, Queue
from typing import Final
from uuid import UUID

from dispatch.lane_store import LaneStore, Sent
from dispatch.ports import StoreUnavailable
from dispatch.tables.port import Conflict
from dispatch.wrapping import Wrapped

PAUSE_S: Final = 0.05
"""At least so long between two syncs of the lane: twenty a second at the most, whatever comes in."""
MOST_AT_ONCE: Final = 512
TELL_EVERY_S: Final = 1.0
_log = logging.getLogger(__name__)


class LaneFull(Exception):
    """The lane's bound in the database is reached, or too many wait to be written: nothing was taken in."""


@dataclass(frozen=True, slots=True)
class _Item:
    sent: Sent
    sealed: Wrapped
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[None]"


class Lane:
    """Safe from any thread. `watch` hears, after it is durable, of which region's lane changed; `told` may
    tell other processes that there is something to look at."""

    def __init__(self, store: LaneStore, *, most_bytes: int, most_waiting: int) -> None:
        self.watch: Callable[[str], None] = lambda _: None
        self.told: Callable[[], None] = lambda: None
        self.store = store
        self._most_bytes = most_bytes
        self._queue: Queue[_Item | None] = Queue(most_waiting)
        self._looking = threading.Lock()
        self._seen = store.changes()
        self._looked_at = 0.0
        self._thread = threading.Thread(target=self._work, name="lane", daemon=True)
        self._thread.start()

    def begin(self, sent: Sent) -> "asyncio.Future[None]":
        """Done when it is durable, or with `StoreUnavailable` if the database refuses, or with `LaneFull`,
        which it may raise as well."""
        sealed = self.store.seal(sent.body, sent.id)
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
        """The next to be stored; what changed is looked at once a second, whatever comes."""
        while True:
            if time.monotonic() - self._looked_at >= TELL_EVERY_S:
                self._looked_at = time.monotonic()
                self.look()
            try:
                return self._queue.get(timeout=TELL_EVERY_S)
            except Empty:
                continue

    def look(self) -> None:
        """Tell the boards of every lane that changed since the last look. If that cannot be asked now, the
        next look does."""
        with self._looking:
            try:
                changes = self.store.changes()
            except StoreUnavailable:
                return
            moved = [region for region, count in changes.items() if self._seen.get(region) != count]
            self._seen = changes
        for region in moved:
            self.watch(region)

    def _store(self, batch: Sequence[_Item]) -> None:
        try:
            there = self.store.add([(each.sent, each.sealed) for each in batch], self._most_bytes)
        except (StoreUnavailable, Conflict) as error:
            _log.error("the lane could not be written: %s", error)
            there = [False] * len(batch)
            trouble: Exception = StoreUnavailable("the lane cannot be written")
        else:
            trouble = LaneFull("no room is left")
            self.told()
        for each, is_there in zip(batch, there, strict=True):
            try:
                each.loop.call_soon_threadsafe(_settle, each.future, None if is_there else trouble)
            except RuntimeError:
                _log.warning("an answer of the lane came after its event loop had closed")

    def decide(
        self, region: str, numbers: Sequence[int], state: str, by: UUID, at: datetime, reason: str | None
    ) -> int:
        """A person's decision on entries that wait; for how many it was still open."""
        decided = self.store.decide(region, numbers, state, by, at, reason)
        self.look()
        self.told()
        return decided

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
