"""What is past its time of keeping, outside the log: counted, and deleted once a person has confirmed it.

Deleted in short transactions, so that nobody who writes beside it waits long; a file is overwritten where
something goes, and its write-ahead log emptied afterwards. Asked again with the same day it deletes what an
interrupted one left, or what a restored copy brought back. Readings go their own way, see
`dispatch.reads_cut`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias
from uuid import UUID

from dispatch.reads_cut import cut, past_reads
from dispatch.schema import microseconds
from dispatch.tables.port import Tables
from domain.law.local_time import instant
from domain.retention import DataKind, RetentionApplied

AT_A_TIME: Final = 2_000
"""Rows deleted in one transaction."""
ASKED: Final = 200
"""Members named in one statement."""

Open: TypeAlias = Callable[[str], Tables]
"""Opens tables by their name, for the caller to close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose rows: the region, and who belongs to it (its groups, its accounts) where rows name only those."""

    region: str
    members: Collection[UUID] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """So many rows are past their time; of readings also the last of them and its hash in hex."""

    rows: int
    last: int | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class _Table:
    """Where a kind lies: in which tables, in which of them, and what names a row.

    `past` has a `?` for the moment (in words where `worded`); `whose` is the column of the
    region or of a member.
    """

    tables: str
    name: str
    key: str
    past: str
    whose: str = ""
    worded: bool = False


_TABLES: Final[Mapping[DataKind, _Table]] = {
    DataKind.POSITIONS: _Table("positions", "sample", "team, at", "at<?", "team"),
    DataKind.NOTICES: _Table("inbox", "notice", "number", "at<?", "account"),
    DataKind.REQUESTS: _Table(
        "form", "lane", "number", "state IN ('done', 'misuse') AND decided_at<?", "region"
    ),
    DataKind.RECEIPTS: _Table("form", "receipt", "lookup, stream, at", "at<?"),
    DataKind.IMPORTS: _Table(
        "imports", "staged", "id", "state<>'waiting' AND ended<?", "region", worded=True
    ),
}
_Condition: TypeAlias = tuple[str, tuple[object, ...]]


def past(opened: Open, kind: DataKind, scope: Scope, before: datetime) -> Past:
    """How much of a kind is from before a moment (aware UTC)."""
    if kind is DataKind.READINGS:
        with closing(opened("reads")) as tables:
            if "read" not in tables.standing():
                return Past(rows=0)
            found = past_reads(tables.rows, before)
        return Past(rows=found.rows, last=found.last, link=found.link)
    table = _TABLES[kind]
    with closing(opened(table.tables)) as tables:
        if table.name not in tables.standing():
            return Past(rows=0)
        query = f"SELECT count(*) FROM {table.name} WHERE "  # noqa: S608 - names of our own
        return Past(
            rows=sum(tables.rows(query + where, values)[0][0] for where, values in _of(table, scope, before))
        )


def drop(opened: Open, scope: Scope, told: RetentionApplied) -> int:
    """Delete what the event says has gone; how many rows went now. Raises StoreUnavailable."""
    kind, before = told.kind, instant(told.before)
    if kind is DataKind.READINGS:
        if told.last is None or told.link is None:
            return 0
        with closing(opened("reads")) as tables:
            return cut(tables, told.last, told.link)
    table = _TABLES[kind]
    with closing(opened(table.tables)) as tables:
        if table.name not in tables.standing():
            return 0
        total = sum(_drop(tables, table, condition) for condition in _of(table, scope, before))
        tables.settle()
    return total


def _drop(tables: Tables, table: _Table, condition: _Condition) -> int:
    where, values = condition
    chosen = f"SELECT {table.key} FROM {table.name} WHERE {where} LIMIT {AT_A_TIME}"  # noqa: S608
    statement = f"DELETE FROM {table.name} WHERE ({table.key}) IN ({chosen})"  # noqa: S608
    gone = total = tables.write(statement, values)
    while gone:
        gone = tables.write(statement, values)
        total += gone
    return total


def _of(table: _Table, scope: Scope, before: datetime) -> Iterator[_Condition]:
    """What is past and in scope; where rows name only members, some of them at a time."""
    moment = before.astimezone(UTC).isoformat() if table.worded else microseconds(before)
    if table.whose == "region":
        yield f"{table.past} AND region=?", (moment, scope.region)
    elif not table.whose:
        yield table.past, (moment,)
    else:
        members = [member.bytes for member in scope.members]
        for start in range(0, len(members), ASKED):
            some = members[start : start + ASKED]
            marks = ",".join("?" * len(some))
            yield f"{table.past} AND {table.whose} IN ({marks})", (moment, *some)
