"""Looking at a whole log (`jedel verify`), against reading the same rows alone in the same rounds.

The log is the evening's mix, carried out by the product itself. The floor reads every row of events and
batches through one connection, in the file's order, and does nothing with them. The first figure is the
look's own thread: chains, links, clocks. The second is the whole command's work by the wall, SQLite's own
look at pages and indexes on the other core included. The third has one event in every batch, as on a quiet
day.
"""

import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

from dispatch.chain import batch_link, first_link
from dispatch.evidence import walk as walk_module
from dispatch.evidence.file import open_as_it_is
from dispatch.evidence.verify import verify
from dispatch.evidence.walk import BATCHES, EVENTS, walked
from dispatch.sql.head import log_identity
from tests.bench.figures import Scale, figure
from tests.bench.fold import EVENTS as HOW_MANY
from tests.bench.fold import fill
from tests.bench.slowness import slowed
from web.bootstrap import build, close, set_up
from web.settings import Settings


def read(log: Path) -> tuple[float, float]:
    """Seconds of this thread, and by the wall, to read every row."""
    with closing(open_as_it_is(log)) as connection:
        thread, wall = time.thread_time(), time.perf_counter()
        for _ in connection.execute(EVENTS):
            pass
        for _ in connection.execute(BATCHES):
            pass
        return time.thread_time() - thread, time.perf_counter() - wall


def follow(log: Path) -> float:
    """Seconds of this thread to follow everything."""
    with closing(open_as_it_is(log)) as connection:
        log_id = log_identity(connection)
        began = time.thread_time()
        _, damages = walked(connection, log_id)
        took = time.thread_time() - began
    assert damages == []
    return took


def look(data: Path) -> float:
    """Seconds by the wall for all that `jedel verify` does."""
    began = time.perf_counter()
    report = verify(data)
    took = time.perf_counter() - began
    assert report.damages == ()
    return took


def one_a_batch(log: Path, to: Path) -> None:
    """The same events, each in a batch of its own."""
    to.parent.mkdir()
    shutil.copy(log, to)
    with closing(sqlite3.connect(to, isolation_level=None)) as connection:
        for trigger in ("batch_not_changed", "batch_not_deleted"):
            connection.execute(f"DROP TRIGGER {trigger}")
        query = "SELECT stored_events.rowid, hash, recorded_at FROM stored_events JOIN batch"
        rows = connection.execute(
            f"{query} ON stored_events.rowid BETWEEN first AND last ORDER BY 1"
        ).fetchall()
        link = first_link(log_identity(connection))
        connection.execute("BEGIN")
        connection.execute("DELETE FROM batch")
        for position, made, recorded_at in rows:
            link = batch_link(link, [made])
            connection.execute("INSERT INTO batch VALUES (?,?,?,?)", (position, position, recorded_at, link))
        connection.execute("COMMIT")


def run(scale: Scale) -> None:
    """As many events as the figures name, or a few of them."""
    with tempfile.TemporaryDirectory() as place:
        data, single = Path(place) / "data", Path(place) / "single" / "log.db"
        set_up(data, {"demonstration": False})
        system = build(Settings(data=data))
        try:
            fill(system, 1_000 if scale.quick else HOW_MANY)
            count = system.store.log.head
        finally:
            close(system)
        one_a_batch(data / "log.db", single)
        honest = walk_module._Clock.told_by
        walk_module._Clock.told_by = slowed(honest, scale.slow)  # type: ignore[method-assign]
        try:
            measure(data, single, count, scale)
        finally:
            walk_module._Clock.told_by = honest  # type: ignore[method-assign]


def measure(data: Path, single: Path, count: int, scale: Scale) -> None:
    log = data / "log.db"
    floors, walls, follows, looks, singles, alone = [], [], [], [], [], []
    read(log)
    for _ in range(scale.rounds):
        thread, wall = read(log)
        floors.append(thread)
        walls.append(wall)
        follows.append(follow(log))
        looks.append(look(data))
        singles.append(read(single)[0])
        alone.append(follow(single))
    rate = {"events_per_second": round(count / median(follows))}
    figure(f"following the chains of {count} events", "s", follows, floors, "<= 3", **rate)
    figure(f"jedel verify of {count} events, by the wall", "s", looks, walls, "<= 3")
    figure(f"following the chains of {count} events, one a batch", "s", alone, singles)
