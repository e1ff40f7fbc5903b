"""What is stored around every event: when, by whom, in answer to what."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Envelope(NamedTuple):
    """Fixed before the first event was stored.

    `happened_at` is when the person says it happened, `recorded_at` when the writer stored it (never
    decreasing within a log); both are aware UTC. `by` is an account's id, never a name; it is absent for
    what the clock itself brought about. `because_of` is the position of the event this one follows from.
    """

    happened_at: datetime
    recorded_at: datetime
    by: UUID | None
    role: str
    device: str | None
    sequence: int | None
    command_id: UUID
    because_of: int | None
    centre: UUID


class Recorded(NamedTuple):
    """One event as it stands in the log. `version` counts in the stream, from 1; `position` in the log."""

    stream: UUID
    version: int
    position: int
    name: str
    event: object
    envelope: Envelope
