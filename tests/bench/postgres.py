"""Durable commands per second on PostgreSQL, against the library's own `app.save` on the same server.

The floor is bare: one aggregate, one event of about as many bytes a save, by as many threads as there are
callers; no sealing, no chain, no idempotency, no hot rows. Besides it: one open connection that inserts a
command's event rows in one transaction each and nothing else. The server stands on the disk that holds the
temporary directory, with everything on that makes a commit durable.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final
from uuid import uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from dispatch.clock import SystemClock
from dispatch.identity import fresh_id
from dispatch.ports import Accepted
from dispatch.sql.postgres import PostgresDatabase
from realtime.protocol import freeze_garbage
from tests.bench.evening import registrations, submission
from tests.bench.figures import Scale, figure
from tests.bench.slowness import slow_decisions
from tests.bench.store import (
    CALLERS,
    INSERT,
    MOST_PER_SECOND,
    SECONDS,
    Evening,
    Row,
    Speed,
    fan_out,
    rate,
    sample,
)
from tests.postgres import ABSENT, Server, programs
from web.bootstrap import build, close, set_up
from web.settings import Settings
from web.system import System

TARGETS: Final = {1: None, 8: None, 64: ">= 12"}
TOLD: Final = "x" * 200


class Visit(Aggregate):
    """What the library keeps of one event; about 300 bytes as JSON."""

    @event("Logged")
    def __init__(self, told: str) -> None:
        self.told = told


class Library:
    """The library as its documentation shows it, on PostgreSQL."""

    def __init__(self, folder: Path, name: str) -> None:
        self._app: Application = Application(
            {
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_DBNAME": name,
                "POSTGRES_HOST": str(folder),
                "POSTGRES_PORT": "5432",
                "POSTGRES_USER": "jedel",
                "POSTGRES_PASSWORD": "",
            }
        )

    def rate(self, callers: int, seconds: float) -> Speed:
        began, cpu = time.perf_counter(), time.process_time()

        def one(_: int) -> int:
            done = 0
            while time.perf_counter() - began < seconds:
                self._app.save(Visit(told=TOLD))
                done += 1
            return done

        with ThreadPoolExecutor(callers) as pool:
            done = sum(pool.map(one, range(callers)))
        return Speed(done, time.perf_counter() - began, time.process_time() - cpu)

    def close(self) -> None:
        self._app.close()


class Raw:
    """One open connection; the rows of one command are one transaction."""

    def __init__(self, url: str, commands: list[list[Row]]) -> None:
        self._connection = PostgresDatabase(url).open_to_write(uuid4())
        self._commands = commands
        self._position = 0

    def rate(self, seconds: float) -> Speed:
        done, began, cpu = 0, time.perf_counter(), time.process_time()
        while time.perf_counter() - began < seconds:
            rows = [self._row(row) for row in self._commands[done % len(self._commands)]]
            self._connection.begin()
            self._connection.executemany(INSERT, rows)
            self._connection.commit()
            done += 1
        return Speed(done, time.perf_counter() - began, time.process_time() - cpu)

    def _row(self, row: Row) -> tuple[object, ...]:
        self._position += 1
        return (self._position, fresh_id(SystemClock().now()).hex, *row[1:])

    def close(self) -> None:
        self._connection.close()


def opened(data: Path, url: str) -> System:
    """The product as `jedel serve` builds it, its log in PostgreSQL."""
    set_up(data, {"demonstration": False})
    system = build(Settings(data=data, store=url))
    for command in registrations(max(CALLERS)):
        outcome = system.store.writer.call(submission(command))
        assert isinstance(outcome, Accepted), outcome
    return system


def run(scale: Scale) -> None:
    """All numbers of callers, the library and the raw rows, interleaved round by round."""
    if programs() is None:
        print(ABSENT)
        return
    seconds = 0.1 if scale.quick else SECONDS
    found: dict[int, list[Speed]] = {count: [] for count in CALLERS}
    library: dict[int, list[Speed]] = {count: [] for count in CALLERS}
    bare: dict[int, list[Speed]] = {count: [] for count in CALLERS}
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = Server(in_memory=False)
        stack.callback(server.close)
        raw = stack.enter_context(closing(Raw(server.new_database(), sample(place / "sample"))))
        theirs = stack.enter_context(closing(Library(server.folder, server.new_name())))
        stack.enter_context(slow_decisions(scale.slow))
        system, evening = opened(place / "engine", server.new_database()), Evening()
        stack.callback(close, system)
        runner = stack.enter_context(asyncio.Runner())
        told = runner.run(fan_out(system))
        for number in range(scale.rounds + 1):
            for count in CALLERS:
                beside = theirs.rate(count, seconds), raw.rate(seconds / 2)
                ready = evening.next(count, round(MOST_PER_SECOND * seconds))
                freeze_garbage()
                ours = runner.run(rate(system, ready, seconds))
                if number:  # the first round warms up
                    found[count].append(ours)
                    library[count].append(beside[0])
                    bare[count].append(beside[1])
        assert not told.done()
    _tell(found, library, bare)


def _tell(
    found: dict[int, list[Speed]], library: dict[int, list[Speed]], bare: dict[int, list[Speed]]
) -> None:
    rates: Callable[[list[Speed]], list[float]] = lambda speeds: [each.rate for each in speeds]  # noqa: E731
    for count, target in TARGETS.items():
        name = f"durable commands on PostgreSQL, {count} callers"
        figure(f"{name}, against app.save", "commands/s", rates(found[count]), rates(library[count]), target)
        figure(f"{name}, against raw rows", "commands/s", rates(found[count]), rates(bare[count]), None)
    each = [speed.each for speed in found[64]]
    figure(
        "processor time per durable command on PostgreSQL, 64 callers",
        "us",
        each,
        [s.each for s in library[64]],
    )
