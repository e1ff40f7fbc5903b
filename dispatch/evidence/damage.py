"""What can be wrong with a log that was looked at whole, and how it is told."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from uuid import UUID

Log: TypeAlias = Literal["events", "checkpoints", "readings", "file"]

KINDS: Final[dict[str, Log]] = {
    # one event
    "changed": "events",
    "not-stored-so": "events",
    "version-missing": "events",
    "position-missing": "events",
    "event-unknown": "events",
    "field-unknown": "events",
    "format-unknown": "events",
    "event-unreadable": "events",
    # one batch
    "batch-changed": "events",
    "batch-torn": "events",
    "batch-empty": "events",
    "no-batch": "events",
    "clock-back": "events",
    "clock-other": "events",
    # what was signed and is not so
    "signed-otherwise": "events",
    "cut-off": "events",
    # checkpoints themselves
    "checkpoint-unreadable": "checkpoints",
    "checkpoint-missing": "checkpoints",
    "checkpoint-changed": "checkpoints",
    "checkpoint-unsigned": "checkpoints",
    "checkpoint-back": "checkpoints",
    "key-replaced": "checkpoints",
    "another-key": "checkpoints",
    "put-back": "checkpoints",
    "elsewhere-missing": "checkpoints",
    "elsewhere-differs": "checkpoints",
    # the log of readings
    "reading-missing": "readings",
    "reading-back-in-time": "readings",
    "reading-changed": "readings",
    "reading-cut-unconfirmed": "readings",
    "readings-signed-otherwise": "readings",
    "readings-cut-off": "readings",
    "readings-of-another-log": "readings",
    "readings-gone": "readings",
    # the file
    "structure": "file",
    "sequence": "file",
    "pages": "file",
}
"""Every kind of damage and which log it is in; each has words, `cli.verify.damage.<kind>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One thing that does not hold. `position` is that of the event or reading, or the signed position.

    `stream` and `version` are there for an event, `number` for a checkpoint, `since` where only the stretch
    is known: the damage lies after it, up to `position`. `detail` is a name of the program's own (a table, a
    file, an event), never a value out of the log.
    """

    kind: str
    position: int
    stream: UUID | None = None
    version: int | None = None
    number: int | None = None
    since: int | None = None
    detail: str = ""

    @property
    def log(self) -> Log:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a checkpoint says of the log: the link, and the clock, at a position."""

    number: int
    position: int
    link: bytes
    recorded_at: int
    readings: tuple[int, bytes] | None
