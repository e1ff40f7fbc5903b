"""Guessing gets slower: after a few wrong passwords a login waits, each time twice as long as before."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

KEPT: Final = 10_000
"""Logins whose failures are remembered; the one that failed longest ago is forgotten first."""

FORGOTTEN_AFTER: Final = 24 * 3_600.0
"""Seconds without a wrong try after which earlier ones count no more."""


@dataclass(slots=True)
class _Tries:
    failed: int = 0
    until: float = 0.0
    last: float = 0.0


class Guessing:
    """Counts by login as it was typed, known or not, so that it never tells which logins exist.

    Networks are counted by another one, which allows more and forgets sooner: many people share an address.
    """

    def __init__(
        self,
        *,
        free: int,
        first_wait: float,
        longest_wait: float,
        monotonic: Callable[[], float],
        kept: int = KEPT,
        forgotten_after: float = FORGOTTEN_AFTER,
    ) -> None:
        self._free = free
        self._first = first_wait
        self._longest = longest_wait
        self._monotonic = monotonic
        self._kept = kept
        self._forgotten_after = forgotten_after
        self._tries: OrderedDict[str, _Tries] = OrderedDict()

    def wait(self, login: str) -> float:
        """Seconds until the next try of this login will be looked at; 0 if it may come now."""
        tries = self._tries.get(login)
        return 0.0 if tries is None else max(0.0, tries.until - self._monotonic())

    def failed(self, login: str) -> None:
        """A password was wrong."""
        tries, now = self._tries.setdefault(login, _Tries()), self._monotonic()
        self._tries.move_to_end(login)
        if now - tries.last > self._forgotten_after:
            tries.failed = 0
        tries.failed, tries.last = tries.failed + 1, now
        if tries.failed >= self._free:
            doubled = self._first * 2 ** min(tries.failed - self._free, 30)
            tries.until = now + min(doubled, self._longest)
        while len(self._tries) > self._kept:
            self._tries.popitem(last=False)

    def succeeded(self, login: str) -> None:
        self._tries.pop(login, None)
