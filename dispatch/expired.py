"""What is past its time of keeping, outside the log: counted, and deleted once a person has confirmed it.

Deleted in short transactions, so that nobody who writes beside it waits; SQLite overwrites what goes
(`secure_delete`), and the write-ahead log is emptied afterwards. Asked again with the same day it deletes
what an interrupted one left, or what a restored copy brought back. Readings go their own way, see
`dispatch.reads_cut`.
"""

import json
import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from dispatch.reads_cut import cut, past_reads
from dispatch.schema import BUSY_SECONDS, microseconds, open_to_read
from domain.law.local_time import instant
from domain.retention import DataKind, RetentionApplied

AT_A_TIME: Final = 2_000
"""Rows deleted in one transaction."""


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
    """Where a kind lies; `where` may name :before, :before_text, :region and :members."""

    file: str
    table: str
    key: str
    where: str


_MEMBER: Final = "lower(hex({})) IN (SELECT value FROM json_each(:members))"
_TABLES: Final[Mapping[DataKind, _Table]] = {
    DataKind.POSITIONS: _Table(
        "positions.db", "sample", "team, at", f"at<:before AND {_MEMBER.format('team')}"
    ),
    DataKind.NOTICES: _Table("inbox.db", "notice", "number", f"at<:before AND {_MEMBER.format('account')}"),
    DataKind.REQUESTS: _Table(
        "form.db", "lane", "number", "state IN ('done', 'misuse') AND decided_at<:before AND region=:region"
    ),
    DataKind.RECEIPTS: _Table("form.db", "receipt", "rowid", "at<:before"),
    DataKind.IMPORTS: _Table(
        "imports.db", "staged", "id", "state<>'waiting' AND ended<:before_text AND region=:region"
    ),
}


def past(data: Path, kind: DataKind, scope: Scope, before: datetime) -> Past:
    """How much of a kind is from before a moment (aware UTC)."""
    if kind is DataKind.READINGS:
        found = past_reads(data / "reads.db", before)
        return Past(rows=found.rows, last=found.last, link=found.link)
    table = _TABLES[kind]
    path = data / table.file
    if not path.exists():
        return Past(rows=0)
    with closing(open_to_read(path)) as connection:
        query = f"SELECT count(*) FROM {table.table} WHERE {table.where}"  # noqa: S608 - names of our own
        return Past(rows=connection.execute(query, _values(scope, before)).fetchone()[0])


def drop(data: Path, scope: Scope, told: RetentionApplied) -> int:
    """Delete what the event says has gone; how many rows went now. May raise what SQLite says."""
    kind, before = told.kind, instant(told.before)
    if kind is DataKind.READINGS:
        return 0 if told.last is None or told.link is None else cut(data / "reads.db", told.last, told.link)
    table = _TABLES[kind]
    if not (data / table.file).exists():
        return 0
    connection = sqlite3.connect(data / table.file, timeout=BUSY_SECONDS, isolation_level=None)
    with closing(connection):
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        chosen = f"SELECT {table.key} FROM {table.table} WHERE {table.where} LIMIT {AT_A_TIME}"  # noqa: S608
        statement = f"DELETE FROM {table.table} WHERE ({table.key}) IN ({chosen})"  # noqa: S608
        gone = total = connection.execute(statement, _values(scope, before)).rowcount
        while gone == AT_A_TIME:
            gone = connection.execute(statement, _values(scope, before)).rowcount
            total += gone
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return total


def _values(scope: Scope, before: datetime) -> dict[str, str | int]:
    return {
        "before": microseconds(before),
        "before_text": before.astimezone(UTC).isoformat(),
        "region": scope.region,
        "members": json.dumps([one.hex for one in scope.members]),
    }
