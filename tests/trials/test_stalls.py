"""Screens that stop reading delay nobody: `make trials BOARDS=1000 STALL_SECONDS=300`."""

import os

import pytest

from realtime.loop import run as by_loop
from tests.bench.crowd import raise_file_limit
from tests.trials.stalls import run

BOARDS = int(os.environ.get("BOARDS", "40"))
SECONDS = float(os.environ.get("STALL_SECONDS", "12"))

pytestmark = pytest.mark.trial


def test_one_in_ten_stalled_delays_nobody_and_is_let_go() -> None:
    raise_file_limit()
    verdict = by_loop(run("hub", 3_000, BOARDS, SECONDS))
    print(f"\n{BOARDS} boards, one in ten stalled: {verdict}")
    assert verdict.gap < 1
    assert verdict.closed is not None
    assert verdict.closed < 10
    assert verdict.megabytes < 400


def test_planted_one_awaited_send_after_the_other_is_found() -> None:
    verdict = by_loop(run("naive", 60_000, 10, 8))
    print(f"\nnaive: {verdict}")
    assert verdict.gap > 1
