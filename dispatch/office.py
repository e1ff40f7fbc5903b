"""What one process does for all that share a log: asks about due moments, carries notices, signs checkpoints.

Started and stopped as one. Where several processes could act, each has a fence: whatever it writes is refused
within the transaction once another process has taken over.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol
from uuid import UUID

from dispatch.clock import Clock
from dispatch.courier import Courier
from dispatch.evidence.notary import Aside, Notary
from dispatch.limits import EngineLimits
from dispatch.moments_store import due_moments
from dispatch.outbox import Channel, Parcel
from dispatch.ports import Accepted, Fence, Submission
from dispatch.sql.port import Connection, Database
from dispatch.ticker import Ticker
from dispatch.writer import Writer
from domain.refusal import Refused


class Submitting(Protocol):
    """Whoever takes commands: the writer, or the writer behind a fence."""

    async def submit(self, submission: Submission) -> Accepted | Refused: ...


@dataclass(frozen=True, slots=True)
class FencedWriter:
    """The writer as whoever acts for all has it; without a fence nobody else can act."""

    writer: Writer
    fence: Fence | None = None

    async def submit(self, submission: Submission) -> Accepted | Refused:
        return await self.writer.submit(replace(submission, fence=self.fence))

    def send(self, submission: Submission) -> "Future[Accepted | Refused]":
        return self.writer.send(replace(submission, fence=self.fence))

    def aside(self, work: Callable[[Connection], None]) -> None:
        """As the writer's; raises `Superseded` with nothing written."""
        self.writer.aside(lambda connection: self._behind_the_fence(connection, work))

    def _behind_the_fence(self, connection: Connection, work: Callable[[Connection], None]) -> None:
        why = None if self.fence is None else self.fence(connection)
        if why is not None:
            raise why
        work(connection)


@dataclass(frozen=True, slots=True)
class Premises:
    """Where an office works: the log, its directory, and the ways to tell people."""

    data: Path
    database: Database
    log_id: UUID
    writer: Writer
    clock: Clock
    limits: EngineLimits
    checkpoints: Path | None
    channels: Sequence[Channel]
    addressees: Callable[[Parcel], Sequence[UUID]]


class Office:
    """`start` it once the writer works, `stop` it before the writer does; another takes its place then."""

    def __init__(self, premises: Premises, fence: Fence | None = None) -> None:
        self._premises = premises
        self.writer = FencedWriter(premises.writer, fence)
        self._due = premises.database.open_to_read()
        self.notary = self._notary()
        self.ticker = self._ticker()
        self.couriers = [self._courier(channel, claiming=fence is not None) for channel in premises.channels]

    def _notary(self) -> Notary:
        at, limits = self._premises, self._premises.limits
        aside = self.writer.aside
        return Notary(at.data, at.database, at.log_id, aside, limits.checkpoint_every, at.checkpoints)

    def _ticker(self) -> Ticker:
        limits = self._premises.limits
        return Ticker(
            self._premises.clock,
            lambda now, limit: due_moments(self._due, now, limit),
            self.writer.send,
            at_once=limits.checks,
            slowest_retry=limits.slowest_retry,
        )

    def _courier(self, channel: Channel, *, claiming: bool) -> Courier:
        at = self._premises
        return Courier(
            channel, at.database, self.writer, at.clock, at.addressees, at.limits, claiming=claiming
        )

    def wake(self) -> None:
        """There may be something to carry."""
        for courier in self.couriers:
            courier.wake()

    def start(self, *, ticking: bool = True) -> None:
        self.notary.start()
        for courier in self.couriers:
            courier.start()
        if ticking:
            self.ticker.start()

    def halt(self) -> None:
        """Ask about nothing more, carry nothing more; what is under way is finished."""
        self.ticker.stop()
        for courier in self.couriers:
            courier.stop()

    def close(self, aside: Aside | None) -> None:
        """After `halt`; if `aside` is given, what came last is signed by it."""
        self.notary.stop(aside)
        self._due.close()
