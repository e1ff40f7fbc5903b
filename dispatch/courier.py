"""Carries the rows of the outbox to one channel: a thread of its own, bounded batches, ever longer pauses.

What the channel took is written down in one transaction on the writer's thread, after it was taken. Killed in
between, the row is carried again, and the channel knows its id. Where another process could take over, rows
are claimed before they go out, by a transaction behind the fence: one that stood still in between carries
nothing that is another's by now, but for the one row that was under way.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from dispatch.clock import Clock
from dispatch.hot import HotTables
from dispatch.limits import EngineLimits
from dispatch.lookout import Lookout
from dispatch.outbox import Channel, Parcel, Settled, purge, put_off, settle, waiting
from dispatch.ports import QueueFull, StoreUnavailable
from dispatch.sql.port import Connection, Database, Reading

CLAIMED_FOR: Final = 10.0
"""Seconds of the machine in which what was claimed has to go out; after that it is another's."""
LOOK_EVERY: Final = 2.0
"""Seconds of the machine between two looks when nothing wakes it."""
FORGET_EVERY: Final = 900
"""Looks between two purges: half an hour when nothing happens."""
NOBODY: Final = "nobody-to-tell"
AUTHOR_ONLY: Final = "author-only"
"""The receipt where nobody else has to be told: whoever did it knows."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """The ways to tell people, and who it is that a row means, by the hot tables of the moment."""

    channels: Sequence[Channel] = ()
    addressees: Callable[[HotTables, Parcel], Sequence[UUID]] = lambda _hot, _parcel: ()


class Writing(Protocol):
    """The writer, as far as a courier needs it."""

    def aside(self, work: Callable[[Connection], None]) -> None: ...


class NobodyToTell(Exception):
    """No account has the role in the region now; somebody may have it later."""


class Courier:
    """One channel's. `wake` is for any thread."""

    def __init__(
        self,
        channel: Channel,
        database: Database,
        writer: Writing,
        clock: Clock,
        addressees: Callable[[Parcel], Sequence[UUID]],
        limits: EngineLimits,
        *,
        claiming: bool = False,
    ) -> None:
        self._claiming = claiming
        self._claim_time = timedelta(seconds=CLAIMED_FOR * clock.rate)
        self._channel = channel
        self._connection = database.open_to_read()
        self._writer = writer
        self._clock = clock
        self._addressees = addressees
        self._limits = limits
        self._looks = 0
        self._lookout = Lookout(f"courier-{channel.name}", self._look, LOOK_EVERY)
        self.start = self._lookout.start
        self.wake = self._lookout.wake

    def stop(self) -> None:
        """Finish the parcel under way. Stop it before the writer, which writes down what was delivered."""
        self._lookout.stop()
        self._connection.close()

    def _look(self) -> bool:
        try:
            more = self.deliver() >= self._limits.parcels
            if self._looks % FORGET_EVERY == 0:
                self.forget()
            self._looks += 1
        except (QueueFull, StoreUnavailable) as error:
            _log.warning("deliveries could not be written down, they will be repeated: %s", error)
            return False
        except Exception:  # noqa: BLE001 - the post must go on; the next look tries again
            _log.exception("the courier of %s could not look at the outbox", self._channel.name)
            return False
        return more

    def deliver(self) -> int:
        """Carry what is due, at most one batch; how many rows were tried."""
        now, until = self._clock.now(), self._clock.monotonic() + CLAIMED_FOR
        settled = []
        for parcel in self._claimed() if self._claiming else self.due():
            if self._lookout.ended or (self._claiming and self._clock.monotonic() > until):
                break
            settled.append(self._carry(parcel, now))
        if settled:
            self._writer.aside(lambda connection: settle(connection, settled))
        return len(settled)

    def due(self, connection: Reading | None = None) -> list[Parcel]:
        """What is to be carried now."""
        now, slowest = self._clock.now(), timedelta(seconds=self._limits.slowest_retry)
        farthest = now + (max(slowest, self._claim_time) if self._claiming else slowest)
        asked = connection or self._connection
        return waiting(asked, self._channel.name, now, farthest, self._limits.parcels)

    def _claimed(self) -> list[Parcel]:
        """What is to be carried now, and is nobody else's for a while."""
        found: list[Parcel] = []

        def claim(connection: Connection) -> None:
            found[:] = self.due(connection)
            put_off(connection, found, self._clock.now() + self._claim_time)

        if self.due():
            self._writer.aside(claim)
        return found

    def forget(self) -> None:
        """Delete the traces of what was delivered or given up long ago."""
        before = self._clock.now() - self._limits.parcels_kept
        self._writer.aside(lambda connection: purge(connection, before))

    def _carry(self, parcel: Parcel, now: datetime) -> Settled:
        attempts = parcel.attempts + 1
        try:
            found = self._addressees(parcel)
            if not found:
                raise NobodyToTell(NOBODY)
            others = [account for account in found if account != parcel.author]
            receipt = self._channel.deliver(parcel, others) if others else AUTHOR_ONLY
        except Exception as error:  # noqa: BLE001 - whatever a channel's trouble is, the row waits for it
            return self._failed(parcel, attempts, now, error)
        return Settled(id=parcel.id, attempts=attempts, again=now, delivered=now, receipt=receipt)

    def _failed(self, parcel: Parcel, attempts: int, now: datetime, error: Exception) -> Settled:
        """An error's text may hold what a far server said about a person: only its kind is kept."""
        why = NOBODY if isinstance(error, NobodyToTell) else type(error).__name__
        over = attempts >= self._limits.parcel_tries
        level = logging.ERROR if over else logging.INFO
        _log.log(level, "notice %s by %s, try %d: %s", parcel.kind, self._channel.name, attempts, why)
        pause = min(2.0 ** min(attempts - 1, 30), self._limits.slowest_retry)
        again = now + timedelta(seconds=pause)
        return Settled(id=parcel.id, attempts=attempts, again=again, given_up=why if over else None)
