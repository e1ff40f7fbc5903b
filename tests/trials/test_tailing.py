"""A reader of the log never misses an event, whoever appends: `make trials FOLLOW=N`, few in every run."""

import os
import time
from pathlib import Path

import pytest

from tests.postgres import Server
from tests.trials.tailing import run

FOLLOW = int(os.environ.get("FOLLOW", "1600"))
FEW = 1_600
PROCESSES = 2 if FOLLOW <= FEW else 3

pytestmark = pytest.mark.trial


def test_nothing_is_missed_and_no_hole_is_called_out(tmp_path: Path, postgres: Server) -> None:
    began = time.monotonic()
    verdict = run(tmp_path / "data", postgres.new_database(), "engine", FOLLOW, PROCESSES)
    print(f"\n{FOLLOW} events in {time.monotonic() - began:.0f} s: {verdict}")
    assert verdict.events == verdict.seen == FOLLOW
    assert (verdict.missed, verdict.twice, verdict.alarms, verdict.breaks) == (0, 0, 0, 0)


def test_nothing_is_missed_of_transactions_that_end_when_they_like(tmp_path: Path, postgres: Server) -> None:
    verdict = run(tmp_path / "data", postgres.new_database(), "late", max(FEW, FOLLOW // 10), PROCESSES)
    print(f"\nlate: {verdict}")
    assert (verdict.missed, verdict.twice, verdict.alarms) == (0, 0, 0)
    assert verdict.events == verdict.seen >= FEW


@pytest.mark.parametrize("how", ["unlocked", "functions"])
def test_planted_without_the_lock_events_are_missed_for_good(
    tmp_path: Path, postgres: Server, how: str
) -> None:
    for attempt in range(5):  # who overtakes whom is chance
        place = tmp_path / f"data{attempt}"
        verdict = run(place, postgres.new_database(), how, max(FEW, FOLLOW // 10), 2)
        print(f"\n{how}: {verdict}")
        if verdict.missed > 0:
            assert verdict.alarms > 0
            return
    pytest.fail("nothing missed in five trials: this trial would not find any")
