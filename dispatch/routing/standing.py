"""Which rung answers now, and since when it is not the best one: for the board and for whoever watches."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dispatch.clock import Clock

NOT_SET_UP: Final = frozenset({"no-roads"})
"""A rung that was never given data is no failure: nobody expects it to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`rung` answers now; `best` is the best that is set up. `since` and `code` tell why they differ."""

    rung: str
    best: str
    since: datetime | None = None
    code: str | None = None

    @property
    def lowered(self) -> bool:
        """Whether times are of a worse rung than this installation has."""
        return self.rung != self.best


class Standings:
    """What the last question to each rung came to. Safe from any thread."""

    def __init__(self, names: Sequence[str], clock: Clock) -> None:
        self._names = tuple(names)
        self._clock = clock
        self._lock = threading.Lock()
        self._down: dict[str, tuple[str, datetime]] = {}

    def fell(self, name: str, code: str) -> None:
        """This rung could not answer; it is dated by the first time."""
        with self._lock:
            since = self._down[name][1] if name in self._down else self._clock.now()
            self._down[name] = (code, since)

    def stands(self, name: str) -> None:
        """This rung answered."""
        with self._lock:
            self._down.pop(name, None)

    def now(self) -> Standing:
        """What stands as far as is known; a rung that was never asked is believed to."""
        with self._lock:
            down = dict(self._down)
        set_up = [name for name in self._names if name not in down or down[name][0] not in NOT_SET_UP]
        rung = next((name for name in set_up if name not in down), self._names[-1])
        above = [down[name] for name in set_up[: set_up.index(rung)] if name in down]
        if not above:
            return Standing(rung=rung, best=rung)
        code, _ = above[0]
        return Standing(rung=rung, best=set_up[0], since=max(since for _, since in above), code=code)
