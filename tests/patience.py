"""Waiting for what another thread does: as long as it takes on a busy machine, and not for ever."""

import time
from collections.abc import Callable

LONGEST = 30.0


def eventually(holds: Callable[[], bool]) -> None:
    """Until it holds; what never does fails the test."""
    end = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
