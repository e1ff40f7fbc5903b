"""What the log needs of a database. Statements are written once, in the SQL that both databases read:
parameters are `?`, a conflict names its columns, nothing of one dialect alone.

Connections are DB-API ones, which carry the classes of their errors as attributes. What belongs to one
database (how a transaction begins, what an error means) is asked of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from dispatch.ports import StoreUnavailable


class Rows(Protocol):
    """What a statement found, one row after another."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...

    def __next__(self) -> Any: ...


Question: TypeAlias = tuple[str, Sequence[Any]]
"""A statement and its values."""
Found: TypeAlias = list[tuple[Any, ...]]


class Ask(Protocol):
    """Puts one question to a database and has all that it found."""

    def __call__(self, statement: str, values: Sequence[Any] = ()) -> Found: ...


class Reading(Protocol):
    """A connection that reads: each statement alone sees one committed state, all after `BEGIN` the same."""

    @property
    def Error(self) -> type[Exception]:
        """What every error of the database is one of."""
        ...

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Rows: ...

    def close(self) -> None: ...


def asking(connection: Reading) -> Ask:
    """Questions by this connection."""

    def ask(statement: str, values: Sequence[Any] = ()) -> Found:
        return connection.execute(statement, values).fetchall()

    return ask


class Connection(Reading, Protocol):
    """The connection that writes, one thread's at a time."""

    @property
    def IntegrityError(self) -> type[Exception]:
        """A constraint that a statement broke: the fault of what is stored, not of the database."""
        ...

    @property
    def in_transaction(self) -> bool: ...

    def hurry(self) -> None:
        """From here on somebody waits: a database that says nothing for a moment is given up."""
        ...

    def begin(self, *asked: Question) -> list[Found]:
        """A transaction beside which no other one writes to this log, and what these questions find in it.

        They are asked at one go: each way to a server and back costs.
        """
        ...

    def ask(self, *asked: Question) -> list[Found]:
        """What several questions find, within the transaction, at one go."""
        ...

    def one_state(self, *asked: Question) -> list[Found]:
        """What they find in one state of the database, outside a transaction, at one go; nobody is waited
        for."""
        ...

    def commit(self) -> None:
        """Durable when this returns."""
        ...

    def rollback(self) -> None: ...

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> object: ...

    def together(self) -> AbstractContextManager[object]:
        """What is written inside need not be answered one by one; what fails is raised at its end."""
        ...

    def swept(self) -> bool:
        """Clear away what rows were before they were changed, outside a transaction; whether that could be
        done now, without waiting for anybody."""
        ...


class Database(Protocol):
    """Where a log is. Errors of opening are `Unfit` where a person has to do something about them."""

    @property
    def shared(self) -> bool:
        """Whether several processes may append to it, each in its turn."""
        ...

    def version(self) -> int:
        """Of the tables, whatever this program knows; 0 where there is no log yet."""
        ...

    def open_to_write(self, new_log: UUID) -> Connection:
        """The writer's connection; makes the tables, as log `new_log`, where there are none, and brings those
        of an earlier version to today's, in one transaction. A later version is refused."""
        ...

    def open_to_read(self) -> Reading:
        """A connection that cannot write; may be used by one thread after another."""
        ...

    def open_to_walk(self) -> Reading:
        """The same for who goes through the whole log: after `BEGIN` few of its rows are in memory."""
        ...

    def beside(self, name: str) -> Reading | None:
        """A connection that reads the tables of this name beside the log; nothing where there are none."""
        ...

    def last_recorded(self) -> datetime | None:
        """When the newest event was recorded; nothing for a log without any, or where there is none yet."""
        ...

    def fault(self, error: BaseException) -> StoreUnavailable | None:
        """What an error means for us; nothing if it is not the database's fault."""
        ...
