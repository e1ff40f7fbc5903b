"""Keeps what screens may see as new as the rights themselves."""

import logging
from collections import deque
from collections.abc import Callable, Container, Sized
from typing import Final, Protocol

from realtime.screen import Screen

log = logging.getLogger(__name__)

_LOOKS: Final = 100
"""Looks in which all screens have had their turn."""


class Screens(Container[Screen], Sized, Protocol):
    """All that are connected."""


class Rights:
    """Reads the rights of screens anew: at once when a change is reported, else each `recheck` seconds: a
    session also ends by itself. Screens take turns, a few at each look, so that nobody waits for all of them.
    """

    def __init__(self, *, recheck: float, monotonic: Callable[[], float]) -> None:
        self._recheck = recheck
        self._monotonic = monotonic
        self._turns: deque[Screen] = deque()
        self._looked = monotonic()
        self._owed = 0.0

    @property
    def turn(self) -> float:
        """Seconds between two looks."""
        return self._recheck / _LOOKS

    def begin(self, screen: Screen) -> None:
        """It was just let in: its turn comes after that of all others."""
        self._turns.append(screen)

    def look(self, connected: Screens) -> None:
        """Read those whose turn it is; the time that went by says how many they are."""
        now = self._monotonic()
        owed = self._owed + len(connected) * (now - self._looked) / self._recheck
        self._owed, self._looked = min(owed, len(connected)), now
        while self._owed >= 1 and self._turns:
            screen = self._turns.popleft()
            if screen in connected:
                self._owed -= 1
                self._turns.append(screen)
                self.read(screen)

    def read(self, screen: Screen) -> None:
        """Read them; the screen is told what it lost."""
        if screen.session.ending is not None:
            return
        try:
            identity = screen.session.identity.again()
        except Exception:
            # The store of logins cannot be read just now. Nobody loses a board for that; it is tried again.
            log.exception("rights could not be read anew")
            return
        screen.rights(identity)
