"""Commands that were accepted, kept with the log: the same one again gets the same answer and does nothing.

A command is known by its account and the id which the sender made for it. What is kept is a keyed hash of
its body, its position and its answer; a refusal is not kept, so that it can be tried again.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

import orjson

from dispatch.ports import JSON
from dispatch.sql.port import Connection, Found, Question

NOBODY = bytes(16)
NOTHING = bytes(32)
_WIDTHS = (1, 8, 64, 256)
# Not `IN (VALUES ...)`: SQLite then reads the whole table instead of its key.
_FIND = (
    "WITH asked (a, b) AS (VALUES {marks}) SELECT command_id, account, digest, position, answer"
    " FROM asked CROSS JOIN kept_command WHERE command_id=a AND account=b"
)
_QUERIES = {width: _FIND.format(marks=",".join(["(?,?)"] * width)) for width in _WIDTHS}

CommandKey = tuple[bytes, bytes]


def command_key(by: UUID | None, command_id: UUID) -> CommandKey:
    """What a command is known by: its id and its account (zero bytes for the clock's own)."""
    return (command_id.bytes, NOBODY if by is None else by.bytes)


def _sender(envelope: Mapping[str, str]) -> CommandKey:
    """What the command of a stored event is known by."""
    by = envelope.get("by")
    return command_key(None if by is None else UUID(by), UUID(envelope["command_id"]))


class Kept(NamedTuple):
    """One accepted command."""

    digest: bytes
    position: int
    answer: bytes

    def answered(self) -> Mapping[str, JSON]:
        return orjson.loads(self.answer)  # type: ignore[no-any-return]


class KeptCommands:
    """Accepted commands: those that a batch may repeat are asked for at its start, by one question."""

    def __init__(self) -> None:
        self._known: dict[CommandKey, Kept] = {}
        self._staged: dict[CommandKey, Kept] = {}

    def question(self, asked: Iterable[CommandKey]) -> Question:
        """What finds the batch's commands."""
        keys = list(dict.fromkeys(asked))
        width = next(width for width in _WIDTHS if width >= len(keys))
        padded = keys + keys[:1] * (width - len(keys))
        return _QUERIES[width], [part for key in padded for part in key]

    def begin(self, found: Found) -> None:
        """These were found of the batch's commands; forgets the ones found before."""
        self._known.clear()
        self._staged.clear()
        for command_id, account, digest, position, answer in found:
            self._known[command_id, account] = Kept(digest, position, answer)

    def find(self, key: CommandKey) -> Kept | None:
        return self._staged.get(key) or self._known.get(key)

    def stage(self, key: CommandKey, kept: Kept) -> None:
        self._staged[key] = kept

    def unlearn(self, connection: Connection, subject: UUID, stream: UUID) -> None:
        """What was sent about a forgotten subject is recognised no more: sent again, it is refused."""
        rows = connection.execute("SELECT state FROM stored_events WHERE originator_id=?", (stream.hex,))
        told = (orjson.loads(state) for (state,) in rows)
        sent = {_sender(each["m"]) for each in told if subject.hex in each.get("s", ())}
        connection.executemany(
            "UPDATE kept_command SET digest=? WHERE command_id=? AND account=?",
            [(NOTHING, *command) for command in sent],
        )

    def flush(self, connection: Connection) -> None:
        if self._staged:
            connection.executemany(
                "INSERT INTO kept_command VALUES (?,?,?,?,?)",
                [(*key, kept.digest, kept.position, kept.answer) for key, kept in self._staged.items()],
            )
