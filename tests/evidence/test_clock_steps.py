"""A clock set back an hour and forward a day while all runs: nothing early, twice, or out of order."""

import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.evidence.verify import Compared, verify
from dispatch.ports import Accepted
from dispatch.store import Store
from tests.dispatch.toy import HandClock, Lend, Note, Open, open_store, submission
from tests.patience import eventually

BOXES = [UUID(int=5_000 + 16 * number) for number in range(6)]


def missed(store: Store) -> int:
    return sum(1 for each in store.log.read_all() if each.name == "box-missed.v1")


def did(store: Store, command: object) -> None:
    assert isinstance(store.writer.call(submission(command)), Accepted)


@pytest.mark.parametrize("steps", [(-3_600, 86_400), (86_400, -3_600), (-3_600, -3_600), (86_400, 86_400)])
def test_times_of_the_log_never_fall_and_each_moment_comes_once(
    tmp_path: Path, steps: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dispatch.ticker.SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr("dispatch.ticker.LOOK_EVERY", 0.01)
    monkeypatch.setattr("dispatch.evidence.notary.LOOK_EVERY", 0.02)
    clock, elsewhere = HandClock(), tmp_path / "elsewhere"
    elsewhere.mkdir()
    store = open_store(tmp_path / "data", clock=clock, checkpoints=elsewhere)
    store.notary._every = 0.0  # the ticker appends meanwhile too: sign again until all of it is signed
    store.start()
    for box in BOXES:
        did(store, Open(box=box))
        did(store, Lend(box=box, team=str(box)))
    eventually(lambda: store.notary.covered > 0)
    began = clock.now()
    for step in steps:
        clock.time += timedelta(seconds=step)
        for box in BOXES[:2]:
            did(store, Note(box=box))
        eventually(lambda: store.notary.covered == store.log.head)
    clock.time = began + timedelta(days=3)
    eventually(lambda: missed(store) == len(BOXES))
    clock.time = began
    did(store, Note(box=BOXES[0]))
    time.sleep(0.1)
    assert missed(store) == len(BOXES), "once each, whatever the clock did"
    times = [each.envelope.recorded_at for each in store.log.read_all()]
    assert times == sorted(times)
    store.close()
    report = verify(tmp_path / "data", Compared(elsewhere=elsewhere))
    assert (report.damages, report.uncovered, report.elsewhere) == ((), 0, report.checkpoints)
    assert report.checkpoints >= 3


def test_checkpoints_go_by_a_clock_that_nobody_sets(tmp_path: Path) -> None:
    """Between two of them lie seconds of the machine, so that a step neither hurries nor stops them."""
    clock = HandClock()
    store = open_store(tmp_path / "data", clock=clock)
    store.writer.start()
    store.notary._thread.run = lambda: None  # type: ignore[method-assign]
    store.notary.start()
    did(store, Open(box=BOXES[0]))
    store.notary.look()
    for step in (timedelta(hours=-1), timedelta(days=1)):
        clock.time += step
        did(store, Note(box=BOXES[0]))
        store.notary.look()
    assert store.notary.covered == 1, "not yet: no time has gone by"
    store.notary._made_at -= 30
    store.notary.look()
    assert store.notary.covered == 3
    store.close()
