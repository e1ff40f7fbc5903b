"""The engine, killed: `make trials KILLS=N`, and twenty times in every run of the suite."""

import os
from pathlib import Path

import pytest

from tests.trials.kill9 import run

KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("SEED", "20260320"))

pytestmark = pytest.mark.trial


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(tmp_path: Path) -> None:
    verdict = run(tmp_path / "data", KILLS, SEED)
    print(f"\n{KILLS} kills, seed {SEED}: {verdict}")
    assert verdict.clean
    assert verdict.acknowledged > KILLS


def test_planted_without_kept_commands_the_same_trial_finds_doubles(tmp_path: Path) -> None:
    verdict = run(tmp_path / "data", min(KILLS, 10), SEED, forgetful=True)
    print(f"\nforgetful: {verdict}")
    assert verdict.twice > 0
    assert verdict.lost == 0
