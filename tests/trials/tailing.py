"""A reader goes along a log in PostgreSQL by position while several processes append: what does it miss?

It asks as followers ask (what comes after the position that it has seen, page by page) and never looks back.
What stands in the table at the end and was not seen is missed for good. An alarm: a position was skipped.
"""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from dispatch.sql.postgres import PostgresDatabase
from tests.dispatch.toy import open_store
from tests.house.tree import ROOT

PAGE = 500
_AFTER = "SELECT rowid FROM stored_events WHERE rowid>? ORDER BY rowid LIMIT ?"


@dataclass
class Verdict:
    """`alarms`: how often a position was skipped; a hole that is none later was a false alarm."""

    events: int = 0
    seen: int = 0
    missed: int = 0
    twice: int = 0
    alarms: int = 0
    pages: int = 0
    breaks: int = 0


class Tail:
    """A thread that reads until it is told that nothing more comes, and then to the end."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._ended = threading.Event()
        self._thread = ThreadPoolExecutor(1)
        self.seen: set[int] = set()
        self.verdict = Verdict()

    def start(self) -> None:
        self._going = self._thread.submit(self._go)

    def end(self) -> None:
        """Raises what went wrong."""
        self._ended.set()
        self._going.result(120)
        self._thread.shutdown()

    def _go(self) -> None:
        with closing(PostgresDatabase(self._url).open_to_read()) as connection:
            at = 0
            while True:
                last = self._ended.is_set()
                page = [row[0] for row in connection.execute(_AFTER, (at, PAGE))]
                if not page and last:
                    return
                at = self._take(at, page)

    def _take(self, at: int, page: list[int]) -> int:
        self.verdict.pages += bool(page)
        for position in page:
            self.verdict.alarms += position != at + 1
            self.verdict.twice += position in self.seen
            self.seen.add(position)
            at = position
        return at


def run(data: Path, url: str, how: str, events: int, processes: int = 3) -> Verdict:
    """So many events, appended by so many processes; see `tests.trials.appender` for how."""
    _prepare(data, url, how)
    appenders = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.trials.appender", how, url, str(data), str(number), str(each)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for number in range(1, processes + 1)
        for each in (events // processes + (number <= events % processes),)
    ]
    for each in appenders:
        assert each.stdout is not None
        assert each.stdout.readline() == b"ready\n"
    tail = Tail(url)
    tail.start()
    for each in appenders:
        assert each.stdin is not None
        each.stdin.write(b"go\n")
        each.stdin.flush()
    codes = [each.wait() for each in appenders]
    tail.end()
    assert codes == [0] * processes
    return _judged(tail, data, url, how)


def _prepare(data: Path, url: str, how: str) -> None:
    if how == "functions":
        parts = urlsplit(url)
        folder = parts.query.partition("host=")[2]
        with PostgresDatastore(
            parts.path[1:], folder, "5432", "jedel", "", enable_db_functions=True
        ) as datastore:
            recorder = PostgresApplicationRecorder(datastore, events_table_name="stored_events")
            recorder.create_table()
        return
    if how == "engine":
        open_store(data, database=PostgresDatabase(url)).close()
        return
    PostgresDatabase(url).open_to_write(UUID(int=1)).close()
    with psycopg.connect(url) as line:
        line.execute("CREATE SEQUENCE given")


def _judged(tail: Tail, data: Path, url: str, how: str) -> Verdict:
    verdict = tail.verdict
    with psycopg.connect(url) as line:
        there = {position for (position,) in line.execute("SELECT notification_id FROM stored_events")}
    verdict.events, verdict.seen, verdict.missed = len(there), len(tail.seen), len(there - tail.seen)
    if how == "engine":
        store = open_store(data, database=PostgresDatabase(url))
        verdict.breaks = len(store.log.breaks())
        store.close()
    return verdict
