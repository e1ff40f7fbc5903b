"""What a case knows of keeping and forgetting the people in it: their parts, and what stands where."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from uuid import UUID

_NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})


class Part(StrEnum):
    """A person's part in a case; `domain.identity.subject_of` makes the subject of it."""

    CHILD = "child"
    CALLER = "caller"
    GUARDIAN = "guardian"


class DeletionState(StrEnum):
    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


class HoldState(StrEnum):
    ASKED = "asked"
    PLACED = "placed"
    LIFT_ASKED = "lift-asked"
    LIFTED = "lifted"
    DROPPED = "dropped"


class Deletion(NamedTuple):
    """Somebody asked that these people's data be deleted; done or refused by `due`."""

    parts: tuple[Part, ...]
    due: datetime
    state: DeletionState = DeletionState.ASKED
    missed: bool = False


class Forgetting(NamedTuple):
    """One person put forward that these people be forgotten; it waits for a second."""

    parts: tuple[Part, ...]
    ground: str
    by: UUID | None
    role: str
    request: UUID | None


class Hold(NamedTuple):
    """The case is not to be forgotten. `by` asked for the step that waits for a second person."""

    state: HoldState
    ground: str
    by: UUID | None

    @property
    def binds(self) -> bool:
        """From the moment when it is asked for until it is lifted: what is gone cannot be held back."""
        return self.state in (HoldState.ASKED, HoldState.PLACED, HoldState.LIFT_ASKED)


class Keeping(NamedTuple):
    """The case's side of it. `closed_at`: when the writer recorded that it was closed; none while open."""

    closed_at: datetime | None = None
    deletions: Mapping[UUID, Deletion] = _NOTHING
    proposed: Forgetting | None = None
    holds: Mapping[UUID, Hold] = _NOTHING
    forgotten: frozenset[Part] = frozenset()

    @property
    def held(self) -> bool:
        return any(hold.binds for hold in self.holds.values())

    def with_hold(self, key: UUID, hold: Hold) -> "Keeping":
        return self._replace(holds={**self.holds, key: hold})

    def with_deletion(self, key: UUID, deletion: Deletion) -> "Keeping":
        return self._replace(deletions={**self.deletions, key: deletion})
