"""The in-product inbox: the outbox's first channel. One row per notice and account, in `inbox`.

The receipt of a notice is the moment at which its reader said so (`read_at`). Rows name a kind and a case,
nothing about a child. Read ones are deleted after a while; what nobody has read stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from dispatch.outbox import Parcel
from dispatch.schema import microseconds, moment_from
from dispatch.tables.moved import Moved
from dispatch.tables.port import Tables

NAME: Final = "inbox"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS notice (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL, account BLOB NOT NULL, kind TEXT NOT NULL,
    stream BLOB, ref TEXT NOT NULL, at INTEGER NOT NULL, read_at INTEGER, UNIQUE (account, id));
CREATE INDEX IF NOT EXISTS notice_unread ON notice (account) WHERE read_at IS NULL;
"""

_PUT: Final = (
    "INSERT INTO notice (id, account, kind, stream, ref, at) VALUES (?,?,?,?,?,?)"
    " ON CONFLICT (account, id) DO NOTHING"
)
_READ: Final = "UPDATE notice SET read_at=? WHERE account=? AND number=? AND read_at IS NULL"
_READ_TO: Final = "UPDATE notice SET read_at=? WHERE account=? AND number<=? AND read_at IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One notice as one account has it; `number` rises with every notice of the installation."""

    number: int
    kind: str
    case: UUID | None
    ref: str
    at: datetime
    read_at: datetime | None


Watch = Callable[[UUID], None]


class Inbox:
    """Safe from any thread. `watch` hears, after it is durable, whose inbox changed."""

    name = NAME

    def __init__(self, tables: Tables, watch: Watch = lambda _: None) -> None:
        self.watch = watch
        self._tables = tables
        tables.prepare(_SCHEMA)
        self._moved = Moved(tables)

    def deliver(self, parcel: Parcel, recipients: Sequence[UUID]) -> str:
        """All of them or none; an account that has it under this id keeps what it has."""
        stream = None if parcel.case is None else parcel.case.bytes
        told = (parcel.kind, stream, parcel.ref, microseconds(parcel.created))
        rows = [(parcel.id.bytes, account.bytes, *told) for account in recipients]
        with self._tables.together():
            if self._tables.many(_PUT, rows):
                self._moved.note([account.hex for account in recipients])
        for account in recipients:
            self.watch(account)
        return f"{NAME}:{len(recipients)}"

    def page(self, account: UUID, before: int | None, limit: int) -> list[Told]:
        """An account's notices, newest first, those below `before`."""
        rows = self._tables.rows(
            "SELECT number, kind, stream, ref, at, read_at FROM notice WHERE account=? AND number<?"
            " ORDER BY number DESC LIMIT ?",
            (account.bytes, 2**62 if before is None else before, limit),
        )
        return [
            Told(
                number=number,
                kind=kind,
                case=None if stream is None else UUID(bytes=stream),
                ref=ref,
                at=moment_from(at),
                read_at=None if read_at is None else moment_from(read_at),
            )
            for number, kind, stream, ref, at, read_at in rows
        ]

    def unread(self, account: UUID) -> tuple[int, int]:
        """How many an account has not read, and the number of its newest."""
        (row,) = self._tables.rows(
            "SELECT count(*), coalesce(max(number), 0) FROM notice WHERE account=? AND read_at IS NULL",
            (account.bytes,),
        )
        return int(row[0]), int(row[1])

    def accounts(self) -> list[UUID]:
        """Who has something unread."""
        rows = self._tables.rows("SELECT DISTINCT account FROM notice WHERE read_at IS NULL")
        return [UUID(bytes=account) for (account,) in rows]

    def read(self, account: UUID, up_to: int | None, numbers: Sequence[int], now: datetime) -> int:
        """An account has read these, or all up to a number; what it had read before keeps its time."""
        at = microseconds(now)
        with self._tables.together():
            done = self._tables.many(_READ, [(at, account.bytes, number) for number in numbers])
            if up_to is not None:
                done += self._tables.write(_READ_TO, (at, account.bytes, up_to))
            if done:
                self._moved.note([account.hex])
        self.watch(account)
        return done

    def look(self) -> list[UUID]:
        """Whose inbox was changed since the last look, by whichever process. For one thread."""
        return [UUID(account) for account in self._moved.look()]

    def purge(self, before: datetime) -> int:
        """Delete what was read before a time."""
        return self._tables.write("DELETE FROM notice WHERE read_at<?", (microseconds(before),))

    def close(self) -> None:
        self._tables.close()
