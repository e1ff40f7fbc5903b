"""Nothing of the forgotten in any live file: `make trials FORGET=N`, five cases in every run of the suite."""

import os
from pathlib import Path

import pytest

from tests.trials.forgetting import run

FORGET = int(os.environ.get("FORGET", "5"))
SEED = int(os.environ.get("SEED", "20260320"))

pytestmark = pytest.mark.trial


def test_nothing_brings_anybody_back(tmp_path: Path) -> None:
    verdict = run(tmp_path, FORGET, SEED)
    print(f"\n{FORGET} cases forgotten, seed {SEED}: {verdict}")
    assert verdict.clean
    assert verdict.forgotten == FORGET
    assert verdict.kills > 0
    assert verdict.between > 0


@pytest.mark.parametrize(
    ("flag", "found"), [("--unlink", "keys"), ("--traces", "hashes"), ("--form", "form_rows")]
)
def test_planted_what_stays_is_found(tmp_path: Path, flag: str, found: str) -> None:
    verdict = run(tmp_path, 4, SEED, flag)
    print(f"\n{flag}: {verdict}")
    assert getattr(verdict, found)
    assert not verdict.breaks
