"""A planted slow-down: what the product does takes so much longer, to see that the figures show it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import ParamSpec, TypeVar

from web import engine

P = ParamSpec("P")
T = TypeVar("T")


def slowed(what: Callable[P, T], seconds: float) -> Callable[P, T]:
    """The same, but it first works for so long (processor time of its thread) on nothing."""

    def slow(*args: P.args, **kwargs: P.kwargs) -> T:
        end = time.thread_time() + seconds
        while time.thread_time() < end:
            pass
        return what(*args, **kwargs)

    return slow if seconds else what


@contextmanager
def slow_decisions(seconds: float) -> Iterator[None]:
    """Every decision of a system that is built within takes so much longer."""
    rules = engine.RULES
    engine.RULES = replace(rules, decide=slowed(rules.decide, seconds))  # type: ignore[misc]
    try:
        yield
    finally:
        engine.RULES = rules  # type: ignore[misc]
