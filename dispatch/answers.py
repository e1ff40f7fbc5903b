"""Who waits for which command, and how the answer gets back: to an event loop, or to a thread."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from dispatch.commit import Outcome
from dispatch.ports import Accepted, Submission
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
