"""Keeps what screens may see as new as the rights themselves."""

import logging
from collections.abc import Callable, Iterable

from realtime.screen import Screen

log = logging.getLogger(__name__)


class Rights:
    """Reads the rights of screens anew: at once when a change is reported, else at the latest after `recheck`
    seconds: a session also ends by itself. Screens are looked at ten times as often, so that they take turns.
    """

    def __init__(self, *, recheck: float, monotonic: Callable[[], float]) -> None:
        self._recheck = recheck
        self._monotonic = monotonic

    @property
    def turn(self) -> float:
        """Seconds between two looks at all screens."""
        return self._recheck / 10

    def read_old(self, screens: Iterable[Screen]) -> None:
        """Read those that would be too old at the next look."""
        latest = self._monotonic() - self._recheck + self.turn
        for screen in screens:
            if screen.checked <= latest and screen.session.ending is None:
                self.read(screen)

    def read(self, screen: Screen) -> None:
        """Read them; the screen is told what it lost."""
        screen.checked = self._monotonic()
        try:
            identity = screen.session.identity.again()
        except Exception:
            # The store of logins cannot be read just now. Nobody loses a board for that; it is tried again.
            log.exception("rights could not be read anew")
            return
        screen.rights(identity)
