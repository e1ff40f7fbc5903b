"""A process's memory goes by open cases: closed ones leave no row in it, while it runs and at a start."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from dispatch.ports import Accepted
from projections.queue import Queue
from tests.bench.evening import crews, house, life, submission
from tests.bench.grown import ENDED
from tests.bench.held import held
from web.bootstrap import build, close, set_up
from web.settings import Settings
from web.system import System

CALLERS = range(4)
STEPS = 36


def told(system: System, commands: Iterable[object]) -> None:
    for future in [system.store.writer.send(submission(each)) for each in commands]:
        assert isinstance(future.result(60), Accepted)


def live(system: System) -> tuple[int, int]:
    """Rows in memory of the tables with a row for each case."""
    return len(system.rows("queue")), len(system.rows("traces"))


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    set_up(tmp_path, {"demonstration": False})
    system = build(Settings(data=tmp_path))
    told(system, [*house(), *crews(CALLERS)])
    yield system
    close(system)


def test_closed_cases_leave_nothing_in_memory(system: System, tmp_path: Path) -> None:
    lives, seen = [life(caller, ENDED) for caller in CALLERS], []
    for _ in range(2):
        told(system, [each for one in lives for each in islice(one, STEPS)])
        seen.append(sum(1 for _ in system.every_row("queue")))
        assert max(live(system)) <= len(CALLERS), "each caller's case of now"
    assert seen[1] >= seen[0] + 2 * len(CALLERS), "and others were closed meanwhile"
    every = {row["id"] for row in system.every_row("queue")}
    assert every == {row["id"] for row in system.every_row("traces")}
    kept = live(system)
    close(system)
    again = build(Settings(data=tmp_path))
    assert live(again) == kept
    close(again)
    found = held(tmp_path / "log.db")
    assert (found.live, found.cases) == (kept[0], len(every))
    with closing(sqlite3.connect(tmp_path / "log.db")) as log, log:
        log.execute("UPDATE hot_row SET filed=NULL")
    planted = held(tmp_path / "log.db")
    assert planted.live == found.cases
    assert planted.bytes > found.bytes + 2_000 * (found.cases - found.live)


def test_planted_rows_that_are_never_filed_stay(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Queue, "filed", lambda self, row: None)
    told(system, [each for caller in CALLERS for each in islice(life(caller, ENDED), STEPS)])
    cases, traces = live(system)
    assert cases > len(CALLERS) >= traces
