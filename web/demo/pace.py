"""Time as the server has it: its clock may run faster than the wall's, and the evening goes along."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Final

SHORTEST: Final = 0.02
"""Seconds of the wall that any wait takes at least."""


class Pace:
    """Made from what `/api/me` says. All seconds are the server's unless they say otherwise."""

    def __init__(self, now: datetime, rate: float) -> None:
        self.rate = rate
        self._now = now
        self._zero = time.monotonic()

    def now(self) -> datetime:
        """The server's time, as well as can be told from here."""
        return self._now + timedelta(seconds=(time.monotonic() - self._zero) * self.rate)

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(max(SHORTEST, seconds / self.rate))

    def at_least(self, wall_seconds: float, seconds: float) -> float:
        """`seconds`, or as many as `wall_seconds` of the wall are, whichever is more: for what is polled."""
        return max(seconds, wall_seconds * self.rate)
