"""All screens come back at once beside fifty commands a second: `make trials RECONNECT=1000 STORMS=10`."""

import os

import pytest

from realtime.loop import run as by_loop
from tests.bench.crowd import raise_file_limit
from tests.trials.reconnecting import run

BOARDS = int(os.environ.get("RECONNECT", "100"))
STORMS = int(os.environ.get("STORMS", "2"))

pytestmark = pytest.mark.trial


def test_all_are_live_again_and_commands_go_on() -> None:
    raise_file_limit()
    verdict = by_loop(run(BOARDS, STORMS))
    print(f"\n{BOARDS} boards, {STORMS} times: {verdict}")
    assert max(verdict.live) <= 6
    assert verdict.answers <= 1
    assert verdict.busy < 0.7  # else what was measured is the callers' own waiting
    assert verdict.wrong == 0
    assert verdict.commands > 20 * STORMS


def test_planted_a_row_that_is_lost_is_found() -> None:
    assert by_loop(run(5, 1, lossy=True)).wrong == 1
