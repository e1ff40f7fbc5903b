"""How often something may happen: token buckets, kept for a bounded number of keys."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class Buckets:
    """One bucket a key: `burst` at once, then `per_hour` evenly. The least recently used keys go first: who
    is forgotten begins with a full bucket, so the whole must be bounded by another bucket besides."""

    def __init__(
        self, burst: float, per_hour: float, monotonic: Callable[[], float], most_keys: int = 1
    ) -> None:
        self._burst = burst
        self._per_second = per_hour / 3_600
        self._monotonic = monotonic
        self._most_keys = most_keys
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: Hashable = "") -> bool:
        """Whether one more may happen now; if so it is counted."""
        with self._lock:
            left = self._now(key)
            enough = left >= 1
            self._put(key, left - 1 if enough else left)
            return enough

    def has(self, key: Hashable = "") -> bool:
        """Whether one more could happen; nothing is counted."""
        with self._lock:
            return self._now(key) >= 1

    def clear(self) -> None:
        with self._lock:
            self._left.clear()

    def __len__(self) -> int:
        return len(self._left)

    def _now(self, key: Hashable) -> float:
        left, at = self._left.get(key, (self._burst, 0.0))
        return min(self._burst, left + (self._monotonic() - at) * self._per_second)

    def _put(self, key: Hashable, left: float) -> None:
        self._left[key] = (left, self._monotonic())
        self._left.move_to_end(key)
        if len(self._left) > self._most_keys:
            self._left.popitem(last=False)
