"""Everything that one transaction keeps besides the events, opened, written and closed together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import UUID

from dispatch.chain import batch_link, first_link
from dispatch.claims_store import Claims, claimed
from dispatch.hot import CHANGED, HotTables
from dispatch.idempotency import CommandKey, KeptCommands
from dispatch.mapper import Unreadable
from dispatch.moments_store import Moments
from dispatch.numbers import NUMBERS, Numbers
from dispatch.outbox import Outbox
from dispatch.ports import Change, ClaimsOf, ForgetsOf
from dispatch.schema import microseconds, moment_from
from dispatch.sql.head import HEAD, head_of
from dispatch.sql.port import Connection, Found, Question
from dispatch.standing import Streams
from dispatch.tail import Tail
from domain.envelope import Recorded

TAKEN_IN = 1_000
"""Foreign events that are folded in; if there are more, everything is loaded anew."""
_FOREIGN = (
    "SELECT rowid, originator_id, originator_version, topic, state, hash FROM stored_events"
    " WHERE rowid>? ORDER BY rowid LIMIT ?"
)
_BATCHES = "SELECT last, recorded_at, link FROM batch WHERE last>? ORDER BY last LIMIT ?"
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
    tail: Tail = field(default_factory=Tail)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenElsewhere:
    """How this process comes to use no key any more of whom another one forgot."""

    of: ForgetsOf = lambda _: ()
    all: Callable[[], Iterable[UUID]] = lambda: ()
    drop: Callable[[Iterable[UUID]], None] = lambda _: None


_NOBODY = ForgottenElsewhere()


class Books:
    """The head of the log and the books that stand at it. Used by the writer's thread alone."""

    def __init__(
        self,
        connection: Connection,
        log_id: UUID,
        parts: Parts,
        claims_of: ClaimsOf = lambda _: (),
        forgotten: ForgottenElsewhere = _NOBODY,
    ) -> None:
        self._connection = connection
        self._claims_of = claims_of
        self._forgotten = forgotten
        self._log_id = log_id
        self.parts = parts
        self.head = 0
        self.recorded_at = _LONG_AGO
        self._link = first_link(log_id)
        parts.streams.connection = parts.hot.connection = connection

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
        self.parts.numbers.take(self._connection.ask(NUMBERS)[0])
        self.head = head
        changes = self.parts.hot.load(self._connection, head)
        self._forgotten.drop(self._forgotten.all())
        return changes

    def catch_up(self) -> list[Change]:
        """Take in what others appended, within a transaction; what that changed in the hot tables."""
        changes = self.heard(self._connection.ask(*self.news()))
        return self.load() if changes is None else changes

    def news(self) -> list[Question]:
        """What tells what others appended since my head, or may have folded anew of what is damaged; to be
        asked of one state of the database."""
        return [
            (HEAD, ()),
            (_FOREIGN, (self.head, TAKEN_IN + 1)),
            (_BATCHES, (self.head, TAKEN_IN + 1)),
            NUMBERS,
            (CHANGED, (self.head,)),
        ]

    def heard(self, found: Sequence[Found]) -> list[Change] | None:
        """Take in what the news were, normally none; what that changed in the hot tables. Nothing at all if
        everything has to be loaded anew instead."""
        ((head,),), events, batches, numbers, rows = found
        if self._is_at(head):
            return []
        self.parts.outbox.take_in()
        if not 0 <= head - self.head <= TAKEN_IN:
            return None
        try:
            self._fold_in(events, batches)
        except Unreadable:  # its stream alone suffers: rows and claims stand in their tables
            return None
        self.parts.numbers.take(numbers)
        return self.parts.hot.take_changed(rows, head)

    def _is_at(self, head: int) -> bool:
        """Whether nothing is to be learnt from a log of this head."""
        return head == self.head and not self.parts.hot.stands_still

    def _fold_in(self, found: Found, batches: Found) -> None:
        """A few foreign batches; the same as if all were loaded anew."""
        parts, events = self.parts, iter(found)
        for last, recorded_at, link in batches:
            self.recorded_at = max(self.recorded_at, moment_from(recorded_at))
            self._link = link
            for *row, chained in islice(events, last - self.head):
                recorded = parts.streams.decoded(row)
                parts.streams.take_in(recorded, chained)
                parts.claims.stage(claimed(change, recorded) for change in self._claims_of(recorded))
                if gone := tuple(self._forgotten.of(recorded.event)):
                    self._forgotten.drop(gone)
                    parts.streams.evict(recorded.stream)
            parts.claims.commit()
            self.head = last

    def questions(self, asked: Iterable[CommandKey], named: Iterable[UUID]) -> list[Question]:
        """What a batch of these commands, which name these streams, has to know first."""
        return [(HEAD, ()), self.parts.commands.question(asked), *self.parts.streams.questions(named)]

    def begin(self, found: Sequence[Found], *, unsure: bool) -> list[Change]:
        """Take in what the questions found, and what others appended; all of it anew in doubt about what is
        known here. What that changed in the hot tables."""
        ((head,),), commands, *streams = found
        self.parts.commands.begin(commands)
        self.parts.streams.read_ahead(streams)
        if unsure:
            return self.load()
        return [] if self._is_at(head) else self.catch_up()

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

    def commit(self, appended: Sequence[Recorded], now: datetime, link: bytes) -> list[Change]:
        """COMMIT went through: what was staged is true now; what that changed in the hot tables."""
        parts = self.parts
        self.head += len(appended)
        self._link = link
        if appended:
            self.recorded_at = now
        parts.streams.commit()
        parts.claims.commit()
        parts.numbers.commit()
        parts.moments.discard()
        parts.outbox.commit()
        parts.tail.add(appended)
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
