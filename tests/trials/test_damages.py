"""Damages found, and undamaged logs left in peace: `make trials DAMAGES=N`, and a few in every run."""

import os
from pathlib import Path

import pytest

from dispatch.evidence.walk import Walk
from tests.postgres import Server
from tests.trials.damages import Trial
from tests.trials.tables import TAMPERINGS as IN_TABLES
from tests.trials.tables import TableTrial
from tests.trials.tamperings import TAMPERINGS, put_back, reordered_batch

DAMAGES = int(os.environ.get("DAMAGES", "85"))
SEED = int(os.environ.get("SEED", "20260320"))
EVENTS = 3_000 if DAMAGES > 500 else 700

pytestmark = pytest.mark.trial


def test_every_damage_is_found_or_said_to_be_uncovered_and_nothing_else(tmp_path: Path) -> None:
    trial = Trial(tmp_path, EVENTS, SEED)
    verdict = trial.run(DAMAGES)
    print(f"\n{DAMAGES} damages of a log of {trial.head} events, seed {SEED}: {verdict}")
    print(dict(verdict.kinds))
    assert verdict.found == verdict.covered > DAMAGES // 2
    assert verdict.uncovered_found + verdict.honest == verdict.uncovered > 0
    assert verdict.honest > 0, "made to fit after the last checkpoint: nobody can find that"
    assert (verdict.alarms, verdict.clean) == ([], DAMAGES)


def test_the_same_of_a_log_in_postgresql(tmp_path: Path, postgres: Server) -> None:
    few = max(len(IN_TABLES), DAMAGES // 10)
    trial = TableTrial(tmp_path, min(EVENTS, 10 * few + 300), SEED, postgres)
    verdict = trial.run(few)
    print(f"\n{few} damages in tables, seed {SEED}: {verdict}")
    assert verdict.found == verdict.covered > few // 2
    assert verdict.uncovered_found + verdict.honest == verdict.uncovered
    assert (verdict.alarms, verdict.clean) == ([], few)


def test_planted_a_look_that_skips_the_links_misses_what_they_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def skipped(self: Walk, batch: tuple[int, ...], position: int, *_: object) -> None:
        self.head = position
        self._marks.pop(batch[0], None)

    trial = Trial(tmp_path, 400, SEED)
    monkeypatch.setattr(Walk, "_close", skipped)
    for _ in range(10):
        trial.damage(reordered_batch)
    assert trial.verdict.found < trial.verdict.covered


def test_planted_a_look_without_the_directory_elsewhere_misses_older_copies(tmp_path: Path) -> None:
    trial = Trial(tmp_path, 400, SEED, blind=True)
    for _ in range(3):
        trial.damage(put_back)
    assert trial.verdict.missed == ["put_back"] * 3


def test_each_way_to_change_a_log_has_a_name_of_its_own() -> None:
    assert len({each.__name__ for each in TAMPERINGS}) == len(TAMPERINGS) > 12
