"""What a session is made of and how it ends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from realtime.topic import Mark, Topic

Sent: TypeAlias = Mapping[str, Mark | None]
"""Topic -> what the screen was sent last. Never changed in place: sessions in step share one mapping."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose session it is and what it may see."""

    user: str
    """Account id, never a name."""
    topics: tuple[str, ...]
    """What `welcome` offers; nobody asks later."""
    may_subscribe: Callable[[str], bool]
    again: "Callable[[], Identity | None]"
    """Reads the same login's rights anew; None when it is over."""


class Clock(Protocol):
    """The product's clock, which may run faster than the machine's."""

    @property
    def rate(self) -> float: ...

    def now(self) -> datetime: ...


class Topics(Protocol):
    """Where the session finds a topic; None when there is no such kind of topic."""

    def topic(self, name: str) -> Topic | None: ...


@dataclass(frozen=True, slots=True)
class Close:
    """End the connection politely, after the frames that are still to be pulled."""

    code: int


@dataclass(frozen=True, slots=True)
class Abort:
    """Drop the connection without waiting for its buffers; `code` says why, to the log only."""

    code: int


Ending: TypeAlias = Close | Abort
