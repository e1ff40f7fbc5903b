"""Every secret that is wrapped with a key of `keys.kek`: whoever keeps some says where in a `Place`.

A table with a column `kek` that no place tells of would be lost with an old wrapping key: `strangers` looks
for such tables, the check names them and rotation does not begin.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dispatch import factors, keys, lane_store
from dispatch.schema import open_to_read
from dispatch.wrapping import Place

PLACES: Final[tuple[Place, ...]] = (*keys.WRAPPED, factors.WRAPPED, lane_store.WRAPPED)
FILES: Final = tuple(dict.fromkeys(place.file for place in PLACES))
_WITH_KEK: Final = (
    "SELECT tables.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns"
    " WHERE tables.type='table' AND columns.name='kek'"
)
AT_A_TIME: Final = 500
"""Secrets read at once, and wrapped anew in one transaction."""


@dataclass(frozen=True, slots=True)
class WrappedRow:
    """One wrapped secret: the values of its place's key columns, the wrapping key it names, the bytes."""

    key: tuple[Any, ...]
    kek: str
    wrapped: bytes


def standing(connection: sqlite3.Connection, file: str) -> list[Place]:
    """The places of a file that this installation has already."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    return [place for place in PLACES if place.file == file and place.table in tables]


def uses(connection: sqlite3.Connection, place: Place) -> Counter[str]:
    """How many secrets of a place name each wrapping key."""
    query = f"SELECT kek, count(*) FROM {place.table} WHERE {place.wrapped} IS NOT NULL GROUP BY kek"  # noqa: S608 - names of our own
    return Counter(dict(connection.execute(query).fetchall()))


def pages(
    connection: sqlite3.Connection, place: Place, *, not_by: str = ""
) -> Iterator[Sequence[WrappedRow]]:
    """The secrets of a place in the order of its key, without those wrapped by `not_by`, in short reads."""
    names, marks = ", ".join(place.key), ", ".join("?" * len(place.key))
    select = (
        f"SELECT {names}, kek, {place.wrapped} FROM {place.table}"  # noqa: S608 - names of our own
        f" WHERE {place.wrapped} IS NOT NULL AND kek IS NOT ?"
    )
    order = f" ORDER BY {names} LIMIT {AT_A_TIME}"
    found = connection.execute(select + order, (not_by,)).fetchall()
    while found:
        page = [WrappedRow(row[:-2], row[-2], row[-1]) for row in found]
        yield page
        query = f"{select} AND ({names}) > ({marks}){order}"
        found = connection.execute(query, (not_by, *page[-1].key)).fetchall()


def strangers(data: Path) -> list[str]:
    """`file: table` of what seems to be wrapped and stands in no place."""
    known = {(place.file, place.table) for place in PLACES}
    found = []
    for path in sorted(data.glob("*.db")):
        connection = open_to_read(path)
        try:
            tables = [name for (name,) in connection.execute(_WITH_KEK)]
        except sqlite3.DatabaseError:
            continue  # what is damaged is told of by whoever needs it
        finally:
            connection.close()
        found += [f"{path.name}: {table}" for table in tables if (path.name, table) not in known]
    return found
