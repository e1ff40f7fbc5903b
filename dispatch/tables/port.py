"""What the stores beside the log need of a database: small statements, few writes, several processes.

Statements are written once, in the SQL that SQLite and PostgreSQL both read: parameters are `?`, a conflict
names its columns (`ON CONFLICT (id) DO NOTHING`), `RETURNING` says what was changed. Tables are made from
SQLite's own types and words, which are translated (`dispatch.sql.postgres_types`).
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Conflict(Exception):
    """A constraint that a statement broke. Inside `together()` everything written there is lost with it."""


class Tables(Protocol):
    """The tables of one concern (who may enter, what waits to be read, ...). Safe from any thread.

    Everything raises StoreUnavailable if the database cannot do it now: nothing was saved, unless it says
    `unsure`. A write is durable when it returns, except where losing the last second is allowed.
    """

    @property
    def shared(self) -> bool:
        """Whether other processes may write to them: what is held in memory has to be looked at."""
        ...

    def prepare(self, schema: str, version: int = 1) -> None:
        """Make the tables that are not there yet; as often as one likes, also by two processes at once.

        `schema` is one `CREATE TABLE IF NOT EXISTS` after another and what belongs to it. Raises StoreUnfit
        for tables that a later version of the program made.
        """
        ...

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What a SELECT finds, or what an INSERT, UPDATE or DELETE with RETURNING has changed."""
        ...

    def write(self, statement: str, values: Sequence[object] = ()) -> int:
        """One statement; how many rows it changed."""
        ...

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> int:
        """One statement for each of many rows, all or none; how many rows were changed."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """Everything written inside becomes durable at its end, or nothing of it.

        Nobody else writes to these tables meanwhile, so what is read inside still holds when it ends. One
        inside another is part of the outer one.
        """
        ...

    def standing(self) -> dict[str, list[str]]:
        """The tables that are there, each with its columns in their order."""
        ...

    def clear(self) -> None:
        """Throw every table away, for what can be made again."""
        ...

    def settle(self) -> bool:
        """Leave no trace of what was deleted, as far as that is ours; whether that could be done now."""
        ...

    def close(self) -> None: ...
