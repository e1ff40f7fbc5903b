"""The library's own `app.save`, called by as many threads as there are callers: what all figures begin from.

`Bare`: one aggregate, one event of about as many bytes a save, as the library's documentation shows it; no
sealing, no chain, no idempotency, no hot rows. What does those too is in `same_parts`.
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

TOLD: Final = "x" * 200


class Speed:
    """Commands per second, and what each took of a processor, in microseconds."""

    def __init__(self, done: int, seconds: float, cpu: float) -> None:
        self.rate = done / seconds
        self.each = cpu * 1e6 / max(1, done)


def in_threads(callers: int, seconds: float, caller: Callable[[int], Callable[[], None]]) -> Speed:
    """So many threads, each doing one thing after another; `caller` makes what a thread does."""
    began, cpu = time.perf_counter(), time.process_time()

    def one(number: int) -> int:
        done, save = 0, caller(number)
        while time.perf_counter() - began < seconds:
            save()
            done += 1
        return done

    with ThreadPoolExecutor(callers) as pool:
        done = sum(pool.map(one, range(callers)))
    return Speed(done, time.perf_counter() - began, time.process_time() - cpu)


def on_sqlite(path: Path) -> Mapping[str, str]:
    """The library's settings for a file, which by itself is in WAL and synced in full."""
    return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}


def on_postgres(folder: Path, name: str) -> Mapping[str, str]:
    """The same for a database of a server that listens in a folder."""
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": name,
        "POSTGRES_HOST": str(folder),
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": "jedel",
        "POSTGRES_PASSWORD": "",
    }


class Visit(Aggregate):
    """What the library keeps of one event; about 300 bytes as JSON."""

    @event("Logged")
    def __init__(self, told: str) -> None:
        self.told = told


class Bare:
    """The library as its documentation shows it."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._app: Application = Application(settings)

    def rate(self, callers: int, seconds: float) -> Speed:
        return in_threads(callers, seconds, lambda _: lambda: self._save())

    def _save(self) -> None:
        self._app.save(Visit(told=TOLD))

    def close(self) -> None:
        self._app.close()
