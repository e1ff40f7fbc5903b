"""Moving a log from one database to another, byte for byte: positions, hashes and what is kept beside them.

Nothing is decoded and nothing folded anew. What was moved is proved by reading both sides again, apart from
what was sent.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from dispatch.sql.port import Connection, Reading
from dispatch.sql.postgres_tables import COLUMNS
from dispatch.unfit import Unfit

PAGE: Final = 2_000
"""Rows in memory at once."""
_MADE_WITH_THE_TABLES: Final = "log_identity"
_WIDTH: Final = 2**256

Told = Callable[[int], object]
"""Told how many rows more were gone through."""


class NotMoved(Unfit):
    """What was moved is not what stands in the source, or it could not be moved at all."""


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and the sum of their hashes, in whatever order they come."""

    rows: int = 0
    hash: int = 0


def copy_rows(source: Reading, target: Connection, told: Told = lambda _: None) -> None:
    """Every row of every table of the log, inside the caller's transaction."""
    for table, columns in COLUMNS.items():
        if table == _MADE_WITH_THE_TABLES:
            continue
        insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our own names
        rows = source.execute(_select(table))
        while page := list(islice(rows, PAGE)):
            target.executemany(insert, sent(page))
            told(len(page))


def sent(page: list[Any]) -> list[Any]:
    """A page of rows on its way: here a fault is planted."""
    return page


def sums(connection: Reading, told: Told = lambda _: None) -> dict[str, Sum]:
    """What every table of a log holds, bit by bit."""
    return {table: summed(iter(connection.execute(_select(table))), told) for table in COLUMNS}


def summed(rows: Iterator[Any], told: Told = lambda _: None) -> Sum:
    """What these rows hold; few of them are in memory at once."""
    count = total = 0
    while page := list(islice(rows, PAGE)):
        count += len(page)
        for row in page:
            total += int.from_bytes(sha256(repr(row).encode()).digest())
        total %= _WIDTH
        told(len(page))
    return Sum(count, total)


def require_same(source: Mapping[str, Sum], target: Mapping[str, Sum]) -> None:
    """Raise `NotMoved` naming the tables that differ."""
    differ = [table for table in sorted({*source, *target}) if source.get(table) != target.get(table)]
    if differ:
        names = ", ".join(differ)
        raise NotMoved(f"what was moved differs in {names}", "move-differs", tables=names)


def rows_of(connection: Reading) -> int:
    """How many rows there are to go through, for whoever shows how far it is."""
    return sum(int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in COLUMNS)  # noqa: S608


def _select(table: str) -> str:
    columns = ", ".join("rowid" if name == "notification_id" else name for name in COLUMNS[table])
    return f"SELECT {columns} FROM {table}"  # noqa: S608 - our own names
