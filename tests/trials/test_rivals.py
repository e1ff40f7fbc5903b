"""Two dispatchers in two processes: `make trials RIVALS=N`, and sixty rounds in every run of the suite."""

import os
from pathlib import Path

import pytest

from tests.postgres import Server
from tests.trials.rivals import run

RIVALS = int(os.environ.get("RIVALS", "60"))

pytestmark = pytest.mark.trial


def test_exactly_one_of_two_gets_the_group(tmp_path: Path, postgres: Server) -> None:
    verdict = run(tmp_path, postgres.new_database(), RIVALS)
    print(f"\n{RIVALS} rounds: {verdict}")
    assert verdict.clean
    assert verdict.rounds == RIVALS


def test_planted_without_the_look_at_what_the_other_did_both_win(tmp_path: Path, postgres: Server) -> None:
    verdict = run(tmp_path, postgres.new_database(), 12, "--blind")
    print(f"\nblind: {verdict}")
    assert any("2 winners" in each for each in verdict.wrong)
