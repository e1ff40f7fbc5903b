"""The hub of the process: takes what was committed, and keeps every screen in step with it.

The writer's thread only puts changes into an inbox; everything else happens on the event loop, in one task.
A change that finds the hub idle goes out at once (after a few turns for others: the answer to the command
leaves first); what comes while a fan-out runs, or within a tick of it, shares the next frame. Nothing waits
for a screen: one that takes no frame is left behind at its mark and served when its socket is free.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from datetime import datetime

from realtime.audience import Audience, Audiences, Step
from realtime.directory import Change, Commit, Directory, Input, Load, Moves
from realtime.frames import Connection, text_frame
from realtime.limits import Limits
from realtime.messages import Rx, encode, join
from realtime.notices import heartbeat, milliseconds, welcome
from realtime.rights import Rights
from realtime.screen import Row, Screen
from realtime.session import Session
from realtime.terms import Clock, Identity

log = logging.getLogger(__name__)

_STRIDE_MS = 619
"""Screens sent away come back so far apart, in turn: a prime, so that all moments of the spread are used."""
_NOT_SERVED = "a screen could not be served"


class Hub:
    """One in the process. `load`, `publish` and `move` are for any thread, the rest for the loop that `run`s
    it."""

    def __init__(
        self,
        *,
        epoch: str,
        clock: Clock,
        limits: Limits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        on_sample: Callable[[Rx], None] | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.directory = Directory(epoch, self.limits.topic)
        self.screens: dict[Screen, None] = {}
        self._clock = clock
        self.monotonic = monotonic
        self._on_sample = on_sample
        self._audiences = Audiences(self.directory.topics, self.limits.chunk)
        self._per_user: Counter[str] = Counter()
        self._inbox: deque[Input] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._woken = False
        self._beats = 0
        self._joined = 0
        self._rights = Rights(recheck=self.limits.recheck, monotonic=monotonic)

    # ---- for any thread

    def load(self, position: int, changes: Iterable[Change]) -> None:
        """All rows of all topics of the log at `position`: at start, and after rows were made anew.

        No commit may come between reading the rows and this call: before the writer starts, or on its thread.
        """
        self._put(Load(position, tuple(changes)))

    def publish(self, position: int, at: datetime, changes: Iterable[Change]) -> None:
        """What the commit up to `position` changed, whole rows; call it in the log's order."""
        self._put(Commit(position, milliseconds(at), tuple(changes)))

    def move(self, at: datetime, changes: Iterable[Change]) -> None:
        """What is live outside the log: (topic `positions:...`, team, row), None takes a team off the map;
        (topic `inbox:...`, key, row)."""
        self._put(Moves(milliseconds(at), tuple(changes)))

    def rights_differ(self, user: str) -> None:
        """What this account may do has changed: its screens follow at once."""
        if self._loop is None:
            return
        try:
            self._loop.call_soon_threadsafe(self.rights_changed, user)
        except RuntimeError:
            log.info("the fan-out is closed; nobody is left to be told")

    def _put(self, item: Input) -> None:
        self._inbox.append(item)
        if self._loop is not None and not self._woken:
            self._woken = True
            try:
                self._loop.call_soon_threadsafe(self._wake.set)
            except RuntimeError:
                log.info("the fan-out is closed; nobody is left to be told")

    # ---- screens

    def has_room(self, user: str) -> bool:
        """Whether one more screen of this account can be served."""
        return len(self.screens) < self.limits.screens and self._per_user[user] < self.limits.screens_per_user

    def join(self, identity: Identity, connection: Connection) -> Screen:
        """Begin to serve a connection."""
        now = self.monotonic()
        self._joined += 1
        session = Session(
            identity, self.directory, limits=self.limits.session, now=now, on_sample=self._on_sample
        )
        return_ms = self._joined * _STRIDE_MS % self.limits.drain_spread_ms
        screen = Screen(session, connection, self, return_ms=return_ms)
        self.screens[screen] = None
        self._per_user[identity.user] += 1
        self._rights.begin(screen)
        number, epoch = f"{self._joined:x}", self.directory.epoch
        greeting = welcome(self._clock, identity, number, epoch, self.limits.beat)
        connection.begin(text_frame(join([encode(greeting)])))
        self.serve(screen)
        return screen

    def leave(self, screen: Screen) -> None:
        """The connection is over; no harm if it was so before."""
        if screen not in self.screens:
            return
        del self.screens[screen]
        screen.step_out()
        user = screen.session.identity.user
        self._per_user[user] -= 1
        if not self._per_user[user]:
            del self._per_user[user]

    def serve(self, screen: Screen) -> None:
        """Send the screen what it lacks, as far as its socket takes it."""
        screen.pump()
        if screen in self.screens:
            self._audiences.seat(screen)

    def rights_changed(self, user: str | None = None) -> None:
        """Read the rights of this account's screens anew, now (None: of all)."""
        for screen in tuple(self.screens):
            if user is None or screen.session.identity.user == user:
                self._rights.read(screen)

    def drain(self) -> None:
        """Send every screen away, to come back a little later."""
        for screen in tuple(self.screens):
            screen.draining()

    # ---- the task

    async def run(self) -> None:
        """Serve until cancelled. An exception out of here is a defect: the process should stop."""
        loop = self._loop = asyncio.get_running_loop()
        next_beat = loop.time() + self.limits.beat
        next_look = loop.time() + self._rights.turn
        quiet_until = 0.0
        while True:
            await self._rest(min(next_beat, next_look))
            if self._inbox:
                await self._give_way(quiet_until)
                started = self.monotonic()  # the loop's own time may be of whole milliseconds
                await self.flush()
                # A fan-out to few screens costs little: then a burst need not share a frame.
                quiet_until = started + min(self.limits.tick, 4 * (self.monotonic() - started))
            if loop.time() >= next_look:
                next_look = loop.time() + self._rights.turn
                self._rights.look(self.screens)
            if loop.time() >= next_beat:
                next_beat = loop.time() + self.limits.beat
                await self.beat()

    async def _rest(self, until: float) -> None:
        loop = asyncio.get_running_loop()
        if not self._inbox and loop.time() < until:
            alarm = loop.call_at(until, self._wake.set)
            await self._wake.wait()
            alarm.cancel()
        self._wake.clear()
        self._woken = False

    async def _give_way(self, quiet_until: float) -> None:
        wait = quiet_until - self.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        for _ in range(self.limits.yields):
            await asyncio.sleep(0)

    async def flush(self) -> None:
        """Take what waits in the inbox to every screen that can take it."""
        await self._send(self._absorb())

    def _absorb(self) -> list[Step]:
        """Apply everything that waits, in one turn of the loop: topics and audiences always agree."""
        self._woken = False
        touched: set[str] = set()
        while self._inbox:
            touched |= self.directory.take(self._inbox.popleft())
        return self._audiences.step(touched)

    async def _send(self, steps: list[Step]) -> None:
        written = 0
        for step in steps:
            for row in step.rows:
                written += len(row.writes)
                self._write(step, row)
                if written >= self.limits.chunk:
                    written = 0
                    await asyncio.sleep(0)

    def _write(self, step: Step, row: Row) -> None:
        """The innermost loop: whatever stands here is done for every screen and every change."""
        if row.sent is not step.before:
            return  # it was begun since, by screens that hold the present
        if step.frame is None:
            for screen in tuple(row.writes):
                try:
                    self.serve(screen)
                except Exception:
                    log.exception(_NOT_SERVED)
                    screen.abort()
            return
        frame, row.sent = step.frame, step.after
        for write in tuple(row.writes.values()):
            try:
                write(frame)
            except Exception:
                log.exception(_NOT_SERVED)
                row.whose(write).abort()

    async def beat(self) -> None:
        """Tell screens in step that they are, and look after those that are not."""
        now = self.monotonic()
        for screen in tuple(self.screens):
            screen.session.tick(now)
            if screen.row is None or screen.session.ending is not None:
                self.serve(screen)
        self._beats += 1
        await self._send([self._heartbeat(audience) for audience in self._audiences])

    def _heartbeat(self, audience: Audience) -> Step:
        heads = audience.heads
        message = heartbeat(self._clock, self._beats, self.directory.position, heads)
        return Step(tuple(audience.rows), heads, heads, text_frame(join([encode(message)])))
