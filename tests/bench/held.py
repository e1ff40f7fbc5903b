"""What cases keep of a process's memory, and what reading all of them takes: bytes, and processor time."""

import gc
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path

from dispatch.finished import every_row
from dispatch.hot import HotTables
from dispatch.ports import Row
from dispatch.schema import open_to_read
from dispatch.sql.sqlite import SqliteFile
from projections.figures import tally
from projections.queue import Queue
from projections.traces import Traces
from tests.bench.figures import Scale, figure


@dataclass(frozen=True)
class Held:
    """`bytes`: of the rows of `live` cases that a process has in memory, of `cases` in the log."""

    bytes: int
    live: int
    cases: int


def held(log: Path) -> Held:
    """By a log of today's version, in the tables with a row for each case."""
    with closing(open_to_read(log)) as reading:
        hot = HotTables((Queue(), Traces(lambda _, text: text)), lambda: nullcontext(reading))
        gc.collect()
        tracemalloc.start()
        try:
            hot.load(reading, 0)  # type: ignore[arg-type]
            size = tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()
        cases = reading.execute("SELECT count(*) FROM hot_row WHERE fold='queue'").fetchone()[0]
        return Held(size, len(hot.snapshot("queue")[1]), cases)


def counted(log: Path) -> float:
    """Microseconds of the processor, of each case, to count the figures of all regions."""
    cases = 0

    def seen() -> Iterator[Row]:
        nonlocal cases
        for row in every_row(SqliteFile(log), Queue.name):
            cases += 1
            yield row

    began = time.process_time()
    tally(seen(), ())
    return (time.process_time() - began) / cases * 1e6


def weigh_cases(scale: Scale, logs: dict[int, Path]) -> None:
    """The shortest log beside the longest: as many open cases, and closed ones by the thousand."""
    short, long = (held(logs[size] / "log.db") for size in (min(logs), max(logs)))
    figure("memory of an open case's rows", "bytes", [long.bytes / long.live], cases=long.live)
    closed = max(0.0, (long.bytes - short.bytes) / (long.cases - short.cases))
    figure("memory of a closed case's rows", "bytes", [closed], cases=long.cases - long.live)
    times = [counted(logs[max(logs)] / "log.db") for _ in range(scale.rounds)]
    figure("figures of all regions counted", "us per case", times, cases=long.cases)
