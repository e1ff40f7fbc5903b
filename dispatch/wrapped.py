"""Every secret that is wrapped with a key of `keys.kek`: whoever keeps some says where in a `Place`.

A table with a column `kek` that no place tells of would be lost with an old wrapping key: `strangers` looks
for such tables, the check names them and rotation does not begin.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dispatch import factors, keys, lane_store
from dispatch.key_place import KeyFile, KeyPlace
from dispatch.sql.port import Database
from dispatch.sql.sqlite import SqliteFile
from dispatch.tables.look import FileLook, Looking
from dispatch.tables.port import Tables
from dispatch.tables.sqlite import FileTables
from dispatch.wrapping import Place

PLACES: Final[tuple[Place, ...]] = (*keys.WRAPPED, factors.WRAPPED, lane_store.WRAPPED)
KEYS: Final = keys.WRAPPED[0].file
FILES: Final = tuple(dict.fromkeys(place.file for place in PLACES))
AT_A_TIME: Final = 500
"""Secrets read at once, and wrapped anew in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Tables that may hold wrapped secrets, not opened: `file` is their place's word for them, `told` what
    people call them, `path` the file that they are in, if it is one."""

    file: str
    told: str
    look: Callable[[], Looking]
    open: Callable[[], Tables]
    path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """All that one key file wraps, and the log that it belongs to; none where there is no log yet."""

    key_file: Path
    place: KeyPlace
    beside: tuple[Holding, ...]
    log: Database | None

    @property
    def holdings(self) -> tuple[Holding, ...]:
        place = self.place
        path = place.path if isinstance(place, KeyFile) else None
        own = Holding(file=KEYS, told=place.told, look=place.look, open=place.open, path=path)
        return (own, *self.beside)


def file_holding(path: Path) -> Holding:
    """The tables of a file."""
    return Holding(
        file=path.name,
        told=path.name,
        look=lambda: FileLook(path),
        open=lambda: FileTables(path),
        path=path,
    )


def files_beside(data: Path) -> tuple[Holding, ...]:
    """Every file of a data directory that could hold secrets, without the keys themselves."""
    return tuple(file_holding(path) for path in sorted(data.glob("*.db")) if path.name != KEYS)


def secrets_in(data: Path) -> Secrets:
    """Those of a data directory in which everything is a file."""
    log = SqliteFile(data / "log.db") if (data / "log.db").exists() else None
    place = KeyFile(data / KEYS)
    return Secrets(key_file=data / "keys.kek", place=place, beside=files_beside(data), log=log)


@dataclass(frozen=True, slots=True)
class WrappedRow:
    """One wrapped secret: the values of its place's key columns, the wrapping key it names, the bytes."""

    key: tuple[Any, ...]
    kek: str
    wrapped: bytes


def standing(tables: Looking, file: str) -> list[Place]:
    """The places of these tables that this installation has already."""
    there = tables.standing()
    return [place for place in PLACES if place.file == file and place.table in there]


def uses(tables: Looking, place: Place) -> Counter[str]:
    """How many secrets of a place name each wrapping key."""
    query = f"SELECT kek, count(*) FROM {place.table} WHERE {place.wrapped} IS NOT NULL GROUP BY kek"  # noqa: S608 - names of our own
    return Counter({kek: n for kek, n in tables.rows(query)})


def page_after(
    tables: Looking, place: Place, last: WrappedRow | None, *, not_by: str = ""
) -> list[WrappedRow]:
    """Some secrets of a place in the order of its key, without those wrapped by `not_by`; none at the end."""
    names, marks = ", ".join(place.key), ", ".join("?" * len(place.key))
    after, values = ("", ()) if last is None else (f" AND ({names}) > ({marks})", last.key)
    query = (
        f"SELECT {names}, kek, {place.wrapped} FROM {place.table}"  # noqa: S608 - names of our own
        f" WHERE {place.wrapped} IS NOT NULL AND kek<>?{after} ORDER BY {names} LIMIT {AT_A_TIME}"
    )
    found = tables.rows(query, (not_by, *values))
    return [WrappedRow(row[:-2], row[-2], bytes(row[-1])) for row in found]


def pages(tables: Looking, place: Place) -> Iterator[Sequence[WrappedRow]]:
    """All secrets of a place, in short reads."""
    page = page_after(tables, place, None)
    while page:
        yield page
        page = page_after(tables, place, page[-1])


def strangers(holdings: Sequence[Holding]) -> list[str]:
    """`file: table` of what seems to be wrapped and stands in no place."""
    known = {(place.file, place.table) for place in PLACES}
    found = []
    for holding in holdings:
        try:
            with closing(holding.look()) as tables:
                there = [table for table, columns in tables.standing().items() if "kek" in columns]
        except sqlite3.DatabaseError:
            continue  # what is damaged is told of by whoever needs it
        found += [f"{holding.told}: {table}" for table in there if (holding.file, table) not in known]
    return found
