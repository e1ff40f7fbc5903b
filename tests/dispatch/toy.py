"""The toy domain with everything around it: hot tables, a clock that a test sets, an open store."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from dispatch.clock import SystemClock
from dispatch.identity import fresh_id
from dispatch.ports import Row, Submission
from dispatch.sql.port import Database
from dispatch.store import Store, make_data_directory
from domain.envelope import Recorded
from tests.dispatch.boxes import (
    BOX,
    CATALOGUE,
    CENTRE,
    EVENTS,
    REGION,
    RULES,
    START,
    Box,
    BoxLent,
    BoxMissed,
    BoxNoted,
    BoxOpened,
    BoxReturned,
    Break,
    Colour,
    Corner,
    GiveBack,
    Lend,
    Note,
    Open,
    Outcome,
    decide,
)

__all__ = [
    "BOX",
    "CATALOGUE",
    "CENTRE",
    "EVENTS",
    "REGION",
    "RULES",
    "START",
    "Box",
    "BoxLent",
    "BoxMissed",
    "BoxNoted",
    "BoxOpened",
    "BoxReturned",
    "Break",
    "Colour",
    "Corner",
    "GiveBack",
    "Lend",
    "Note",
    "Open",
    "Outcome",
    "decide",
]


class Shelf:
    """Hot table: one row a box. `poison` is the note weight at which the fold fails."""

    name = "shelf"
    events = tuple(EVENTS.values())

    def __init__(self, *, version: int = 1, poison: float | None = None) -> None:
        self.version = version
        self.poison = poison

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (str(recorded.stream),)

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        event = recorded.event
        if isinstance(event, BoxNoted) and event.weight == self.poison:
            raise ValueError("poison")
        row = {**(row or {"id": str(recorded.stream), "notes": 0}), "version": recorded.version}
        match event:
            case BoxOpened():
                row["number"] = event.number
            case BoxNoted():
                row["notes"] += 1
            case BoxLent():
                row["team"] = event.team
            case BoxReturned():
                row.pop("team", None)
        return row


class Cupboard(Shelf):
    """The same, and a box that is lent is finished until it is back: filed under who has it."""

    def filed(self, row: Row) -> str | None:
        return row.get("team")


class Teams:
    """Hot table: one row a team that has a box; no row once it is back."""

    name = "teams"
    version = 1
    events = (BoxLent, BoxReturned, BoxMissed)

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (recorded.event.team,)  # type: ignore[attr-defined]

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        if isinstance(recorded.event, BoxReturned):
            return None
        return {"id": recorded.event.team, "box": str(recorded.stream)}  # type: ignore[attr-defined]


class HandClock:
    """A clock that a test sets."""

    rate = 1.0

    def __init__(self, now: datetime = START) -> None:
        self.time = now
        self.ticks = 0.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.ticks

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)
        self.ticks += timedelta(**by).total_seconds()


def submission(
    command: object, *, command_id: UUID | None = None, by: UUID | None = None, **more: object
) -> Submission:
    given: dict[str, object] = {"body": repr(command).encode(), **more}
    return Submission(
        name=type(command).__name__,
        command=command,
        command_id=command_id or fresh_id(SystemClock().now()),
        by=by or UUID(int=99),
        role="dispatcher",
        region=REGION,
        centre=CENTRE,
        **given,  # type: ignore[arg-type]
    )


def database_of(data: Path) -> Database | None:
    """Where the log of a directory is; none for its own file. `each_store` puts another one in place."""
    return None


def open_store(data: Path, **parts: object) -> Store:
    """A store in a directory of the test, made if need be; not started."""
    make_data_directory(data)
    given: Mapping[str, object] = {
        "catalogue": CATALOGUE,
        "rules": RULES,
        "folds": [Shelf(), Teams()],
        "clock": HandClock(),
        "database": database_of(data),
        **parts,
    }
    return Store(data, **given)  # type: ignore[arg-type]
