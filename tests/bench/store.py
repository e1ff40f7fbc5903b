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
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import uuid4

import orjson

from dispatch import batch as batch_module
from dispatch.batch import Rules
from dispatch.claims import claims_of
from dispatch.clock import SystemClock
from dispatch.desk import desk
from dispatch.identity import fresh_id
from dispatch.mapper import SealingMapper
from dispatch.ports import Accepted, Submission
from dispatch.schema import open_to_write
from dispatch.store import Catalogue, Store, make_data_directory
from domain.case import commands as ask
from domain.case.deadlines import moments
from domain.case.terms import RiskClass
from domain.catalogue import EVENTS, UPCASTS
from domain.identity import CaseId
from projections.queue import Queue
from projections.registers import ACCOUNTS, CENTRES, SCHOOLS, SPECIALISTS
from projections.teams import Teams
from projections.traces import Traces
from realtime.protocol import freeze_garbage
from tests.builders import ALMA, REGION, receive
from tests.dispatch.memory import CENTRE, registrations

CALLERS = (1, 8, 64)
ROUNDS = 9
SECONDS = 0.8
MOST = 24_000
INSERT = "INSERT INTO stored_events VALUES (?,?,?,?,?,?)"

Commands = Callable[[int], Iterator[object]]


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


def life_of_cases(_: int) -> Iterator[object]:
    """What one caller sends, for ever: a request received, taken, assessed, noted, considered, closed."""
    clock = SystemClock()
    while True:
        case = CaseId(fresh_id(clock.now()))
        yield receive(
            case=case,
            story="she said that it happened again after the lessons, behind the gym",
            child_name="Айгерім",
            caller_phone="+7 700 000 00 00",
        )
        yield ask.TakeCase(case=case)
        yield ask.AssessCase(case=case, risk_class=RiskClass(3), reason="no danger to life; a quarrel")
        yield ask.AddNote(case=case, text="called the parents; nobody answers")
        yield ask.RecordContact(case=case, channel="phone", note="spoke to the class teacher")
        yield ask.AddNote(case=case, text="the parents will come on Thursday")
        yield ask.ConsiderCase(case=case, result="explained; the parents were told of the helpline")
        yield ask.CloseCase(case=case, result="closed")


def command(what: object) -> Submission:
    return Submission(
        name=type(what).__name__,
        command=what,
        command_id=fresh_id(SystemClock().now()),
        by=ALMA,
        role="dispatcher",
        region=REGION,
        centre=CENTRE,
        body=b'{"a body": "of about the length that a screen sends with such a command, id and all"}',
    )


def open_centre(data: Path) -> Store:
    """The product's own engine: its desk, its catalogue, its hot tables; one centre with its registers."""
    make_data_directory(data)
    rules = Rules(decide=desk, claims_of=claims_of, moments_of=moments)
    catalogue = Catalogue(events=EVENTS, upcasts=UPCASTS)
    store = Store(
        data,
        catalogue,
        rules,
        lambda keys: (Queue(), Teams(), SCHOOLS, SPECIALISTS, ACCOUNTS, CENTRES, Traces(keys.blind)),
        SystemClock(),
    )
    store.start(ticking=False)
    for registration in registrations():
        store.writer.call(command(registration))
    return store


def prepared(count: int, commands: Commands, total: int) -> list[list[Submission]]:
    """Commands of each caller, made beforehand in the order in which they would have come."""
    lives = [commands(number) for number in range(count)]
    ready: list[list[Submission]] = [[] for _ in lives]
    for _ in range(total // count):
        for life, mine in zip(lives, ready, strict=True):
            mine.append(command(next(life)))
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
    for _, each in zip(range(64), life_of_cases(0), strict=False):
        store.writer.call(command(each))
    query = "SELECT originator_version, topic, state, hash FROM stored_events"
    return sqlite3.connect(data / "log.db").execute(query).fetchall()


def measure(commands: Commands, rounds: int, seconds: float) -> dict[int, Figure]:
    """All callers and the floor, interleaved round by round in fresh files."""
    figures = {count: Figure() for count in CALLERS}
    with tempfile.TemporaryDirectory() as place:
        data = Path(place)
        store = open_centre(data / "engine")
        rows = sample_rows(store, data / "engine")
        floor = open_to_write(data / "floor.db", uuid4())
        for _ in range(rounds):
            for count, figure in figures.items():
                figure.floors.append(raw(floor, rows, seconds / 2))
                ready = prepared(count, commands, round(MOST * seconds))
                freeze_garbage()
                figure.rates.append(asyncio.run(callers(store, ready, seconds)))
        store.close()
        floor.close()
    return figures


@contextmanager
def in_the_clear() -> Iterator[None]:
    """The same engine without sealing, keys and hash chain: what those three cost."""
    hashed, sealed = batch_module.event_hash, SealingMapper._sealed
    batch_module.event_hash = lambda *_: bytes(32)
    SealingMapper._sealed = lambda self, who, values, bound: b64encode(orjson.dumps(values)).decode()  # type: ignore[method-assign]
    try:
        yield
    finally:
        batch_module.event_hash, SealingMapper._sealed = hashed, sealed  # type: ignore[method-assign]


def main(rounds: int = ROUNDS, seconds: float = SECONDS) -> None:
    for count, figure in measure(life_of_cases, rounds, seconds).items():
        print(figure.line(f"durable commands, {count} callers"), flush=True)
    with in_the_clear():
        for count, figure in measure(life_of_cases, rounds, seconds).items():
            print(figure.line(f"durable commands, {count} callers, no sealing, no chain"), flush=True)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:2]))
