"""How a batch gets back to those who wait for it, in an event loop or in a thread, and to those who watch."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from dispatch.commit import Outcome
from dispatch.ports import Accepted, Changes, Submission, Watcher
from domain.refusal import Refused

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Waiting:
    """A command and who waits for it: a future of an event loop, or of a thread."""

    submission: Submission
    future: "asyncio.Future[Accepted | Refused] | Future[Accepted | Refused]"
    loop: asyncio.AbstractEventLoop | None


def answer(batch: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
    """Each its outcome; an event loop is woken once for all of its own."""
    by_loop: dict[asyncio.AbstractEventLoop | None, list[tuple[Any, Outcome]]] = {}
    for waiting, outcome in zip(batch, outcomes, strict=True):
        by_loop.setdefault(waiting.loop, []).append((waiting.future, outcome))
    for loop, answers in by_loop.items():
        if loop is None:
            settle(answers)
            continue
        try:
            loop.call_soon_threadsafe(settle, answers)
        except RuntimeError:  # the loop was closed meanwhile: nobody is left to be answered
            _log.warning("%d answers came after their event loop had closed", len(answers))


def settle(answers: Sequence[tuple[Any, Outcome]]) -> None:
    """In the thread, or the loop, of who waits."""
    for future, outcome in answers:
        if future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)


class Watchers:
    """Who is told of every batch. `unheard` counts how often one failed to take it in."""

    def __init__(self) -> None:
        self._first: list[Watcher] = []
        self._others: list[Watcher] = []
        self.unheard = 0

    def add(self, watcher: Watcher, *, first: bool) -> None:
        """For any thread; from the next batch on."""
        if first:
            self._first = [*self._first, watcher]
        else:
            self._others = [*self._others, watcher]

    def tell_first(self, changes: Changes | None) -> None:
        """Before the answers go out."""
        self._tell(self._first, changes)

    def tell(self, changes: Changes | None) -> None:
        """Everybody else, after them."""
        self._tell(self._others, changes)

    def _tell(self, watchers: Sequence[Watcher], changes: Changes | None) -> None:
        if changes is None:
            return
        for watcher in watchers:
            try:
                watcher(changes)
            except Exception:  # noqa: BLE001 - a watcher's mistake must not stop the writer
                self.unheard += 1
                _log.exception("a watcher failed at position %d", changes.position)
