"""One transaction per batch: begin, decide, write, sync, and only then believe it.

What the database reports is sorted by what it means (`dispatch.sql`). A fault of one command (a constraint)
undoes the batch and carries the commands out one by one, so that only the guilty one fails. A fault of the
database fails the batch: with nothing saved if it can pass, and after one of the disk itself for good.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, TypeAlias

from dispatch.batch import Batch, Rules
from dispatch.books import Books
from dispatch.changes import joined
from dispatch.clock import Clock
from dispatch.graves import Graves
from dispatch.idempotency import CommandKey, command_key
from dispatch.keys import Keys, MadeElsewhere
from dispatch.log import Log
from dispatch.mapper import SealingMapper
from dispatch.named import named_in
from dispatch.ports import Accepted, Change, Changes, Fence, StoreUnavailable, Submission, WriteConflict
from dispatch.refold import FoldedTable
from dispatch.sql.port import Connection, Database, Found, Question
from domain.refusal import Refused

Outcome: TypeAlias = Accepted | Refused | Exception
TRIES: Final = 3
"""How often a batch is decided of whose new keys some were there, or are made elsewhere just then."""


class Committer:
    """Carries batches out on the one connection that writes. Used by the writer's thread alone."""

    def __init__(
        self,
        database: Database,
        connection: Connection,
        books: Books,
        mapper: SealingMapper,
        keys: Keys,
        rules: Rules,
        clock: Clock,
        graves: Graves,
    ) -> None:
        self._database = database
        self._connection = connection
        self._books = books
        self._mapper = mapper
        self._keys = keys
        self._rules = rules
        self._clock = clock
        self._graves = graves
        connection.hurry()
        self._unsure = self._shut_out = False
        self._unswept = True

    def carry_out(
        self, submissions: Sequence[Submission], tries: int = TRIES
    ) -> tuple[list[Outcome], Changes | None]:
        """One outcome per command, in order, and what became durable. Raises `StoreUnavailable` for all."""
        try:
            self._keys.look_first = tries < TRIES
            return self._transaction(submissions)
        except Exception as error:
            self._undo()
            if isinstance(error, MadeElsewhere) and tries > 1:
                return self.carry_out(submissions, tries - 1)
            fault = self._fault(error)
            if fault is not None:
                raise fault from error
            if len(submissions) == 1:
                return [self._own_fault(error)], None
        return self._one_by_one(submissions)

    def _one_by_one(self, submissions: Sequence[Submission]) -> tuple[list[Outcome], Changes | None]:
        outcomes: list[Outcome] = []
        durable: Changes | None = None
        for submission in submissions:
            outcome, changes = self.carry_out([submission])
            outcomes += outcome
            if changes is not None:
                durable = joined(durable, changes)
        return outcomes, durable

    def _transaction(self, submissions: Sequence[Submission]) -> tuple[list[Outcome], Changes | None]:
        books, connection = self._books, self._connection
        keys = [command_key(each.by, each.command_id) for each in submissions]
        named = (stream for each in submissions for stream in named_in(each))
        found = self._begin(*books.questions(keys, named))
        foreign = books.begin(found, unsure=self._unsure)
        self._unsure = False
        now = max(books.recorded_at, self._clock.now())
        batch = Batch(books, self._mapper, self._keys, self._rules, now)
        barred = self._barred(submissions)
        outcomes = [
            barred.get(each.fence) or self._outcome(batch, each, key)
            for each, key in zip(submissions, keys, strict=True)
        ]
        changes = foreign
        if batch.writes:
            with connection.together():
                link = books.flush(batch.rows, now)
                self._keys.commit()  # while a server does what it was told
            books.unlearn(batch.forgotten)
            connection.commit()
            changes = foreign + books.commit(batch.events, now, link)
            self._forget(batch)
        else:
            connection.rollback()
            books.discard()
            self._keys.discard()
        return outcomes, self._durable(batch, changes, now)

    def _begin(self, *asked: Question) -> list[Found]:
        """Who is not let begin has touched nothing: what is known here stays true, and is not read anew."""
        self._shut_out = True
        found = self._connection.begin(*asked)
        self._shut_out = False
        return found

    def _barred(self, submissions: Sequence[Submission]) -> dict[Fence | None, Exception]:
        """Why some senders may not write any more; each fence is asked once."""
        fences = {each.fence for each in submissions if each.fence is not None}
        return {fence: why for fence in fences if (why := fence(self._connection)) is not None}

    def _outcome(self, batch: Batch, submission: Submission, key: CommandKey) -> Outcome:
        try:
            return batch.carry_out(submission, key)
        except (StoreUnavailable, self._connection.Error):  # of the keys or of the log
            raise
        except Exception as error:  # noqa: BLE001 - one command's defect is its own; it reaches its sender
            return error

    def _fault(self, error: Exception) -> StoreUnavailable | None:
        """What an error of the log's database, or of the keys', means; nothing if it is not a database's."""
        return error if isinstance(error, StoreUnavailable) else self._database.fault(error)

    def _own_fault(self, error: Exception) -> Exception:
        if isinstance(error, self._connection.IntegrityError):
            return WriteConflict(f"the store refused it: {error}")
        return error

    def _forget(self, batch: Batch) -> None:
        """Who was forgotten is so for good from here on; the batch is durable and cannot fail any more."""
        if not batch.forgotten:
            return
        for _, stream in batch.forgotten:
            self._books.parts.streams.evict(stream)
        self._graves.destroy_or_wait({subject for subject, _ in batch.forgotten})
        self._unswept = True
        self.sweep()

    def sweep(self) -> None:
        """Go on with keys that could not be overwritten, and with old bytes in the write-ahead log."""
        self._graves.try_again()
        if self._unswept:
            self._unswept = not self._connection.swept()

    def _durable(self, batch: Batch, changes: list[Change], now: datetime) -> Changes | None:
        if not batch.rows and not changes:
            return None
        return Changes(position=self._books.head, at=now, rows=tuple(changes))

    def _undo(self) -> None:
        """Back to what the file says, which is asked again: a COMMIT that failed may have happened."""
        self._unsure = self._unsure or not self._shut_out
        self._books.discard()
        self._keys.discard()
        if self._connection.in_transaction:
            with suppress(self._connection.Error):
                self._connection.rollback()

    @property
    def unsure(self) -> bool:
        """Whether a transaction ended in a way that the books do not know of yet, or could not begin."""
        return self._unsure or self._shut_out

    @property
    def head(self) -> int:
        """The newest position that this process knows of; for any thread."""
        return self._books.head

    def look(self) -> Changes | None:
        """Take in what other processes appended, without a command and without waiting for any of them.

        One state of the database is read, and there everything up to its head is whole: positions are
        handed out one after another, under the lock. Raises `StoreUnavailable`.
        """
        self._graves.try_again()
        if self.unsure:
            return self.look_again()
        try:
            changes = self._books.heard(self._connection.one_state(*self._books.news()))
            if changes is None:
                self._connection.execute("BEGIN")
                changes = self._books.load()
                self._connection.rollback()
        except Exception as error:
            self._undo()
            raise self._fault(error) or error from error
        return self._seen(changes)

    def look_again(self) -> Changes | None:
        """Take in what is durable, in a transaction as the next command's, without one. Raises
        `StoreUnavailable`."""
        try:
            self._begin()
            changes = self._books.load() if self._unsure else self._books.catch_up()
            self._connection.rollback()
        except Exception as error:
            self._undo()
            raise self._fault(error) or error from error
        self._unsure = False
        return self._seen(changes)

    def _seen(self, changes: list[Change]) -> Changes | None:
        at = self._clock.now()
        return Changes(position=self._books.head, at=at, rows=tuple(changes)) if changes else None

    def aside(self, work: Callable[[Connection], None]) -> None:
        """Something beside the events in a transaction of its own, durable when this returns."""
        try:
            self._begin()
            work(self._connection)
            self._connection.commit()
        except Exception as error:
            self._undo()
            raise self._fault(error) or error from error
        self.sweep()

    def refold(self, log: Log, table: str, key: str) -> Changes | None:
        """Fold one row anew from the whole log (after a fix of its fold)."""
        books, hot = self._books, self._books.parts.hot
        folded, read = FoldedTable(hot.folds[table]), books.head
        for recorded in log.read_all(until=read):
            folded.take(recorded, only=key)
        try:
            self._begin()
            changes = books.catch_up()
            for recorded in log.read_all(after=read, until=books.head):
                folded.take(recorded, only=key)
            hot.stage_refolded((table, key), folded.row(key), folded.damaged.get(key))
            hot.flush(self._connection, books.head)
            self._connection.commit()
        except Exception as error:
            self._undo()
            raise self._fault(error) or error from error
        return self._seen(changes + hot.commit(books.head))
