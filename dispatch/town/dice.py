"""Chance for the town: a small generator of our own, so that a seed gives one town on every Python."""

from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")

_MASK: Final = (1 << 64) - 1


class Dice:
    """SplitMix64 (Steele, Lea, Flood 2014): fast, small, and not for secrets."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def _next(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def between(self, low: float, high: float) -> float:
        """A number from `low` up to but not including `high`."""
        return low + (high - low) * (self._next() >> 11) / (1 << 53)

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self._next() % (high - low + 1)

    def chance(self, share: float) -> bool:
        """True in about this share of throws."""
        return self.between(0.0, 1.0) < share

    def one_of(self, things: Sequence[T]) -> T:
        """One of the things, each as likely."""
        return things[self._next() % len(things)]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """The things in another order (Fisher and Yates)."""
        out = list(things)
        for i in range(len(out) - 1, 0, -1):
            j = self._next() % (i + 1)
            out[i], out[j] = out[j], out[i]
        return out
