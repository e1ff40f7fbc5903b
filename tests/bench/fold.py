"""Folding the log into the live queue, against reading and decoding the same rows alone.

The log is the evening's mix, carried out by the product itself; both read every row, open what is sealed and
build the events, and one of them then folds each into its row of the queue. Processor seconds of the one
thread that does it.
"""

import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from dispatch.ports import Accepted, Submission
from dispatch.refold import FoldedTable
from projections.queue import Queue
from tests.bench.evening import life, registrations, submission
from tests.bench.figures import Scale, figure
from tests.bench.slowness import slowed
from web.bootstrap import build, close, set_up
from web.settings import Settings
from web.system import System

EVENTS = 100_000
CALLERS = 16
AT_ONCE = 48


def fill(system: System, events: int) -> None:
    """Let the evening run until the log holds so many events."""
    writer = system.store.writer
    for command in registrations(CALLERS):
        outcome = writer.call(submission(command))
        assert isinstance(outcome, Accepted), outcome
    lives = [life(number) for number in range(CALLERS)]
    while system.store.log.head < events:
        waiting = [writer.send(each) for one in lives for each in _some(one)]
        for outcome in [future.result(60) for future in waiting]:
            assert isinstance(outcome, Accepted), outcome


def _some(one: Iterator[object]) -> list[Submission]:
    return [submission(command) for command in islice(one, AT_ONCE)]


def read(system: System) -> float:
    """Seconds to read and decode every event."""
    began = time.thread_time()
    for _ in system.store.log.read_all():
        pass
    return time.thread_time() - began


def folded(system: System, fold: Queue) -> float:
    """Seconds to do the same and fold each event."""
    table = FoldedTable(fold)
    began = time.thread_time()
    for recorded in system.store.log.read_all():
        table.take(recorded)
    took = time.thread_time() - began
    assert not table.damaged
    return took


class Slow(Queue):
    """The live queue's own fold with a planted slow-down."""

    def __init__(self, seconds: float) -> None:
        self.fold = slowed(super().fold, seconds)  # type: ignore[method-assign]


def run(scale: Scale) -> None:
    """As many events as the figure names, or a few of them."""
    wanted = 1_000 if scale.quick else EVENTS
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        set_up(data, {"demonstration": False})
        system = build(Settings(data=data))
        try:
            fill(system, wanted)
            count = system.store.log.head
            values, floors = [], []
            read(system)  # opens the keys and fills the caches
            for _ in range(scale.rounds):
                floors.append(read(system))
                values.append(folded(system, Slow(scale.slow)))
        finally:
            close(system)
    name = f"fold of {count} events into the live queue"
    figure(name, "s", values, floors, "<= 2", events_per_second=round(count / median(values)))
