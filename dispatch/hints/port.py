"""What processes of one installation tell each other: that there is something to look at, never what.

Everything is right without a single hint: whoever listens also looks every second by itself. And the memory
that the processes have in common beside the database, which may be gone at any moment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, Protocol, TypeAlias

KINDS: Final = ("log", "access", "inbox", "lane", "positions")
"""What there may be to look at. The key of `log` is the position reached; others name a row, or nothing."""

Code: TypeAlias = Literal["unreachable", "silent", "full", "garbled"]
"""Nobody answers; what is told does not come back; nothing more can be stored; what comes makes no sense."""

Heard: TypeAlias = Callable[[str], None]
"""Called with the key, or with "" for whatever there may be; on a thread of the hints, which it keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How hints go: by `carrier`; since when and why they do not, if `lowered`."""

    carrier: Literal["in-process", "redis"]
    lowered: bool = False
    since: datetime | None = None
    code: Code | None = None


class Memory(Protocol):
    """Shared by the processes, lost at any moment, never the truth of anything."""

    def name(self, *parts: str) -> str:
        """The full name of something of this installation."""
        ...

    def ask(self, *command: str | bytes | float) -> Any:
        """One command in Redis's words, sent once. None if it cannot be had; at most 0.25 s for each of
        connecting and answering, and at once while it is left alone after a failure. For any thread."""
        ...


class Hints(Protocol):
    """One in the process; for any thread."""

    @property
    def memory(self) -> Memory | None:
        """None where there is this process only."""
        ...

    def start(self) -> None: ...

    def tell(self, kind: str, key: str = "") -> None:
        """The other processes may look. Returns at once and never raises; of equal ones one is enough."""
        ...

    def listen(self, kind: str, heard: Heard) -> None:
        """Hear what other processes tell of this kind; before `start`."""
        ...

    def standing(self) -> Standing: ...

    def present(self, boards: Callable[[], Mapping[str, int]]) -> None:
        """Say every second how many live boards of each region are here; before `start`."""
        ...

    def others(self) -> Mapping[str, Mapping[str, int]]:
        """Live boards by process, this one among them, and region, as of a second ago; nothing if unknown."""
        ...

    def close(self) -> None: ...
