"""The wrapping key turned and killed: `make trials ROTATE=N`, and a dozen times in every run of the suite."""

import os
from pathlib import Path

import pytest

from tests.postgres import Server
from tests.trials.rotation import Where, run

ROTATE = int(os.environ.get("ROTATE", "15"))
SEED = int(os.environ.get("SEED", "20261127"))

pytestmark = pytest.mark.trial


def test_everything_opens_wherever_a_rotation_dies(tmp_path: Path) -> None:
    verdict = run(Where(tmp_path / "data"), ROTATE, SEED)
    print(f"\n{ROTATE} kills, seed {SEED}: {verdict}")
    assert verdict.clean
    assert verdict.steps >= 10


def test_everything_opens_with_log_and_keys_in_two_databases(tmp_path: Path, postgres: Server) -> None:
    where = Where(tmp_path / "data", postgres.new_database(), postgres.new_database())
    verdict = run(where, max(4, ROTATE // 3), SEED)
    print(f"\nin PostgreSQL, {verdict.kills} kills, seed {SEED}: {verdict}")
    assert verdict.clean
    assert verdict.steps >= 10


def test_planted_an_old_key_dropped_too_early_is_found(tmp_path: Path) -> None:
    verdict = run(Where(tmp_path / "data"), 6, SEED, "--careless")
    print(f"\nthe old key dropped first: {verdict}")
    assert verdict.unreadable > 0
