"""A process that appends to a log in PostgreSQL as fast as it may, beside others that do the same.

    python -m tests.trials.appender HOW URL DIRECTORY NUMBER EVENTS

HOW: `engine`, the product's; `late`, raw rows under the writer's lock in transactions of any length.
Planted: `unlocked`, the same without the lock, positions from a sequence; `functions`, the library's insert
function (DB functions on), which takes no lock either.
"""

import random
import sys
import time
from collections import deque
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import psycopg
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from dispatch.ports import Accepted, StoreUnavailable, Submission
from dispatch.sql.postgres import LOCK, PostgresDatabase
from dispatch.store import Store
from tests.dispatch.toy import Note, Open, open_store, submission

IN_FLIGHT = 100
BOXES, NOTES = 50, 100
"""Streams at a time, and events in each before another takes its place: as long as a case."""
LONGEST = 0.004
"""Seconds that a transaction dawdles before it ends."""
PER_TRANSACTION = 10


def engine(url: str, data: Path, number: int, events: int) -> None:
    store = open_store(data, database=PostgresDatabase(url))
    store.notary.stop(None)
    store.writer.start()
    waiting: deque[tuple[Submission, Future[Any]]] = deque()
    for done in range(events):
        age, place = divmod(done, BOXES)
        box = UUID(int=(number << 64) + (age // NOTES << 32) + (place << 8))
        sent = submission(Note(box=box) if age % NOTES else Open(box=box))
        waiting.append((sent, _sent(store, sent)))
        if len(waiting) >= IN_FLIGHT or (age % NOTES == 0 and place == BOXES - 1):
            _answered(store, waiting)
    _answered(store, waiting)
    store.close()


def _answered(store: Store, waiting: "deque[tuple[Submission, Future[Any]]]") -> None:
    """Everything that waits is done; sent again, under the same id, if the database was busy too long."""
    while waiting:
        sent, future = waiting.popleft()
        try:
            assert isinstance(future.result(60), Accepted)
        except StoreUnavailable:
            waiting.append((sent, _sent(store, sent)))


def _sent(store: Store, sent: Submission) -> Future[Any]:
    while True:
        try:
            return store.writer.send(sent)
        except StoreUnavailable:  # it waits for the database to answer again
            time.sleep(0.1)


_ROW = b"INSERT INTO stored_events VALUES ($1, $2, 1, 'raw', '', '')"


def raw(url: str, number: int, events: int, *, locked: bool) -> None:
    chance = random.Random(number)
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor) as line:
        for _ in range(events // PER_TRANSACTION):
            with line.transaction():
                if locked:
                    line.execute(f"SELECT pg_advisory_xact_lock({LOCK})".encode())
                    row = line.execute(b"SELECT coalesce(max(notification_id), 0) FROM stored_events")
                    first = row.fetchone()[0] + 1  # type: ignore[index]
                    given = range(first, first + PER_TRANSACTION)
                else:
                    asked = b"SELECT nextval('given') FROM generate_series(1, $1)"
                    given = [each for (each,) in line.execute(asked, (PER_TRANSACTION,))]  # type: ignore[assignment]
                for position in given:
                    line.execute(_ROW, (position, uuid4()))
                _dawdle(chance)


def functions(url: str, number: int, events: int) -> None:
    chance = random.Random(number)
    parts = urlsplit(url)
    host = parse_qs(parts.query)["host"][0]
    with PostgresDatastore(parts.path[1:], host, "5432", "jedel", "", enable_db_functions=True) as datastore:
        recorder = PostgresApplicationRecorder(datastore, events_table_name="stored_events")
        for _ in range(events // PER_TRANSACTION):
            stream = uuid4()
            given = [
                recorder.construct_pg_stored_event(stream, version, "raw", b"")
                for version in range(PER_TRANSACTION)
            ]
            with datastore.get_connection() as line, line.transaction():
                line.execute(recorder.sql_invoke_pg_function_insert_events, (given,))
                _dawdle(chance)


def _dawdle(chance: random.Random) -> None:
    """A disk takes its time to sync, too."""
    if chance.random() < 0.2:
        time.sleep(chance.random() * LONGEST)


def main(how: str, url: str, directory: str, number: str, events: str) -> None:
    print("ready", flush=True)
    sys.stdin.readline()
    if how == "engine":
        engine(url, Path(directory), int(number), int(events))
    elif how == "functions":
        functions(url, int(number), int(events))
    else:
        raw(url, int(number), int(events), locked=how == "late")


if __name__ == "__main__":
    main(*sys.argv[1:])
