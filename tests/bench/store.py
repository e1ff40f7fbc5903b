"""Durable commands per second of the event store, against one raw sqlite3 connection.

The floor: one open connection, WAL, FULL, one transaction per command, inserting the very event rows that the
engine stored (and nothing else), measured in the same rounds. The engine does all it always does: decides,
seals, chains, keeps commands and claims, folds the hot tables. Callers are tasks in the process. One line of
JSON per figure; `ratio` and `spread` (smallest and largest) are over the rounds.
"""

import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from dispatch import batch as batch_module
from dispatch.clock import SystemClock
from dispatch.collector import settle_collector
from dispatch.identity import fresh_id
from dispatch.ports import Accepted, Submission
from dispatch.schema import open_to_write
from dispatch.store import Store
from tests.dispatch.toy import GiveBack, Lend, Note, Open, open_store, submission

CALLERS = (1, 8, 64)
ROUNDS = 9
SECONDS = 0.8
MOST = 24_000
INSERT = "INSERT INTO stored_events VALUES (?,?,?,?,?,?)"

Commands = Callable[[str], Iterator[object]]


@dataclass
class Figure:
    """Commands per second, and over the floor, round by round."""

    rates: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)

    def line(self, name: str) -> str:
        ratios = [rate / floor for rate, floor in zip(self.rates, self.floors, strict=True)]
        return json.dumps(
            {
                "name": name,
                "value": round(median(self.rates)),
                "unit": "commands/s",
                "floor": round(median(self.floors)),
                "ratio": round(median(ratios), 2),
                "spread": [round(min(ratios), 2), round(max(ratios), 2)],
            }
        )


def life_of_boxes(caller: str) -> Iterator[object]:
    """What one caller sends, for ever: a box opened, noted, lent, given back."""
    clock = SystemClock()
    while True:
        box = fresh_id(clock.now())
        yield Open(box=box, story="she said that it happened again after the lessons, behind the gym")
        for _ in range(5):
            yield Note(box=box, text="called the parents; nobody answers")
        yield Lend(box=box, team=f"{caller} {box}")
        yield GiveBack(box=box)


def prepared(count: int, commands: Commands, total: int) -> list[list[Submission]]:
    """Commands of each caller, made beforehand in the order in which they would have come."""
    lives = [commands(f"team {number}") for number in range(count)]
    ready: list[list[Submission]] = [[] for _ in lives]
    for _ in range(total // count):
        for life, mine in zip(lives, ready, strict=True):
            mine.append(submission(next(life), by=UUID(int=7)))
    return ready


async def callers(store: Store, ready: list[list[Submission]], seconds: float) -> float:
    """Commands per second of tasks that each wait for one answer before the next command."""
    done = 0
    end = time.perf_counter() + seconds

    async def one(mine: list[Submission]) -> None:
        nonlocal done
        for each in mine:
            if time.perf_counter() >= end:
                return
            outcome = await store.writer.submit(each)
            assert isinstance(outcome, Accepted), outcome
            done += 1

    began = time.perf_counter()
    await asyncio.gather(*map(one, ready))
    return done / (time.perf_counter() - began)


def raw(connection: sqlite3.Connection, rows: list[tuple[object, ...]], seconds: float) -> float:
    """Transactions per second of a bare connection, one event row each."""
    done, clock = 0, SystemClock()
    first = connection.execute("SELECT ifnull(max(rowid), 0) + 1 FROM stored_events").fetchone()[0]
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        row = rows[done % len(rows)]
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(INSERT, (first + done, fresh_id(clock.now()).hex, *row))
        connection.execute("COMMIT")
        done += 1
    return done / (time.perf_counter() - began)


def sample_rows(store: Store, data: Path) -> list[tuple[object, ...]]:
    """Event rows as the engine stores them, for the floor to insert."""
    for _, command in zip(range(64), life_of_boxes("sample"), strict=False):
        store.writer.call(submission(command))
    query = "SELECT originator_version, topic, state, hash FROM stored_events"
    return sqlite3.connect(data / "log.db").execute(query).fetchall()


def measure(commands: Commands, rounds: int, seconds: float) -> dict[int, Figure]:
    """All callers and the floor, interleaved round by round in fresh files."""
    figures = {count: Figure() for count in CALLERS}
    with tempfile.TemporaryDirectory() as place:
        data = Path(place)
        store = open_store(data / "engine")
        store.start(ticking=False)
        rows = sample_rows(store, data / "engine")
        floor = open_to_write(data / "floor.db", uuid4())
        for _ in range(rounds):
            for count, figure in figures.items():
                figure.floors.append(raw(floor, rows, seconds / 2))
                ready = prepared(count, commands, round(MOST * seconds))
                settle_collector()
                figure.rates.append(asyncio.run(callers(store, ready, seconds)))
        store.close()
        floor.close()
    return figures


def without_chain_and_sealing() -> None:
    """The same engine in the clear: what the two cost."""
    batch_module.event_hash = lambda *_: bytes(32)


def main(rounds: int = ROUNDS, seconds: float = SECONDS) -> None:
    for count, figure in measure(life_of_boxes, rounds, seconds).items():
        print(figure.line(f"durable commands, {count} callers"), flush=True)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:2]))
