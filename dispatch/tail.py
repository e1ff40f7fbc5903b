"""The end of the log as this process wrote it: whoever follows it need not read and decode that again."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from threading import Lock
from typing import Any, Final

from domain.envelope import Recorded
from domain.marks import FORGOTTEN, sealed_fields

KEPT: Final = 4_096
"""Events. Who is further behind reads the log."""
_SEALED: Final[dict[type, tuple[str, ...]]] = {}


class Tail:
    """Events without a gap, nothing personal in them. The writer adds, any thread reads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._lock = Lock()
        self._events: deque[Recorded] = deque(maxlen=kept)

    def add(self, events: Sequence[Recorded]) -> None:
        """These are durable. What was kept goes if somebody else, or nobody knows who, wrote in between."""
        bare = [_bare(each) for each in events]
        with self._lock:
            if bare and self._events and bare[0].position != self._events[-1].position + 1:
                self._events.clear()
            self._events.extend(bare)

    def after(self, position: int, limit: int) -> Sequence[Recorded]:
        """Up to `limit` events after a position, what is sealed in them as forgotten; nothing where the log
        has to be asked."""
        with self._lock:
            start = position + 1 - self._events[0].position if self._events else -1
            return list(islice(self._events, start, start + limit)) if start >= 0 else ()


def _bare(recorded: Recorded) -> Recorded:
    """As it reads to who has no key."""
    event: Any = recorded.event
    gone = {name: FORGOTTEN for name in _sealed(type(event)) if getattr(event, name) is not None}
    return recorded._replace(event=replace(event, **gone)) if gone else recorded


def _sealed(kind: type) -> tuple[str, ...]:
    found = _SEALED.get(kind)
    if found is None:
        found = _SEALED[kind] = tuple(sealed_fields(kind))
    return found
