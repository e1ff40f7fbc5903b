"""Everything that one transaction keeps besides the events, opened, written and closed together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.chain import batch_link, first_link
from dispatch.claims_store import Claims
from dispatch.hot import HotTables
from dispatch.idempotency import CommandKey, KeptCommands
from dispatch.moments_store import Moments
from dispatch.numbers import Numbers
from dispatch.outbox import Outbox
from dispatch.ports import Change
from dispatch.schema import microseconds, moment_from
from dispatch.sql.head import head_of
from dispatch.sql.port import Connection
from dispatch.standing import Streams

EventRow = tuple[int, str, int, str, bytes, bytes]
_LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The books that the writer keeps."""

    streams: Streams
    hot: HotTables
    claims: Claims
    numbers: Numbers
    commands: KeptCommands
    moments: Moments
    outbox: Outbox


class Books:
    """The head of the log and the books that stand at it. Used by the writer's thread alone."""

    def __init__(self, connection: Connection, log_id: UUID, parts: Parts) -> None:
        self._connection = connection
        self._log_id = log_id
        self.parts = parts
        self.head = 0
        self.recorded_at = _LONG_AGO
        self._link = first_link(log_id)
        parts.streams.connection = connection

    def load(self) -> list[Change]:
        """Take everything as the file has it; what that changed in the hot tables."""
        head = head_of(self._connection)
        query = "SELECT recorded_at, link FROM batch ORDER BY last DESC LIMIT 1"
        last = self._connection.execute(query).fetchone()
        if last is not None:
            self.recorded_at = max(self.recorded_at, moment_from(last[0]))
            self._link = last[1]
        self.parts.streams.forget_all()
        self.parts.claims.load(self._connection)
        self.parts.numbers.load(self._connection)
        self.head = head
        return self.parts.hot.load(self._connection, head)

    def catch_up(self) -> list[Change]:
        """Take in what others appended since my head; normally nothing, and one cheap query."""
        return [] if head_of(self._connection) == self.head else self.load()

    def begin(self, asked: Iterable[CommandKey]) -> None:
        self.parts.commands.fetch(self._connection, asked)

    def flush(self, events: list[EventRow], now: datetime) -> bytes:
        """Write the batch; the link that follows from it."""
        connection, link = self._connection, self._link
        position = self.head + len(events)
        if events:
            link = batch_link(link, (row[5] for row in events))
            connection.executemany("INSERT INTO stored_events VALUES (?,?,?,?,?,?)", events)
            connection.execute(
                "INSERT INTO batch VALUES (?,?,?,?)", (position, self.head + 1, microseconds(now), link)
            )
            self.parts.hot.flush(connection, position)
        self.parts.claims.flush(connection)
        self.parts.numbers.flush(connection)
        self.parts.commands.flush(connection)
        self.parts.moments.flush(connection)
        self.parts.outbox.flush(connection)
        return link

    def unlearn(self, forgotten: Iterable[tuple[UUID, UUID]]) -> None:
        """Within the transaction: what is kept of commands says nothing of the forgotten any more."""
        for subject, stream in forgotten:
            self.parts.commands.unlearn(self._connection, subject, stream)

    def commit(self, appended: int, now: datetime, link: bytes) -> list[Change]:
        """COMMIT went through: what was staged is true now; what that changed in the hot tables."""
        parts = self.parts
        self.head += appended
        self._link = link
        if appended:
            self.recorded_at = now
        parts.streams.commit()
        parts.claims.commit()
        parts.numbers.commit()
        parts.moments.discard()
        parts.outbox.commit()
        return parts.hot.commit(self.head)

    def discard(self) -> None:
        """The transaction is gone: so is what was staged."""
        parts = self.parts
        parts.streams.discard()
        parts.claims.discard()
        parts.numbers.discard()
        parts.moments.discard()
        parts.outbox.discard()
        parts.hot.discard()
