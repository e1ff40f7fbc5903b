"""An engine that failed three times in a row rests; it is used again when it knows what we know already."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from dispatch.clock import Clock
from dispatch.routing.port import Rung, RungDown, Way
from domain.places import Point
from domain.travel import Leg

Value = TypeVar("Value")

FAILURES: Final = 3
REST_S: Final = 30.0
LIKE: Final = 0.2
"""An answer within a fifth of what is known counts as the known one."""
ANYWHERE: Final = Point(lat=48.0, lon=67.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A drive whose length is known from elsewhere: an engine with another map does not know it."""

    origin: Point
    destination: Point
    metres: int


class Breaker:
    """A rung that is asked only while it can be believed. Safe from any thread.

    Nothing is asked of an engine before its first probe. `probe` is read for every probe, as the map under it
    may change; without one the engine has to answer at all. `clock` is the machine's own. `rest`: seconds.
    """

    def __init__(
        self, rung: Rung, probe: Callable[[], Probe | None], clock: Clock, rest: float = REST_S
    ) -> None:
        self._rung = rung
        self._probe = probe
        self._clock = clock
        self._rest_s = rest
        self._lock = threading.Lock()
        self._failures = 0
        self._resting: str | None = "engine-unproved"
        self._rests_until = float("-inf")

    @property
    def name(self) -> str:
        """See `Rung.name`."""
        return self._rung.name

    @property
    def data_version(self) -> str:
        """See `Rung.data_version`."""
        return self._rung.data_version

    def legs(self, origins: Sequence[Point], destinations: Sequence[Point], at: datetime) -> list[list[Leg]]:
        """See `Rung.legs`. While it rests, `RungDown` comes at once."""
        self._enter(at)
        return self._counted(lambda: self._rung.legs(origins, destinations, at))

    def way(self, origin: Point, destination: Point, at: datetime) -> Way | None:
        """See `Rung.way`."""
        self._enter(at)
        return self._counted(lambda: self._rung.way(origin, destination, at))

    def check(self, at: datetime) -> None:
        """Asks the probe, whoever needs an answer or not. Raises `RungDown`; a rest is waited for."""
        if not self._enter(at):
            self._prove(at)

    def _enter(self, at: datetime) -> bool:
        """Whether it was proved just now. Raises `RungDown` while it rests; one thread alone proves it."""
        with self._lock:
            code = self._resting
            if code is None:
                return False
            if self._clock.monotonic() < self._rests_until:
                raise RungDown(code)
            self._rests_until = self._clock.monotonic() + self._rest_s
        self._prove(at)
        return True

    def _prove(self, at: datetime) -> None:
        known = self._probe()
        ends = ([ANYWHERE], [ANYWHERE]) if known is None else ([known.origin], [known.destination])
        leg = self._counted(lambda: self._rung.legs(*ends, at))[0][0]
        if known is not None and (leg.metres is None or abs(leg.metres - known.metres) > LIKE * known.metres):
            self._rest("engine-wrong")
            raise RungDown("engine-wrong")
        with self._lock:
            self._resting = None

    def _counted(self, ask: Callable[[], Value]) -> Value:
        try:
            found = ask()
        except RungDown as down:
            with self._lock:
                self._failures += 1
                tired = self._failures >= FAILURES or self._resting is not None
            if tired:
                self._rest(down.code)
            raise
        with self._lock:
            self._failures = 0
        return found

    def _rest(self, code: str) -> None:
        with self._lock:
            self._resting = code
            self._rests_until = self._clock.monotonic() + self._rest_s
