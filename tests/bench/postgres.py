"""Durable commands per second on PostgreSQL, against `app.save` and Message DB on the same server.

Measured in the same rounds, each in a database of its own: the library's `app.save` in as many threads as
there are callers, bare and doing the same parts; Message DB's `write_message`, one a command, each caller on
its own connection; and one open connection that inserts a command's event rows in one transaction each and
nothing else. The server stands on the disk that holds the temporary directory, with everything on that makes
a commit durable.
"""

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final
from uuid import uuid4

from dispatch.clock import SystemClock
from dispatch.identity import fresh_id
from dispatch.sql.postgres import PostgresDatabase
from tests.bench import message_db
from tests.bench.figures import Scale, figure
from tests.bench.library import Bare, Speed, on_postgres
from tests.bench.message_db import MessageDb
from tests.bench.same_parts import SameParts
from tests.bench.slowness import slow_decisions
from tests.bench.store import BARE, CALLERS, INSERT, OURS, PARTS, RAW, interleaved
from tests.bench.stored import Command, opened, stories
from tests.postgres import ABSENT, Server, programs
from web.bootstrap import close

MESSAGE_DB: Final = "Message DB"
TARGETS: Final = {BARE: {64: ">= 12"}, MESSAGE_DB: {64: ">= 2"}}


class Raw:
    """One open connection; the rows of one command are one transaction."""

    def __init__(self, url: str, commands: list[Command]) -> None:
        self._connection = PostgresDatabase(url).open_to_write(uuid4())
        self._commands = commands
        self._position = 0

    def rate(self, _: int, seconds: float) -> Speed:
        done, began, cpu = 0, time.perf_counter(), time.process_time()
        while time.perf_counter() - began < seconds / 2:
            rows = [self._row(row) for row in self._commands[done % len(self._commands)].rows]
            self._connection.begin()
            self._connection.executemany(INSERT, rows)
            self._connection.commit()
            done += 1
        return Speed(done, time.perf_counter() - began, time.process_time() - cpu)

    def _row(self, row: tuple[str, int, str, bytes, bytes]) -> tuple[object, ...]:
        self._position += 1
        return (self._position, fresh_id(SystemClock().now()).hex, *row[1:])

    def close(self) -> None:
        self._connection.close()


def run(scale: Scale) -> None:
    """All numbers of callers and all others, interleaved round by round."""
    if programs() is None:
        print(ABSENT)
        return
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = Server(in_memory=False)
        stack.callback(server.close)
        commands = stories(place / "sample")
        raw = stack.enter_context(closing(Raw(server.new_database(), commands)))
        bare, parts = (on_postgres(server.folder, server.new_name()) for _ in range(2))
        others: dict[str, Callable[[int, float], Speed]] = {
            RAW: raw.rate,
            BARE: stack.enter_context(closing(Bare(bare))).rate,
            PARTS: stack.enter_context(closing(SameParts(parts, commands))).rate,
        }
        if message_db.is_there():
            theirs = stack.enter_context(closing(MessageDb(server.new_database())))
            others[MESSAGE_DB] = theirs.rate
        else:
            print(message_db.ABSENT)
        stack.enter_context(slow_decisions(scale.slow))
        system = opened(place / "engine", max(CALLERS), server.new_database())
        stack.callback(close, system)
        rounds = interleaved(scale, system, others)
    rounds.tell("durable commands on PostgreSQL, {callers}, against {who}", TARGETS)
    name = "processor time per durable command on PostgreSQL, 64 callers, against app.save"
    figure(name, "us", rounds.costs(OURS, 64), rounds.costs(BARE, 64))
