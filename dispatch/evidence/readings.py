"""The log of readings beside the log: its own chain, and what checkpoints say of it."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from dispatch.evidence.damage import Damage, Mark
from dispatch.evidence.file import open_as_it_is, pages
from dispatch.reads_cut import confirmed, unaccounted
from dispatch.reads_store import anchors, breaks, identity, last_of


def examined(
    data: Path, log: sqlite3.Connection, log_id: UUID, marks: Sequence[Mark]
) -> tuple[int | None, list[Damage]]:
    """How many rows there are (nothing without the file), and what is wrong with them; `log` tells who let
    some of them go."""
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
            if anchors(connection):
                unknown = unaccounted(connection, confirmed(log))
                found += [Damage(kind=f"reading-{one.code}", position=one.position) for one in unknown]
            found += _signed(connection, told)
        finally:
            connection.close()
    except (sqlite3.Error, TypeError, ValueError):
        return 0, found or [Damage(kind="pages", position=0, detail=path.name)]
    return count, found


def _signed(connection: sqlite3.Connection, told: Sequence[Mark]) -> Iterator[Damage]:
    """The first checkpoint that says otherwise; what lies before the newest anchor is gone."""
    cut = {anchor.position: anchor.hash for anchor in anchors(connection)}
    first, newest = max(cut, default=0), last_of(connection)[0]
    for mark in told:
        position, signed_hash = mark.readings or (0, b"")
        if position > newest:
            yield Damage(kind="readings-cut-off", position=newest + 1, number=mark.number)
            return
        row = connection.execute("SELECT hash FROM read WHERE position=?", (position,)).fetchone()
        there = cut.get(position, None if row is None else row[0])
        if there != signed_hash and (position >= first or position in cut):
            yield Damage(kind="readings-signed-otherwise", position=position, number=mark.number)
            return
