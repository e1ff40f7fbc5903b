"""Tables in a schema of their own in PostgreSQL, which several processes write.

A write is a transaction of its own: what fails before its COMMIT has saved nothing; if the answer to the
COMMIT was lost nobody knows, which the error says, and nothing is repeated. A read that lost its connection
is asked once more. Single writes share an advisory lock of the schema, `together()` has it alone.
"""

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any, Final
from zlib import crc32

import psycopg
from psycopg.errors import LockNotAvailable
from psycopg.types.numeric import Int8Dumper

from dispatch.schema import StoreUnfit
from dispatch.sql.postgres import LOCK, WritingSession
from dispatch.sql.postgres_faults import database_fault, told
from dispatch.sql.postgres_line import BRIEF, LONG, Line, Silent, connected
from dispatch.sql.postgres_text import translated
from dispatch.sql.postgres_types import BYTEWISE, native
from dispatch.tables.port import Conflict

_MADE: Final = "CREATE TABLE IF NOT EXISTS made (name text PRIMARY KEY, version bigint NOT NULL)"
_NOTED: Final = "INSERT INTO made VALUES (?,?) ON CONFLICT (name) DO UPDATE SET version=excluded.version"
_TABLE: Final = re.compile(r"CREATE TABLE IF NOT EXISTS (\w+)")
_COLUMNS: Final = (
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema=current_schema()"
    " ORDER BY table_name, ordinal_position"
)
_LISTED: Final = "SELECT tablename FROM pg_tables WHERE schemaname=current_schema()"

GLANCE: Final = 0.2
"""Seconds that somebody waits for a new connection; one that works is there in a few thousandths."""


class _Flag(Int8Dumper):
    """A truth is a number, as SQLite has it."""

    def dump(self, obj: Any) -> bytes:
        return b"1" if obj else b"0"


class _Session(WritingSession):
    """Writes under the schema's lock."""

    def patient(self, seconds: float) -> None:
        self._patience = self._raw.patience = seconds

    def script(self, statements: str) -> None:
        with _faults():
            self._control(statements.encode())

    def each(self, statement: str, rows: Iterable[Sequence[object]]) -> int:
        given = list(rows)
        cursor = self._raw.cursor()
        if given:
            with self._raw.pipeline():
                cursor.executemany(translated(statement), given)
        return max(0, cursor.rowcount)


class PostgresTables:
    """`url` is libpq's and may hold a password; `schema` a plain name. `durable`: a commit is on the disk."""

    shared = True

    def __init__(self, url: str, schema: str, *, durable: bool = True) -> None:
        self._url = url
        self._schema = schema
        self._durable = durable
        self._lock = threading.RLock()
        self._inside = False
        self._opening: Future[Line] | None = Future()
        number = crc32(schema.encode()) - 2**31
        begin, lock = "BEGIN ISOLATION LEVEL READ COMMITTED", "SELECT pg_advisory_xact_lock"
        self._shared = f"{begin}; {lock}_shared({LOCK}, {number})".encode()
        self._alone = f"{begin}; {lock}({LOCK}, {number})".encode()
        self._making = f"{begin}; SET LOCAL lock_timeout='60s'; {lock}({LOCK}, {number})".encode()
        _fulfil(self._opening, self._open)
        with told():
            self._session = _Session(self._connected, BRIEF)

    def _connected(self) -> Line:
        """Opened beside, and waited for a moment: a silent server takes two seconds to be given up, and those
        who come meanwhile are refused at once."""
        opening, patience = self._opening, 0.0
        if opening is None or (opening.done() and opening.exception() is not None):
            opening, patience = Future(), GLANCE
            threading.Thread(target=_fulfil, args=(opening, self._open), daemon=True).start()
            self._opening = opening
        try:
            line = opening.result(patience)
        except TimeoutError as error:
            raise Silent("the server does not answer") from error
        self._opening = None
        return line

    def _open(self) -> Line:
        line = connected(
            self._url,
            search_path=self._schema,
            synchronous_commit="on" if self._durable else "off",
        )
        line.adapters.register_dumper(bool, _Flag)
        return line

    def prepare(self, schema: str, version: int = 1) -> None:
        names = _TABLE.findall(schema)
        with self._lock:
            self._session.patient(LONG)
            try:
                with self._changing(self._making):
                    self._own()
                    known = dict(self.rows("SELECT name, version FROM made"))
                    self._refuse_later(known, version, names)
                    if any(known.get(name) != version for name in names) or not names:
                        self._session.script(native(schema, BYTEWISE))
                        self.many(_NOTED, [(name, version) for name in names])
            finally:
                self._session.patient(BRIEF)

    def _own(self) -> None:
        """The schema is there and is ours."""
        self._session.script(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
        standing = {str(name) for (name,) in self.rows(_LISTED)}
        if standing and "made" not in standing:
            raise StoreUnfit(
                f"the schema {self._schema} in PostgreSQL is one of something else",
                "another-database",
                file=f"PostgreSQL: {self._schema}",
            )
        self._session.script(_MADE)

    def _refuse_later(self, known: dict[str, int], version: int, names: list[str]) -> None:
        later = max((known.get(name, 0) for name in names), default=0)
        if later > version:
            raise StoreUnfit(
                f"schema {self._schema} in PostgreSQL is of version {later}; this program knows {version}",
                "later-version",
                file=f"PostgreSQL: {self._schema}",
                version=later,
                known=version,
            )

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        def ask() -> list[tuple[Any, ...]]:
            return self._session.execute(statement, values).fetchall()

        with self._lock:
            if self._inside or not statement.lstrip().startswith("SELECT"):
                with self._changing(self._shared), _faults():
                    return ask()
            with _faults():
                return self._session.once_more(ask)

    def write(self, statement: str, values: Sequence[object] = ()) -> int:
        with self._changing(self._shared), _faults():
            return self._session.execute(statement, values).rowcount

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> int:
        with self._changing(self._shared), _faults():
            return self._session.each(statement, rows)

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._changing(self._alone):
            yield

    @contextmanager
    def _changing(self, begin: bytes) -> Iterator[None]:
        """A transaction, or part of the one under way."""
        with self._lock:
            if self._inside:
                yield
                return
            with _faults():
                self._session.begin_by(begin)
            self._inside = True
            try:
                yield
                with _faults():
                    self._session.commit()
            except BaseException as error:
                with suppress(psycopg.Error):
                    self._session.rollback()
                    if isinstance(error.__cause__, LockNotAvailable):  # of a row; the next try may have it
                        self._session.end_still()
                raise
            finally:
                self._inside = False

    def standing(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for table, column in self.rows(_COLUMNS):
            if table != "made":
                found.setdefault(table, []).append(column)
        return found

    def clear(self) -> None:
        with self.together():
            for table in self.standing():
                self.write(f"DROP TABLE {table}")
            if self.rows(_LISTED):
                self.write("DELETE FROM made")

    def settle(self) -> bool:
        """What the server's files still hold is the server's own affair."""
        return True

    def close(self) -> None:
        with self._lock:
            self._session.close()


@contextmanager
def _faults() -> Iterator[None]:
    """Errors of PostgreSQL as the port has them."""
    try:
        yield
    except psycopg.IntegrityError as error:
        raise Conflict(str(error.diag.message_primary)) from error
    except psycopg.Error as error:
        fault = database_fault(error)
        if fault is None:
            raise
        raise fault from error


def _fulfil(opening: "Future[Line]", open_: Callable[[], Line]) -> None:
    """Whatever comes of it: who waits for a promise that nobody keeps would be refused for ever."""
    try:
        opening.set_result(open_())
    except Exception as error:  # noqa: BLE001 - it reaches whoever asked
        opening.set_exception(error)
