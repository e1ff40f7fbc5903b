"""Durable commands per second, against one raw sqlite3 connection that stores the same event rows.

The floor: one open connection, WAL, FULL, one transaction per command, inserting the very event rows that the
engine stored for the evening's commands (and nothing else), measured in the same rounds. The engine does all
it always does: decides, seals, chains, keeps commands and claims, folds the hot tables, tells the boards.
Callers are tasks in the server's process; `http` has them in another one. The last rows leave sealing and
hash chain out, which only this file can: they say what the two cost.
"""

import asyncio
import sqlite3
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby, islice
from pathlib import Path
from uuid import uuid4

import orjson

from dispatch import batch as batch_module
from dispatch.clock import SystemClock
from dispatch.identity import fresh_id
from dispatch.mapper import SealingMapper
from dispatch.ports import Accepted, Submission
from dispatch.schema import open_to_write
from realtime.protocol import freeze_garbage
from tests.bench.evening import life, registrations, submission
from tests.bench.figures import Scale, figure
from tests.bench.slowness import slow_decisions
from web.bootstrap import build, close, set_up
from web.settings import Settings
from web.system import System

CALLERS = {1: None, 8: ">= 1.5", 64: ">= 3"}
SECONDS = 0.8
MOST_PER_SECOND = 12_000
SAMPLE = 280
INSERT = "INSERT INTO stored_events VALUES (?,?,?,?,?,?)"

Row = tuple[str, int, str, bytes, bytes]
"""Stream, version, topic, state, hash."""


def opened(data: Path) -> System:
    """The product as `jedel serve` builds it, with a centre that has a group for each caller."""
    set_up(data, {"demonstration": False})
    system = build(Settings(data=data))
    for command in registrations(max(CALLERS)):
        outcome = system.store.writer.call(submission(command))
        assert isinstance(outcome, Accepted), outcome
    return system


class Speed:
    """Commands per second, and what each took of a processor, in microseconds."""

    def __init__(self, done: int, seconds: float, cpu: float) -> None:
        self.rate = done / seconds
        self.each = cpu * 1e6 / max(1, done)


class Evening:
    """What each caller sends, going on from round to round."""

    def __init__(self) -> None:
        self._lives = [life(number) for number in range(max(CALLERS))]
        self._left: list[list[Submission]] = [[] for _ in self._lives]

    def next(self, callers: int, total: int) -> list[list[Submission]]:
        """Commands of each caller, made beforehand; those not sent are the next round's first.

        Made in the order in which they will be sent, so that their ids are in the order of time, as they
        are where somebody makes each when it is sent.
        """
        ready = self._left[:callers]
        for place in range(total // callers):
            for left, mine in zip(ready, self._lives, strict=False):
                if len(left) <= place:
                    left.append(submission(next(mine)))
        return ready


async def rate(system: System, ready: list[list[Submission]], seconds: float) -> Speed:
    """Tasks that each wait for one answer before the next command."""
    done = 0
    began, cpu = time.perf_counter(), time.process_time()

    async def one(mine: list[Submission]) -> None:
        nonlocal done
        sent = 0
        while sent < len(mine) and time.perf_counter() - began < seconds:
            outcome = await system.store.writer.submit(mine[sent])
            assert isinstance(outcome, Accepted), outcome
            sent += 1
        del mine[:sent]
        done += sent

    await asyncio.gather(*map(one, ready))
    return Speed(done, time.perf_counter() - began, time.process_time() - cpu)


async def fan_out(system: System) -> "asyncio.Task[None]":
    """Begin to tell the boards, of which there are none here."""
    return asyncio.create_task(system.hub.run())


class Floor:
    """One open connection; the rows of one command are one transaction."""

    def __init__(self, path: Path, commands: list[list[Row]]) -> None:
        self._connection = open_to_write(path, uuid4())
        self._commands = commands
        self._streams: dict[str, str] = {}
        self._position = self._next = 0

    def rate(self, seconds: float) -> Speed:
        done, execute = 0, self._connection.execute
        began, cpu = time.perf_counter(), time.process_time()
        while time.perf_counter() - began < seconds:
            rows = [self._row(row) for row in self._commands[self._next]]
            self._next += 1
            if self._next == len(self._commands):  # the same stories again, of other cases
                self._next = 0
                self._streams.clear()
            execute("BEGIN IMMEDIATE")
            for row in rows:
                execute(INSERT, row)
            execute("COMMIT")
            done += 1
        return Speed(done, time.perf_counter() - began, time.process_time() - cpu)

    def _row(self, row: Row) -> tuple[object, ...]:
        stream, version, *rest = row
        self._position += 1
        key = self._streams.get(stream)
        if key is None:
            key = self._streams[stream] = fresh_id(SystemClock().now()).hex
        return (self._position, key, version, *rest)

    def close(self) -> None:
        self._connection.close()


def sample(place: Path) -> list[list[Row]]:
    """The event rows of some whole stories' commands, by command, as the engine stored them."""
    system = opened(place)
    head = system.store.log.head
    try:
        for command in islice(life(0), SAMPLE):
            outcome = system.store.writer.call(submission(command))
            assert isinstance(outcome, Accepted), outcome
        query = (
            "SELECT batch.last, originator_id, originator_version, topic, state, hash"
            " FROM stored_events JOIN batch ON stored_events.rowid BETWEEN batch.first AND batch.last"
            " WHERE stored_events.rowid > ? ORDER BY stored_events.rowid"
        )
        with sqlite3.connect(place / "log.db") as connection:
            found = connection.execute(query, (head,)).fetchall()
        return [[row[1:] for row in rows] for _, rows in groupby(found, lambda row: row[0])]
    finally:
        close(system)


@contextmanager
def in_the_clear() -> Iterator[None]:
    """The same engine without sealing and hash chain."""
    hashed, sealed = batch_module.event_hash, SealingMapper._sealed
    batch_module.event_hash = lambda *_: bytes(32)
    SealingMapper._sealed = lambda self, who, values, bound: b64encode(orjson.dumps(values)).decode()  # type: ignore[method-assign]
    try:
        yield
    finally:
        batch_module.event_hash, SealingMapper._sealed = hashed, sealed  # type: ignore[method-assign]


def measure(scale: Scale, what: str = "", targets: bool = True) -> None:
    """All numbers of callers and the floor, interleaved round by round."""
    seconds = 0.1 if scale.quick else SECONDS
    values: dict[int, list[Speed]] = {count: [] for count in CALLERS}
    floors: dict[int, list[Speed]] = {count: [] for count in CALLERS}
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        floor = Floor(place / "floor.db", sample(place / "sample"))
        stack.callback(floor.close)
        stack.enter_context(slow_decisions(scale.slow))
        system, evening = opened(place / "engine"), Evening()
        stack.callback(close, system)
        runner = stack.enter_context(asyncio.Runner())
        told = runner.run(fan_out(system))
        for number in range(scale.rounds + 1):
            for count in CALLERS:
                bare = floor.rate(seconds / 2)
                ready = evening.next(count, round(MOST_PER_SECOND * seconds))
                freeze_garbage()
                found = runner.run(rate(system, ready, seconds))
                if number:  # the first round warms up
                    floors[count].append(bare)
                    values[count].append(found)
        assert not told.done()
    for count, target in CALLERS.items():
        name = f"durable commands, {count} callers{what}"
        found, bare = values[count], floors[count]
        rates, floor_rates = [each.rate for each in found], [each.rate for each in bare]
        figure(name, "commands/s", rates, floor_rates, target if targets else None)
    name = f"processor time per durable command, {count} callers{what}"
    figure(name, "us", [each.each for each in found], [each.each for each in bare])


def run(scale: Scale) -> None:
    measure(scale)
    if scale.quick:
        return
    with in_the_clear():
        measure(scale, ", no sealing, no chain", targets=False)
