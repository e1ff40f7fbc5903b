"""Durable commands per second, against the library's `app.save` and one raw sqlite3 connection.

Measured in the same rounds: `app.save` in as many threads as there are callers, bare (`library`) and doing
the same parts (`same_parts`); and one open connection, WAL, FULL, one transaction per command, inserting the
very event rows that the engine stored for the evening's commands and nothing else. The engine does all it
always does: decides, seals, chains, keeps commands and claims, folds the hot tables, tells the boards.
Callers are tasks in the server's process; `http` has them in another one. The last rows leave sealing and
hash chain out, which only this file can: they say what the two cost.
"""

import asyncio
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

import orjson

from dispatch import batch as batch_module
from dispatch.clock import SystemClock
from dispatch.identity import fresh_id
from dispatch.mapper import SealingMapper
from dispatch.ports import Accepted, Submission
from dispatch.schema import open_to_write
from realtime.protocol import freeze_garbage
from tests.bench.evening import life, submission
from tests.bench.figures import Scale, figure
from tests.bench.library import Bare, Speed, on_sqlite
from tests.bench.same_parts import SameParts
from tests.bench.slowness import slow_decisions
from tests.bench.stored import Command, opened, stories
from web.bootstrap import close
from web.demo.stories import STORIES, Story
from web.system import System

CALLERS: Final = (1, 8, 64)
OURS, RAW, BARE, PARTS = "the engine", "raw rows", "app.save", "app.save doing the same parts"
TARGETS: Final = {RAW: {8: ">= 1.5", 64: ">= 3"}, BARE: {64: ">= 4"}, PARTS: {64: ">= 6"}}
SECONDS = 0.8
MOST_PER_SECOND = 12_000
INSERT = "INSERT INTO stored_events VALUES (?,?,?,?,?,?)"


class Evening:
    """What each caller sends, going on from round to round."""

    def __init__(self, stories: Sequence[Story] = STORIES) -> None:
        self._lives = [life(number, stories) for number in range(max(CALLERS))]
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

    def __init__(self, path: Path, commands: list[Command]) -> None:
        self._connection = open_to_write(path, uuid4())
        self._commands = commands
        self._streams: dict[str, str] = {}
        self._position = self._next = 0

    def rate(self, seconds: float) -> Speed:
        done, execute = 0, self._connection.execute
        began, cpu = time.perf_counter(), time.process_time()
        while time.perf_counter() - began < seconds:
            rows = [self._row(row) for row in self._commands[self._next].rows]
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

    def _row(self, row: tuple[str, int, str, bytes, bytes]) -> tuple[object, ...]:
        stream, version, *rest = row
        self._position += 1
        key = self._streams.get(stream)
        if key is None:
            key = self._streams[stream] = fresh_id(SystemClock().now()).hex
        return (self._position, key, version, *rest)

    def close(self) -> None:
        self._connection.close()


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


class Rounds:
    """Speeds by who did it and how many callers, round by round."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, int], list[Speed]] = {}

    def add(self, who: str, callers: int, speed: Speed) -> None:
        self.seen.setdefault((who, callers), []).append(speed)

    def rates(self, who: str, callers: int) -> list[float]:
        return [each.rate for each in self.seen[who, callers]]

    def costs(self, who: str, callers: int) -> list[float]:
        return [each.each for each in self.seen[who, callers]]

    def tell(self, what: str, targets: Mapping[str, Mapping[int, str]]) -> None:
        """A figure for each other, and number of callers."""
        others = dict.fromkeys(who for who, _ in self.seen if who != OURS)
        for who in others:
            for callers in CALLERS:
                name = what.format(callers=f"{callers} callers", who=who)
                ours, theirs = self.rates(OURS, callers), self.rates(who, callers)
                figure(name, "commands/s", ours, theirs, targets.get(who, {}).get(callers))


def interleaved(scale: Scale, system: System, others: Mapping[str, Callable[[int, float], Speed]]) -> Rounds:
    """The engine and all others, one after another in each round and for each number of callers."""
    seconds = 0.1 if scale.quick else SECONDS
    rounds, evening = Rounds(), Evening()
    with asyncio.Runner() as runner:
        told = runner.run(fan_out(system))
        for number in range(scale.rounds + 1):
            for count in CALLERS:
                found = {who: other(count, seconds) for who, other in others.items()}
                ready = evening.next(count, round(MOST_PER_SECOND * seconds))
                freeze_garbage()
                found[OURS] = runner.run(rate(system, ready, seconds))
                for who, speed in found.items() if number else ():  # the first round warms up
                    rounds.add(who, count, speed)
        assert not told.done()
    return rounds


def measure(scale: Scale, what: str = "", *, peers: bool = True) -> None:
    """All numbers of callers and the floors, interleaved round by round."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        commands = stories(place / "sample")
        floor = stack.enter_context(closing(Floor(place / "floor.db", commands)))
        others: dict[str, Callable[[int, float], Speed]] = {RAW: lambda _, seconds: floor.rate(seconds / 2)}
        if peers:
            bare = stack.enter_context(closing(Bare(on_sqlite(place / "bare.db"))))
            parts = stack.enter_context(closing(SameParts(on_sqlite(place / "parts.db"), commands)))
            others |= {BARE: bare.rate, PARTS: parts.rate}
        stack.enter_context(slow_decisions(scale.slow))
        system = opened(place / "engine", max(CALLERS))
        stack.callback(close, system)
        rounds = interleaved(scale, system, others)
    rounds.tell(f"durable commands, {{callers}}{what}, against {{who}}", TARGETS if peers else {})
    name = f"processor time per durable command, 64 callers{what}"
    figure(name, "us", rounds.costs(OURS, 64), rounds.costs(RAW, 64))


def run(scale: Scale) -> None:
    measure(scale)
    if scale.quick:
        return
    with in_the_clear():
        measure(scale, ", no sealing, no chain", peers=False)
