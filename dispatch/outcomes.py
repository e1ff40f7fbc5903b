"""What the desk's handlers give back, and how events become appends."""

from collections.abc import Callable
from typing import Any, TypeAlias
from uuid import UUID

from dispatch.ports import Append, Decided, Held, Reader
from domain.context import Context
from domain.refusal import Refused

Outcome: TypeAlias = Decided | Refused
Handler: TypeAlias = Callable[[Reader, Any, Context], Outcome]
Events: TypeAlias = tuple[object, ...]


def one(stream: UUID, version: int, events: Events | Refused, **answer: Any) -> Outcome:
    """One stream's events as an outcome; nothing to store is an answer too."""
    if isinstance(events, Refused):
        return events
    appends = (Append(stream=stream, expected_version=version, events=events),) if events else ()
    return Decided(appends=appends, answer=answer)


def together(*parts: tuple[UUID, int, Events]) -> Decided:
    """Events of several streams, stored together or not at all."""
    return Decided(
        appends=tuple(
            Append(stream=stream, expected_version=version, events=events)
            for stream, version, events in parts
            if events
        )
    )


def taken(code: str, held: Held, **more: str) -> Refused:
    """Somebody else was first: who that was and when goes with it."""
    return Refused(code=code, params={"account": str(held.by or ""), "at": held.at.isoformat(), **more})
