"""Any process killed while commands go on: `make trials FALLS=N`, and a few in every run of the suite."""

import os
from pathlib import Path

import pytest

from tests.postgres import ABSENT, programs
from tests.trials.processes import run

FALLS = int(os.environ.get("FALLS", "5"))
SEED = int(os.environ.get("SEED", "34"))
PATIENT, BACK = 2.0, 5.0
"""Seconds until an answer, whatever it is, and until requests are taken again after PostgreSQL fell."""

pytestmark = [
    pytest.mark.trial,
    pytest.mark.skipif(programs() is None, reason=ABSENT),
]


def test_nothing_is_lost_and_nothing_done_twice(tmp_path: Path) -> None:
    verdict = run(tmp_path / "data", FALLS, SEED)
    print(f"\n{FALLS} falls: {verdict}")
    assert verdict.clean
    assert verdict.sent > FALLS
    if "FALLS" in os.environ:  # times are for a machine that does nothing else
        assert verdict.slowest <= PATIENT
        assert verdict.back <= BACK


def test_planted_who_sends_anew_under_other_ids_is_seen(tmp_path: Path) -> None:
    verdict = run(tmp_path / "data", 1, SEED, careless=True)
    print(f"\ncareless: {verdict}")
    assert verdict.twice
