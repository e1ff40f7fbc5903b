"""The clock's own commands: whatever was due is asked again, once, and never early.

One thread looks at the table of due moments. A moment has come when the wall clock says so; its row goes
away in the transaction that carries its check out, whatever the decision is. So a sleep, a restart or a
clock that leaps ahead only brings many at once (a bounded number at a time), and a clock that is set back
brings none twice. A check that fails is tried again, ever more slowly.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from threading import Event, Thread
from uuid import UUID, uuid5

from dispatch.clock import Clock
from dispatch.limits import EngineLimits
from dispatch.ports import Accepted, Due, QueueFull, StoreUnavailable, Submission
from domain.moments import CheckMoment
from domain.refusal import Refused

LOOK_EVERY = 1.0
SHORTEST_PAUSE = 0.05
_DEFAULT = EngineLimits()
_CHECKS = UUID("6f9d2f5c-51a1-5d0e-9c43-6a64656c7469")
_log = logging.getLogger(__name__)

Send = Callable[[Submission], "Future[Accepted | Refused]"]
DueAt = Callable[[datetime, int], list[Due]]


def check_of(due: Due) -> Submission:
    """The command that asks about a moment; always the same for the same moment."""
    name = f"{due.stream}|{due.at.isoformat()}|{due.kind}|{due.ref}|{due.position}"
    return Submission(
        name="check-moment",
        command=CheckMoment(kind=due.kind, ref=due.ref),
        command_id=uuid5(_CHECKS, name),
        by=None,
        role="system",
        region="",
        centre=due.centre,
        because_of=due.position,
        due=due,
    )


class Ticker:
    """Looks at what is due every second of its clock (at most twenty times a second of the machine)."""

    def __init__(
        self,
        clock: Clock,
        due_at: DueAt,
        send: Send,
        *,
        at_once: int = _DEFAULT.checks,
        slowest_retry: float = _DEFAULT.slowest_retry,
    ) -> None:
        self._at_once = at_once
        self._slowest_retry = slowest_retry
        self._clock = clock
        self._due_at = due_at
        self._send = send
        self._failed: dict[Due, tuple[int, float]] = {}
        self._ended = Event()
        self._thread = Thread(target=self._work, name="ticker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        pause = max(SHORTEST_PAUSE, LOOK_EVERY / self._clock.rate)
        while not self._ended.is_set():
            try:
                more = self.tick() >= self._at_once
            except Exception:  # noqa: BLE001 - the clock must go on; the next look tries again
                _log.exception("the ticker could not look at what is due")
                more = False
            if not more:
                self._ended.wait(pause)

    def tick(self) -> int:
        """Ask about what is due now, at most so many at once; how many were asked about."""
        asked = []
        for due in self._due_at(self._clock.now(), self._at_once + len(self._failed)):
            if self._clock.monotonic() < self._failed.get(due, (0, 0.0))[1]:
                continue
            try:
                asked.append((due, self._send(check_of(due))))
            except (QueueFull, StoreUnavailable):
                break
            if len(asked) == self._at_once:
                break
        for due, answer in asked:
            self._note(due, answer.exception())
        return len(asked)

    def _note(self, due: Due, error: BaseException | None) -> None:
        if error is None:
            self._failed.pop(due, None)
            return
        tries = self._failed.get(due, (0, 0.0))[0]
        self._failed[due] = (tries + 1, self._clock.monotonic() + min(2.0**tries, self._slowest_retry))
        _log.error("%s of stream %s could not be checked: %s", due.kind, due.stream, type(error).__name__)
