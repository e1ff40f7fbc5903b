"""Rights are read anew in turns: everybody's in time, and never many at once."""

from collections import defaultdict

import pytest

from realtime import rights
from realtime.fanout import Hub
from realtime.limits import Limits
from realtime.screen import Screen
from realtime.terms import Identity
from tests.realtime.machine import TestClock
from tests.realtime.wire import Wire

RECHECK, SCREENS = 5.0, 300


class Turns:
    """Screens that come and go, and when the rights of each were read."""

    def __init__(self) -> None:
        self.now = 0.0
        limits = Limits(recheck=RECHECK, screens_per_user=10_000)
        self.hub = Hub(epoch="e", clock=TestClock(), limits=limits, monotonic=lambda: self.now)
        self.read: dict[Screen, float] = {}
        self.per_look: dict[float, int] = defaultdict(int)
        self.longest = 0.0

    def join(self) -> None:
        def again() -> Identity:
            self.longest = max(self.longest, self.now - self.read[screen])
            self.read[screen] = self.now
            self.per_look[self.now] += 1
            return identity

        identity = Identity("u", (), lambda _topic: True, again)
        screen = self.hub.join(identity, Wire())
        self.read[screen] = self.now

    def live(self, seconds: float) -> None:
        """Look as the hub's task does; now and then one goes and another comes."""
        until = self.now + seconds
        while self.now < until:
            self.now += self.hub._rights.turn
            self.hub._rights.look(self.hub.screens)
            self.hub.leave(next(iter(self.hub.screens)))
            self.join()


def lived() -> Turns:
    turns = Turns()
    for _ in range(SCREENS):
        turns.join()  # all at once, as after a restart
    turns.live(4 * RECHECK)
    return turns


def test_everybody_has_a_turn_in_time_and_never_many_at_once() -> None:
    turns = lived()
    waiting = max(turns.now - turns.read[screen] for screen in turns.hub.screens)
    assert max(turns.longest, waiting) <= RECHECK * 1.05
    assert max(turns.per_look.values()) <= SCREENS // 100 + 1


def test_turns_that_come_too_seldom_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "len", lambda screens: 0.8 * len(screens), raising=False)
    turns = lived()
    waiting = max(turns.now - turns.read[screen] for screen in turns.hub.screens)
    assert max(turns.longest, waiting) > RECHECK * 1.05
