"""The only reader of the machine's clock. Everybody else is handed a `Clock`.

The wall clock rules, as people in the room read it too. It may step: the log's times never decrease
whatever it does (the writer sees to that), durations are measured by `monotonic`, and a moment is due
only when this clock says so.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What time it is, and how fast it goes."""

    @property
    def rate(self) -> float:
        """Seconds of this clock per second of the machine; 1 but for a demonstration's fast evening."""
        ...

    def now(self) -> datetime:
        """Aware UTC, microseconds."""
        ...

    def monotonic(self) -> float:
        """Seconds of this clock since some moment of its own; never goes back, blind to steps."""
        ...


class SystemClock:
    """The machine's own time."""

    rate = 1.0

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class FastClock:
    """Starts at `start` and runs `rate` times as fast as the machine, by its monotonic clock."""

    def __init__(self, start: datetime, rate: float) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware time")
        if not 0 < rate <= 3_600:
            raise ValueError(f"a clock's rate is above 0 and at most 3600, not {rate}")
        self._start = start.astimezone(UTC)
        self._zero = time.monotonic()
        self.rate = rate

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return (time.monotonic() - self._zero) * self.rate
