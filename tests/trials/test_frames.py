"""Frames that no honest screen sends: `make trials FRAMES=1000000`. No error, no trace, no memory left
behind."""

import logging
import os
from typing import Any

import pytest

from realtime.loop import run as by_loop
from tests.realtime.test_fuzz import run
from tests.trials.boards import memory_and_files

FRAMES = int(os.environ.get("FRAMES", "4000"))
MEGABYTES = 30

pytestmark = pytest.mark.trial


def test_broken_frames_leave_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    errors: list[dict[str, Any]] = []
    with caplog.at_level(logging.WARNING):
        by_loop(run(FRAMES // 4, errors))
        before, files = memory_and_files(os.getpid())
        by_loop(run(FRAMES - FRAMES // 4, errors))
        after, left = memory_and_files(os.getpid())
    print(f"\n{FRAMES} frames: {after - before:.1f} MB and {left - files} open files more")
    assert not errors
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info]
    assert after - before < MEGABYTES
    assert left - files < 10
