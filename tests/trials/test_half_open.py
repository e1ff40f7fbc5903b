"""A line that died without a word is noticed within ten seconds: `make trials HALF_OPEN=500`."""

import asyncio
import os

import pytest

from realtime.loop import run
from tests.trials.half_open import noticed
from web.limits import Limits

COUNT = int(os.environ.get("HALF_OPEN", "5"))

pytestmark = pytest.mark.trial


def test_half_open_screens_are_noticed_and_planted_slower_pings_would_not() -> None:
    limits = Limits()

    async def both() -> tuple[list[float], list[float]]:
        ours = noticed(COUNT, limits.screen_ping, limits.screen_pong, 12)
        slower = noticed(2, 20, 20, 12)
        return await asyncio.gather(ours, slower)

    ours, slower = run(both())
    print(f"\n{COUNT} half-open screens, the last noticed after {max(ours):.1f} s")
    assert len(ours) == COUNT
    assert max(ours) <= 10
    assert not slower
