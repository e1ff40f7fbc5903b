"""A database in PostgreSQL that something is moved into: all of it or nothing, whatever breaks off.

A schema `moving` stands there from the first to the last step. Meanwhile nothing is served from there; what
a broken move left is thrown away only when somebody says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from dispatch.schema import StoreUnfit
from dispatch.sql.postgres import WritingSession
from dispatch.sql.postgres_faults import told
from dispatch.sql.postgres_line import Line, connected
from dispatch.sql.postgres_tables import HALF_MOVED, NAME, fit, require_durable

_OURS: Final = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname<>'information_schema'"
_TAKEN: Final = f"""SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid=c.relnamespace
    WHERE {_OURS}) OR EXISTS (SELECT FROM pg_proc c JOIN pg_namespace n ON n.oid=c.pronamespace
    WHERE {_OURS} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid=c.oid AND d.deptype='e'))"""  # noqa: S608
_SCHEMAS: Final = f"SELECT n.nspname FROM pg_namespace n WHERE {_OURS} AND n.nspname<>current_schema()"  # noqa: S608
_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname=current_schema()"


class Target:
    """One database. `url` is libpq's and may hold a password."""

    def __init__(self, url: str) -> None:
        self._url = url
        with told():
            self._raw = self._connected()

    def _connected(self) -> Line:
        raw = connected(self._url, idle_in_transaction_session_timeout="10min")
        try:
            require_durable(raw)
        except BaseException:
            raw.close()
            raise
        raw.patience = 600.0
        return raw

    def begin(self, what: UUID, *, again: bool) -> None:
        """Mark it. Raises `StoreUnfit` unless it is empty, or half moved and `again` throws that away."""
        with self._raw.transaction():
            if self.moving() is not None:
                if not again:
                    raise StoreUnfit("a move into this database broke off", "move-half", file=NAME)
                self._empty()
            elif self._asked(_TAKEN):
                raise StoreUnfit("the database to move to is not empty", "move-taken", file=NAME)
            self._raw.execute(b"CREATE SCHEMA moving")
            self._raw.execute(b"CREATE TABLE moving.half (what bytea NOT NULL, proved boolean NOT NULL)")
            self._raw.execute(b"INSERT INTO moving.half VALUES ($1, false)", (what.bytes,))

    def moving(self) -> tuple[UUID, bool] | None:
        """What is being moved here, and whether all of it came over and was proved; nothing if nothing is."""
        if not self._asked(HALF_MOVED):
            return None
        row = self._raw.execute(b"SELECT what, proved FROM moving.half").fetchone()
        return None if row is None else (UUID(bytes=row[0]), row[1])

    def _asked(self, query: str) -> bool:
        row = self._raw.execute(query.encode()).fetchone()
        return row is not None and bool(row[0])

    def _empty(self) -> None:
        for (schema,) in self._raw.execute(_SCHEMAS.encode()).fetchall():
            self._raw.execute(f'DROP SCHEMA "{schema}" CASCADE'.encode())
        for (table,) in self._raw.execute(_TABLES.encode()).fetchall():
            self._raw.execute(f'DROP TABLE "{table}" CASCADE'.encode())
        self._raw.execute(b"DROP FUNCTION IF EXISTS never_changed() CASCADE")

    @contextmanager
    def log(self, log: UUID) -> Iterator[WritingSession]:
        """Inside one transaction: the tables of a log, still empty. Durable at the end, or none of it."""
        session = WritingSession(self._connected)
        try:
            session.begin()
            fit(session._raw, log)
            yield session
            session.commit()
        finally:
            session.close()

    def proved(self) -> None:
        """Everything came over: from here on the move is only finished, never begun again."""
        self._raw.execute(b"UPDATE moving.half SET proved=true")

    def end(self) -> None:
        """From here on it may be served."""
        self._raw.execute(b"DROP SCHEMA moving CASCADE")

    def close(self) -> None:
        self._raw.close()
