"""The public form, flooded from one network and from a thousand. Small in the suite; `make trials` counts."""

import os
from pathlib import Path

import pytest

from tests.trials.form_flood import run

RATE = float(os.environ.get("FORM_RATE", "60"))
SECONDS = float(os.environ.get("FORM_SECONDS", "4"))
FIGURES = "FORM_RATE" in os.environ

pytestmark = pytest.mark.trial


@pytest.mark.parametrize("networks", [1, 1_000])
def test_what_was_taken_is_there_and_staff_go_on(tmp_path: Path, networks: int) -> None:
    verdict = run(tmp_path / "data", RATE, SECONDS, networks)
    print(f"\n{RATE:.0f} requests/s for {SECONDS:.0f} s: {verdict}")
    assert verdict.all_answered, "nobody is sent away"
    assert verdict.lost == 0
    assert verdict.straight < verdict.receipts, "the flood did not reach the lane"
    assert verdict.grown_mb < 48
    if FIGURES:
        assert verdict.staff_undisturbed
