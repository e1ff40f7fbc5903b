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
    for attempt in range(5):  # whether a kill falls between commit and answer is chance
        verdict = run(tmp_path / f"data{attempt}", min(KILLS, 10), SEED + attempt, "--forgetful")
        print(f"\nforgetful: {verdict}")
        assert verdict.lost == 0
        if verdict.twice > 0:
            return
    pytest.fail("no double in five trials: this trial would not find any")


def test_planted_a_follower_that_says_too_early_how_far_it_is_gets_found(tmp_path: Path) -> None:
    for attempt in range(5):
        verdict = run(tmp_path / f"data{attempt}", min(KILLS, 10), SEED + attempt, "--torn")
        print(f"\ntorn: {verdict}")
        if verdict.torn_views > 0:
            return
    pytest.fail("no torn view in five trials: this trial would not find any")
