"""How much a screen may say: an allowance that is spent by messages and grows with time."""


class Allowance:
    """At most `burst` messages at once, growing again by `per_second`."""

    def __init__(self, *, burst: int, per_second: float, now: float) -> None:
        self._burst = float(burst)
        self._per_second = per_second
        self._left = float(burst)
        self._at = now

    def spend(self, now: float) -> bool:
        """Take one message from the allowance; False when there is none."""
        self._left = min(self._burst, self._left + (now - self._at) * self._per_second) - 1.0
        self._at = now
        return self._left >= 0.0
