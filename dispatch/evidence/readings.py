"""The log of readings beside the log: its own chain, what checkpoints say of it, and what was let go."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID

from dispatch.evidence.damage import Damage, Mark
from dispatch.evidence.file import open_as_it_is, pages
from dispatch.reads_cut import confirmed, unaccounted
from dispatch.reads_store import anchors, breaks, identity, last_of
from dispatch.sql.port import Reading


def examined(
    data: Path, log: Reading, log_id: UUID, marks: Sequence[Mark]
) -> tuple[int | None, list[Damage]]:
    """How many rows there are (nothing without the file), and what is wrong with them."""
    path = data / "reads.db"
    told = [mark for mark in marks if mark.readings is not None]
    if not path.exists():
        return None, [Damage(kind="readings-gone", position=0, number=told[0].number)] if told else []
    found = pages(path)
    try:
        with closing(open_as_it_is(path)) as connection:
            connection.execute("BEGIN")
            count = int(connection.execute("SELECT count(*) FROM read").fetchone()[0])
            found += _wrong(connection, log, log_id)
            found += _signed(connection, told)
    except (sqlite3.Error, TypeError, ValueError, KeyError):
        return 0, found or [Damage(kind="pages", position=0, detail=path.name)]
    return count, found


def _wrong(connection: sqlite3.Connection, log: Reading, log_id: UUID) -> Iterator[Damage]:
    if identity(connection) != log_id:
        yield Damage(kind="readings-of-another-log", position=0)
    for one in breaks(connection):
        yield Damage(kind=f"reading-{one.code}", position=one.position)
    if anchors(connection):  # the log is asked what may be gone only where something is
        for one in unaccounted(connection, confirmed(log)):
            yield Damage(kind=f"reading-{one.code}", position=one.position)


def _signed(connection: sqlite3.Connection, told: Sequence[Mark]) -> Iterator[Damage]:
    """The first checkpoint that says otherwise; of rows that were let go only the last one is known."""
    newest = last_of(connection)[0]
    gone = {anchor.position: anchor.hash for anchor in anchors(connection)}
    let_go = max(gone, default=0)
    for mark in told:
        position, signed_hash = mark.readings or (0, b"")
        if position > newest:
            yield Damage(kind="readings-cut-off", position=newest + 1, number=mark.number)
            return
        row = connection.execute("SELECT hash FROM read WHERE position=?", (position,)).fetchone()
        here = gone.get(position) if row is None else row[0]
        if here != signed_hash and (here is not None or position > let_go):
            yield Damage(kind="readings-signed-otherwise", position=position, number=mark.number)
            return
