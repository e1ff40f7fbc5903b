"""The engine, killed: `make trials KILLS=N`, and twenty times in every run of the suite.

On PostgreSQL (a quarter as often) another process goes on commanding on the same log all the while.
"""

import os
from pathlib import Path

import pytest

from dispatch.store import make_data_directory
from tests.dispatch import toy
from tests.postgres import Server
from tests.trials.beside import Beside
from tests.trials.kill9 import run
from tests.trials.victim import in_postgres

KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("SEED", "20260320"))

pytestmark = pytest.mark.trial


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(tmp_path: Path) -> None:
    verdict = run(tmp_path / "data", KILLS, SEED)
    print(f"\n{KILLS} kills, seed {SEED}: {verdict}")
    assert verdict.clean
    assert verdict.acknowledged > KILLS


def test_nor_in_postgresql_where_another_process_goes_on(
    tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy, "database_of", toy.database_of)
    url = postgres.new_database()
    in_postgres(url)
    make_data_directory(tmp_path)
    with Beside(tmp_path) as beside:
        verdict = run(tmp_path, max(1, KILLS // 4), SEED, url)
        assert beside.rest(), "it shows what the log does not say"
        print(f"\n{KILLS // 4} kills beside {beside.accepted} commands of another process: {verdict}")
        assert beside.failed == []
        assert beside.accepted > 0
    assert verdict.clean


def test_planted_without_kept_commands_the_same_trial_finds_doubles(tmp_path: Path) -> None:
    for attempt in range(5):  # whether a kill falls between commit and answer is chance
        verdict = run(tmp_path / f"data{attempt}", min(KILLS, 10), SEED + attempt, "--forgetful")
        print(f"\nforgetful: {verdict}")
        assert verdict.lost == 0
        if verdict.twice > 0:
            return
    pytest.fail("no double in five trials: this trial would not find any")


def test_planted_a_follower_that_says_too_early_how_far_it_is_gets_found(tmp_path: Path) -> None:
    for attempt in range(10):  # whether a kill falls between the two is chance
        verdict = run(tmp_path / f"data{attempt}", min(KILLS, 10), SEED + attempt, "--torn")
        print(f"\ntorn: {verdict}")
        if verdict.torn_views > 0:
            return
    pytest.fail("no torn view in ten trials: this trial would not find any")
