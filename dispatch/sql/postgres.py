"""The log in PostgreSQL: the same statements, one writer at a time by an advisory lock, what errors mean.

A statement is translated once: `?` to `$1`, our position's name to the library's, and an INSERT of many rows
to one statement over arrays. A connection that broke is opened anew: the writer's where the next transaction
begins, a reader's at once, as what it asked can be asked again. If the answer to a COMMIT was lost, nobody
knows whether it was saved; the same command sent again finds out, by the row that is kept of it.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, closing, suppress
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

import psycopg
from psycopg import OperationalError
from psycopg.errors import LockNotAvailable
from psycopg.pq import TransactionStatus

from dispatch.ports import StoreUnavailable
from dispatch.schema import moment_from
from dispatch.sql.port import Found, Question
from dispatch.sql.postgres_faults import ReplyLost, database_fault, told
from dispatch.sql.postgres_line import BRIEF, LONG, Line, Silent, connected
from dispatch.sql.postgres_tables import fit, refuse_half_moved, require_durable, version_of
from dispatch.sql.postgres_text import over_arrays, translated
from dispatch.sql.postgres_walk import WalkingSession
from dispatch.sql.sqlite import storage_fault

V = TypeVar("V")
LOCK: Final = 0x4A454431
"""The advisory lock that whoever appends holds for the time of its transaction."""
_BEGIN: Final = b"BEGIN ISOLATION LEVEL READ COMMITTED"
_ALONE: Final = f"SELECT pg_advisory_xact_lock({LOCK})".encode()
_END_STILL: Final = f"""SELECT pg_terminate_backend(pid) FROM pg_stat_activity JOIN pg_locks USING (pid)
    WHERE locktype='advisory' AND granted AND datname=current_database() AND {LOCK}::oid IN (classid, objid)
    AND state<>'idle' AND wait_event='ClientRead' AND to_regnamespace('moving') IS NULL AND state_change
    < clock_timestamp() - current_setting('idle_in_transaction_session_timeout')::interval""".encode()  # noqa: S608
"""Who holds our lock and has sent nothing for as long as one may be idle in a transaction. The server itself
ends only whom it counts as idle: not one who has sent a part of what belongs together and stands still."""


class Session:
    """One connection that is opened anew after it broke."""

    Error = psycopg.Error
    IntegrityError = psycopg.IntegrityError

    def __init__(self, connect: Callable[[], Line], patience: float = LONG) -> None:
        self._connect = connect
        self._patience = patience
        self._reopen()

    def _reopen(self) -> None:
        self._raw = self._connect()
        self._raw.patience = self._patience

    @property
    def in_transaction(self) -> bool:
        status = self._raw.info.transaction_status
        return status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> "psycopg.Cursor[tuple[Any, ...]]":
        return self._raw.cursor(binary=True).execute(translated(sql), parameters)

    def once_more(self, ask: Callable[[], V]) -> V:
        """What changes nothing is asked again, on a new connection, if the one there is broken."""
        try:
            return ask()
        except psycopg.Error as error:
            if not self._raw.closed or isinstance(error, Silent | LockNotAvailable):
                raise
        self._reopen()
        return ask()

    def close(self) -> None:
        self._raw.close()


class ReadingSession(Session):
    """Reads only; what was asked outside a transaction is asked once more if the connection was lost."""

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> "psycopg.Cursor[tuple[Any, ...]]":
        if self.in_transaction:
            return super().execute(sql, parameters)
        return self.once_more(partial(super().execute, sql, parameters))


class WritingSession(Session):
    """Appends, one session of all at a time."""

    def hurry(self) -> None:
        self._patience = self._raw.patience = BRIEF

    def begin(self, *asked: Question) -> list[Found]:
        """The server does one after another: each question sees all that was committed before the lock."""
        return self._let_in(partial(self._asked, asked, _BEGIN, _ALONE))

    def _let_in(self, begin: Callable[[], V]) -> V:
        """Who waited too long for the lock takes it from whoever stands still with it."""
        try:
            return self.once_more(begin)
        except LockNotAvailable:
            if not self.end_still():
                raise
        return self.once_more(begin)

    def end_still(self) -> bool:
        """After a failure: end the sessions that hold our lock and stand still; whether any did."""
        if self._raw.closed:
            self._reopen()
        elif self.in_transaction:
            self.rollback()
        return bool(self._raw.execute(_END_STILL).fetchall())

    def ask(self, *asked: Question) -> list[Found]:
        return self._asked(asked)

    def one_state(self, *asked: Question) -> list[Found]:
        return self.once_more(partial(self._asked, asked, b"BEGIN", ended=b"COMMIT"))

    def _asked(self, asked: Sequence[Question], *begun: bytes, ended: bytes | None = None) -> list[Found]:
        with self._raw.pipeline():
            for statement in begun:
                self._raw.execute(statement)
            found = [self.execute(*each) for each in asked]
            if ended is not None:
                self._raw.execute(ended)
        return [each.fetchall() for each in found]

    def begin_by(self, statement: bytes) -> None:
        """A transaction that begins in another way."""
        self._let_in(partial(self._control, statement))

    def commit(self) -> None:
        try:
            ended = self._control(b"COMMIT").statusmessage
        except OperationalError as error:
            if self._raw.closed:
                silent = isinstance(error, Silent)
                raise ReplyLost("the answer to COMMIT was lost", silent=silent) from error
            raise
        if ended != "COMMIT":  # of a transaction in which something failed PostgreSQL makes a ROLLBACK
            raise OperationalError("the transaction was rolled back")

    def rollback(self) -> None:
        self._control(b"ROLLBACK")

    def _control(self, statement: bytes) -> "psycopg.Cursor[tuple[Any, ...]]":
        return self._raw.execute(statement, prepare=False)

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> None:
        columns = [list(column) for column in zip(*parameters, strict=True)]
        if not columns:
            return
        together = over_arrays(sql)
        if together is not None:
            self._raw.execute(together, columns)
        else:
            with self._raw.pipeline():
                self._raw.cursor().executemany(translated(sql), list(zip(*columns, strict=True)))

    def together(self) -> AbstractContextManager[object]:
        """One way there and back for all: under load each costs more than what is done at its end."""
        return self._raw.pipeline()

    def swept(self) -> bool:
        """Nobody who asks the server finds what was changed; its files are the server's own affair."""
        self._raw.patience = LONG
        try:
            self._raw.execute(b"VACUUM (SKIP_LOCKED) kept_command, hot_row")
        except psycopg.Error:
            return False
        finally:
            self._raw.patience = self._patience
        return True


class PostgresDatabase:
    """A database of its own for one log. `url` is libpq's, `postgresql://...`; it may hold a password."""

    shared = True

    def __init__(self, url: str) -> None:
        self._url = url

    def version(self) -> int:
        with told(), closing(self.open_to_read()) as session:
            return version_of(session)

    def open_to_write(self, new_log: UUID) -> WritingSession:
        with told():
            session = WritingSession(self._connected_to_write)
        try:
            session.begin()
            refuse_half_moved(session._raw)
            fit(session._raw, new_log)
            session.commit()
        except BaseException:
            session.close()
            raise
        return session

    def open_to_read(self) -> ReadingSession:
        return ReadingSession(lambda: connected(self._url, default_transaction_read_only="on"), BRIEF)

    def open_to_walk(self) -> WalkingSession:
        return WalkingSession(self._url)

    def beside(self, name: str) -> ReadingSession | None:
        def connect() -> Line:
            return connected(self._url, default_transaction_read_only="on", search_path=name)

        with told():
            session = ReadingSession(connect, LONG)
        if session.execute("SELECT to_regnamespace(?)", (name,)).fetchone() == (None,):
            session.close()
            return None
        return session

    def last_recorded(self) -> datetime | None:
        with told(), closing(self.open_to_read()) as session, suppress(psycopg.errors.UndefinedTable):
            query = "SELECT recorded_at FROM batch ORDER BY last DESC LIMIT 1"
            row = session.execute(query).fetchone()
            return None if row is None else moment_from(row[0])
        return None

    def _connected_to_write(self) -> Line:
        raw = connected(self._url)
        try:
            require_durable(raw)
        except BaseException:
            raw.close()
            raise
        return raw

    def fault(self, error: BaseException) -> StoreUnavailable | None:
        return storage_fault(error) or database_fault(error)
