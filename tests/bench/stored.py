"""What the engine stores for the evening's commands, one by one: events, and rows of every other table."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from dispatch.ports import Accepted
from dispatch.schema import open_to_read
from dispatch.sql.port import Reading
from domain.envelope import Recorded
from tests.bench.evening import life, registrations, submission
from web.bootstrap import build, close, set_up
from web.settings import Settings
from web.system import System

SAMPLE: Final = 280
_BESIDE: Final = ("kept_command", "claim", "moment", "hot_row", "outbox", "case_number")


@dataclass(frozen=True)
class Beside:
    """Rows of one statement: the table, the statement with `?`, its parameters row by row."""

    table: str
    sql: str
    rows: list[Sequence[Any]]


@dataclass(frozen=True)
class Command:
    """One command as stored. `body` is what was sent."""

    body: bytes
    events: list[Recorded]
    rows: list[tuple[str, int, str, bytes, bytes]]
    """Stream, version, topic, state, hash."""
    beside: list[Beside]


def opened(data: Path, teams: int, store: str = "sqlite:") -> System:
    """The product as `jedel serve` builds it, with a centre that has so many groups."""
    set_up(data, {"demonstration": False})
    system = build(Settings(data=data, store=store))
    for command in registrations(teams):
        outcome = system.store.writer.call(submission(command))
        assert isinstance(outcome, Accepted), outcome
    return system


def stories(place: Path, many: int = SAMPLE) -> list[Command]:
    """Whole stories, one command after another."""
    system = opened(place, 1)
    try:
        with closing(open_to_read(place / "log.db")) as reading:
            return list(_stored(system, reading, islice(life(0), many)))
    finally:
        close(system)


def _stored(system: System, reading: Reading, commands: Iterable[object]) -> Iterable[Command]:
    connection: Any = system.store._connection
    written: list[Beside] = []
    executemany = connection.executemany

    def seen(sql: str, rows: Iterable[Sequence[Any]]) -> object:
        given = list(rows)
        table = next((each for each in _BESIDE if f" {each} " in f"{sql} "), None)
        if table is not None and given and not sql.startswith("UPDATE"):  # what couriers write down later
            written.append(Beside(table, sql, given))
        return executemany(sql, given)

    connection.executemany = seen
    for command in commands:
        written.clear()
        head, sent = system.store.log.head, submission(command)
        outcome = system.store.writer.call(sent)
        assert isinstance(outcome, Accepted), outcome
        query = (
            "SELECT originator_id, originator_version, topic, state, hash FROM stored_events"
            " WHERE rowid>? ORDER BY rowid"
        )
        rows = reading.execute(query, (head,)).fetchall()
        yield Command(sent.body, system.store.log.after(head), rows, list(written))
