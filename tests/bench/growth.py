"""What a long log costs: commands, boards and starts over logs of 10^3 to 10^6 events, against the shortest.

Each log was made by the product itself (`grown`) and is copied for the run; what stands on the boards is the
same in all. They are measured in the same rounds, one after the other in changing order: a ratio of 1 says
that the length of the log costs nothing. On PostgreSQL the logs are brought there by `jedel move`, whose
speed is a figure of its own.
"""

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

from realtime.protocol import freeze_garbage
from tests.bench.end_to_end import MILLI, PAUSE, received
from tests.bench.figures import Scale, figure
from tests.bench.grown import ENDED, on_duty, prepared
from tests.bench.held import weigh_cases
from tests.bench.slowness import slow_decisions
from tests.bench.stage import Crowd, evening, quantile, started
from tests.bench.store import CALLERS, MOST_PER_SECOND, SECONDS, Evening, fan_out, rate
from tests.postgres import ABSENT, Server, programs
from web.bootstrap import build, close
from web.moving import move
from web.settings import Settings
from web.system import System

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
FEW: Final = (800, 1_600)
ON_POSTGRES: Final = (1_000, 100_000, 1_000_000)
COMMANDS, BOARDS = ">= 0.8", "<= 1.25"
"""Flat within a fifth, in either direction."""
BOARDS_EACH: Final = 20
SHOUTS: Final = 12
STARTS: Final = 3


def named(size: int) -> str:
    return f"a log of {size} events"


class Grown:
    """One log, open; its callers go on from round to round."""

    def __init__(self, settings: Settings) -> None:
        self.system: System = build(settings)
        on_duty(self.system, max(CALLERS))
        self.evening = Evening(ENDED)


def commands(scale: Scale, logs: dict[int, Settings], what: str) -> None:
    """Durable commands per second, 64 callers, all logs in each round."""
    seconds, chance = 0.1 if scale.quick else SECONDS, Random(7)
    rates: dict[int, list[float]] = {size: [] for size in logs}
    with ExitStack() as stack:
        stack.enter_context(slow_decisions(scale.slow))
        runner = stack.enter_context(asyncio.Runner())
        grown = {}
        for size, settings in logs.items():
            grown[size] = Grown(settings)
            stack.callback(close, grown[size].system)
            runner.run(fan_out(grown[size].system))
        for number in range(scale.rounds + 1):
            for size in chance.sample(sorted(logs), len(logs)):
                ready = grown[size].evening.next(max(CALLERS), round(MOST_PER_SECOND * seconds))
                freeze_garbage()
                speed = runner.run(rate(grown[size].system, ready, seconds))
                if number:
                    rates[size].append(speed.rate)
    against_the_shortest(f"durable commands{what}, 64 callers, {{log}}", "commands/s", rates, COMMANDS)


def against_the_shortest(name: str, unit: str, seen: dict[int, list[float]], target: str) -> None:
    """A figure for each length of the log, all but the shortest one's as a ratio to that."""
    shortest = min(seen)
    for size, values in seen.items():
        told = name.format(log=named(size))
        if size == shortest:
            figure(told, unit, values, events=size)
        else:
            figure(told, unit, values, seen[shortest], target, events=size)


def starts(scale: Scale, logs: dict[int, Settings], what: str) -> None:
    """Seconds until everything is open, and what that then keeps in memory."""
    for size, settings in logs.items():
        close(build(settings))  # a log of an earlier version is brought to today's
        command = ("tests.bench.started", str(settings.data), settings.store)
        times, kept = [], []
        for _ in range(1 if scale.quick else STARTS):
            with started(*command) as line:
                found = json.loads(line)
            times.append(found["seconds"])
            kept.append(found["bytes"])
        figure(f"start{what} over {named(size)}", "s", times, events=size)
        each = [more / size for more in kept]
        name = f"memory that a start{what} takes, {named(size)}"
        figure(name, "bytes per event", each, events=size, cases=found["cases"], mebibytes=max(kept) >> 20)


def weigh(logs: dict[int, Path]) -> None:
    for size, data in logs.items():
        log, all_of_it = (
            sum(path.stat().st_size for path in data.glob(pattern)) / size for pattern in ("log.db*", "*.db*")
        )
        figure(f"bytes on disk per event, {named(size)}", "bytes", [log], events=size, all=round(all_of_it))


class Shown:
    """The whole program over one log, in a process of its own, with boards that look at it."""

    def __init__(self, size: int, data: Path, crowd: Crowd, stack: ExitStack, slow: float) -> None:
        self._crowd, self._name = crowd, str(size)
        self._needs: dict[str, Any] = json.loads(stack.enter_context(evening(0, 0, slow, str(data))))
        crowd.do(
            "join",
            self._name,
            port=self._needs["port"],
            count=BOARDS_EACH,
            headers=[f"Origin: {self._needs['origin']}", f"Cookie: {self._needs['cookie']}"],
            say=[json.dumps({"t": "sub", "id": 1, "topic": f"queue:{self._needs['region']}"})],
            until='"t":"snap"',
        )

    def median(self) -> float:
        """Milliseconds from a command to the last of the boards."""
        times = []
        for _ in range(SHOUTS):
            answer = self._crowd.do("shout", self._name, request=received(self._needs))
            self._crowd.do("drain", self._name, seconds=PAUSE)
            times.append(max(answer["times"]) * MILLI)
        return quantile(times, 50)


def boards(scale: Scale, logs: dict[int, Path]) -> None:
    chance = Random(11)
    seen: dict[int, list[float]] = {size: [] for size in logs}
    with ExitStack() as stack:
        crowd = Crowd()
        stack.callback(crowd.close)
        shown = {size: Shown(size, data, crowd, stack, scale.slow) for size, data in logs.items()}
        for number in range(scale.rounds + 1):
            for size in chance.sample(sorted(logs), len(logs)):
                found = shown[size].median()
                if number:
                    seen[size].append(found)
    name = f"command to the last of {BOARDS_EACH} boards, p50, {{log}}"
    against_the_shortest(name, "ms", seen, BOARDS)


@contextmanager
def copies(sizes: tuple[int, ...]) -> Iterator[Callable[[str], dict[int, Path]]]:
    """Copies of the prepared logs, each set under a name of its own."""
    made = prepared(sizes)
    with tempfile.TemporaryDirectory() as place:

        def copied(name: str) -> dict[int, Path]:
            for size, data in made.items():
                shutil.copytree(data, Path(place) / name / str(size))
            return {size: Path(place) / name / str(size) for size in made}

        yield copied


def on_postgres(scale: Scale, logs: dict[int, Path]) -> None:
    if programs() is None:
        print(ABSENT)
        return
    with closing(Server(in_memory=False)) as server:
        moved = {}
        for size, data in logs.items():
            settings = Settings(data=data, store=server.new_database())
            began = time.perf_counter()
            done = move(settings)
            took = time.perf_counter() - began
            figure(f"jedel move of {named(size)}", "events/s", [done.position / took], events=size)
            moved[size] = settings
        starts(scale, moved, " on PostgreSQL")
        commands(scale, moved, " on PostgreSQL")


def run(scale: Scale) -> None:
    sizes = FEW if scale.quick else SIZES
    with copies(sizes) as copied:
        logs = copied("files")
        weigh(logs)
        in_files = {size: Settings(data=data) for size, data in logs.items()}
        starts(scale, in_files, "")
        weigh_cases(scale, logs)
        commands(scale, in_files, "")
        boards(scale, copied("boards"))
        if not scale.slow:
            few = copied("postgres")
            on_postgres(scale, {size: few[size] for size in (sizes if scale.quick else ON_POSTGRES)})
