"""Notices, killed: `make trials KILLS=N`, and a few times in every run of the suite."""

import os
from pathlib import Path

import pytest

from tests.trials.told import run

KILLS = int(os.environ.get("KILLS", "8"))
SEED = int(os.environ.get("SEED", "20261127"))

pytestmark = pytest.mark.trial


def test_every_stored_event_is_told_and_told_once(tmp_path: Path) -> None:
    told = run(tmp_path / "data", KILLS, SEED)
    print(f"\n{KILLS} kills, seed {SEED}: {told}")
    assert told.clean
    assert told.events > KILLS


def test_planted_a_background_task_loses_notices(tmp_path: Path) -> None:
    told = run(tmp_path / "data", 4, SEED, careless=True)
    print(f"\nin the background: {told}")
    assert told.untold > 0
