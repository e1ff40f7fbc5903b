"""A thread that looks when it is woken, and now and then besides: a lost wake-up costs a moment only."""

from collections.abc import Callable
from threading import Event, Thread


class Lookout:
    """`look` says whether there is more (by something true) and must not raise; it is asked every so many
    seconds by itself, and `rest` seconds after it is woken: who is woken all the time does more at once, and
    whoever wakes goes first."""

    def __init__(self, name: str, look: Callable[[], object], every: float, *, rest: float = 0.0) -> None:
        self._look = look
        self._every = every
        self._rest = rest
        self._woken = Event()
        self._ended = Event()
        self._name = name
        self._thread: Thread | None = None

    @property
    def ended(self) -> bool:
        """Whether it was asked to stop: a long look should end early."""
        return self._ended.is_set()

    def start(self) -> None:
        """Also after a stop."""
        self._ended.clear()
        self._thread = Thread(target=self._work, name=self._name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There may be something new; for any thread."""
        self._woken.set()

    def stop(self) -> None:
        """Returns when the look under way is over."""
        self._ended.set()
        self._woken.set()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self.ended:
            self._woken.clear()
            if not self._look() and self._woken.wait(self._every):
                self._ended.wait(self._rest)  # whoever woke it goes first
