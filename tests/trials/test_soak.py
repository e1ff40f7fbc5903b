"""A long shift leaves nothing behind: `make soak MINUTES=30`; a few seconds in every run of the suite."""

import os

import pytest

from realtime.loop import run as by_loop
from tests.bench.crowd import raise_file_limit
from tests.trials.soak import BOARDS, LIVED, RATE, run

MINUTES = float(os.environ.get("MINUTES", "0"))

pytestmark = pytest.mark.trial


def test_neither_memory_nor_open_files_grow() -> None:
    raise_file_limit()
    verdict = by_loop(run(MINUTES, BOARDS, RATE, lived=LIVED) if MINUTES else run(0.1, 20, RATE, lived=40))
    print(f"\n{MINUTES or 0.1:g} minutes: {verdict}")
    assert verdict.commands > 0
    assert verdict.board_lost == 0
    assert verdict.files <= 3
    assert verdict.growth < 0.05


def test_planted_what_every_command_leaves_behind_is_found() -> None:
    verdict = by_loop(run(0.1, 5, 60.0, "leak"))
    print(f"\nplanted: {verdict}")
    assert verdict.files > 20
    assert verdict.growth > 0.05
