"""Positions between processes: what is reported here is put where all see it, what others put is taken in.

By Redis at once where there is one; by a table every second in any case, so that nothing depends on Redis.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Final
from uuid import UUID

from dispatch.clock import Clock, SystemClock
from dispatch.hints.port import Hints
from dispatch.hints.positions import NewestInMemory
from dispatch.lookout import Lookout
from dispatch.newest import NewestTable
from dispatch.ports import StoreUnavailable
from dispatch.positions import LivePosition, Positions

EVERY: Final = 1.0
PURGE_EVERY: Final = 600.0
EARLY: Final = 10.0
"""Seconds in which word of a team's shift may still come after word of where it is."""
_log = logging.getLogger(__name__)


class Exchange:
    """`on_duty`: whether a team has a shift now; `clock`: the product's. Looks on a thread of its own."""

    def __init__(
        self,
        positions: Positions,
        table: NewestTable,
        hints: Hints,
        on_duty: Callable[[UUID], bool],
        clock: Clock,
    ) -> None:
        self._positions = positions
        self._table = table
        self._hints = hints
        self._memory = None if hints.memory is None else NewestInMemory(hints.memory)
        self._on_duty = on_duty
        self._clock = clock
        self._monotonic = SystemClock().monotonic
        self._lock = Lock()
        self._reported: dict[UUID, LivePosition] = {}
        self._gone: dict[UUID, datetime] = {}
        self._for_table: dict[UUID, LivePosition] = {}
        self._early: dict[UUID, tuple[LivePosition, float]] = {}
        self._next_table = self._next_purge = 0.0
        self._lookout = Lookout("positions", self.look, EVERY)
        positions.told = self._told
        positions.forgotten = self._forgotten
        hints.listen("positions", lambda _: self._lookout.wake())

    def start(self) -> None:
        self._lookout.start()

    def stop(self) -> None:
        self._lookout.stop()
        self._table.close()

    def look(self) -> None:
        """Put what was reported here, take in what others put. For one thread; never raises."""
        with self._lock:
            reported, self._reported = self._reported, {}
            gone, self._gone = self._gone, {}
        self._for_table.update(reported)
        found = self._by_memory(list(reported.values()), gone)
        try:
            found += self._by_table(gone)
        except StoreUnavailable as fault:
            _log.warning("positions of other processes are not looked at: %s", fault.reason)
        except Exception:  # noqa: BLE001 - looked at again in a second
            _log.exception("positions could not be exchanged")
        self._take_in(found)

    def _by_memory(self, reported: list[LivePosition], gone: dict[UUID, datetime]) -> list[LivePosition]:
        if self._memory is None:
            return []
        for team in gone:
            self._memory.forget(team)
        if reported:
            self._memory.put(reported)
            self._hints.tell("positions")
        return self._memory.changed()

    def _by_table(self, gone: dict[UUID, datetime]) -> list[LivePosition]:
        """At most once a second."""
        for team, at in gone.items():
            self._table.forget(team, at)
            self._for_table.pop(team, None)
        now = self._monotonic()
        if now < self._next_table:
            return []
        self._next_table = now + 0.9 * EVERY
        if now >= self._next_purge:
            self._next_purge = now + PURGE_EVERY
            self._table.purge(self._clock.now())
        self._table.put(list(self._for_table.values()))
        self._for_table.clear()
        return self._table.changed()

    def _take_in(self, found: list[LivePosition]) -> None:
        now = self._monotonic()
        early = {team: one for team, one in self._early.items() if one[1] > now}
        self._early = {}
        for each, until in [*early.values(), *((each, now + EARLY) for each in found)]:
            if self._on_duty(each.team):
                self._positions.take_in(each)
            else:
                self._early[each.team] = (each, until)

    def _told(self, found: LivePosition) -> None:
        with self._lock:
            self._reported[found.team] = found
        if self._memory is not None:
            self._lookout.wake()

    def _forgotten(self, found: LivePosition) -> None:
        with self._lock:
            self._reported.pop(found.team, None)
            self._gone[found.team] = found.at
        self._lookout.wake()
