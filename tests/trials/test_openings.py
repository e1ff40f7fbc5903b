"""No card without its row, whenever the server dies: `make trials OPENS=N`, and forty opens in every run."""

import os
from pathlib import Path

import pytest

from tests.trials.openings import run

OPENS = int(os.environ.get("OPENS", "40"))
SEED = int(os.environ.get("SEED", "20260320"))

pytestmark = pytest.mark.trial


def test_every_answered_card_stands_in_the_log(tmp_path: Path) -> None:
    verdict = run(tmp_path / "data", OPENS, SEED)
    print(f"\n{OPENS} opens, seed {SEED}: {verdict}")
    assert verdict.clean
    assert verdict.answered >= OPENS


def test_planted_a_log_that_is_written_afterwards_is_found_out(tmp_path: Path) -> None:
    for attempt in range(3):  # whether a kill falls between answer and row is chance
        verdict = run(tmp_path / f"data{attempt}", 20, SEED + attempt, asynchronous=True)
        print(f"\nasynchronous: {verdict}")
        if verdict.unlogged > 0:
            return
    pytest.fail("nothing unlogged in three trials: this trial would not find any")
