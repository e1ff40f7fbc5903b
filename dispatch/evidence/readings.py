"""The log of readings beside the log: its own chain, and what checkpoints say of it."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from dispatch.evidence.damage import Damage, Mark
from dispatch.evidence.file import open_as_it_is, pages
from dispatch.reads_store import breaks, identity


def examined(data: Path, log_id: UUID, marks: Sequence[Mark]) -> tuple[int | None, list[Damage]]:
    """How many rows there are (nothing without the file), and what is wrong with them."""
    path = data / "reads.db"
    told = [mark for mark in marks if mark.readings is not None]
    if not path.exists():
        return None, [Damage(kind="readings-gone", position=0, number=told[0].number)] if told else []
    found = pages(path)
    try:
        connection = open_as_it_is(path)
        try:
            connection.execute("BEGIN")
            count = int(connection.execute("SELECT count(*) FROM read").fetchone()[0])
            if identity(connection) != log_id:
                found.append(Damage(kind="readings-of-another-log", position=0))
            for one in breaks(connection):
                found.append(Damage(kind=f"reading-{one.code}", position=one.position))
            found += _signed(connection, told)
        finally:
            connection.close()
    except (sqlite3.Error, TypeError, ValueError):
        return 0, found or [Damage(kind="pages", position=0, detail=path.name)]
    return count, found


def _signed(connection: sqlite3.Connection, told: Sequence[Mark]) -> Iterator[Damage]:
    """The first checkpoint that says otherwise; rows removed by retention are the anchor's affair."""
    first, newest = connection.execute(
        "SELECT ifnull(min(position), 0), ifnull(max(position), 0) FROM read"
    ).fetchone()
    for mark in told:
        position, signed_hash = mark.readings or (0, b"")
        if position > newest:
            yield Damage(kind="readings-cut-off", position=newest + 1, number=mark.number)
            return
        row = connection.execute("SELECT hash FROM read WHERE position=?", (position,)).fetchone()
        if position >= first and (row is None or row[0] != signed_hash):
            yield Damage(kind="readings-signed-otherwise", position=position, number=mark.number)
            return
