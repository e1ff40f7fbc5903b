"""The log of readings beside the log: its own chain, what checkpoints say of it, and what was let go."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from uuid import UUID

from dispatch.evidence.damage import Damage, Mark
from dispatch.evidence.place import Place, Torn, torn
from dispatch.reads_cut import confirmed, unaccounted
from dispatch.reads_store import anchors, breaks, identity, last_of
from dispatch.sql.port import Ask, Reading, asking


def examined(
    place: Place, log: Reading, log_id: UUID, marks: Sequence[Mark]
) -> tuple[int | None, list[Damage]]:
    """How many rows there are (nothing where there is no log of readings), and what is wrong with them."""
    told = [mark for mark in marks if mark.readings is not None]
    torn_pages = [Damage(kind="pages", position=0, detail=place.name_of_readings)]
    try:
        connection = place.readings()
    except Torn:
        return 0, torn_pages
    if connection is None:
        return None, [Damage(kind="readings-gone", position=0, number=told[0].number)] if told else []
    found = place.pages_of_readings()
    with closing(connection):
        try:
            connection.execute("BEGIN")
            ask = asking(connection)
            count = int(ask("SELECT count(*) FROM read")[0][0])
            found += _wrong(ask, asking(log), log_id)
            found += _signed(ask, told)
        except (TypeError, ValueError, KeyError, IndexError):
            return 0, found or torn_pages
        except connection.Error as error:
            if not (isinstance(error, sqlite3.Error) or torn(error)):
                raise
            return 0, found or torn_pages
    return count, found


def _wrong(ask: Ask, log: Ask, log_id: UUID) -> Iterator[Damage]:
    if identity(ask) != log_id:
        yield Damage(kind="readings-of-another-log", position=0)
    for one in breaks(ask):
        yield Damage(kind=f"reading-{one.code}", position=one.position)
    if anchors(ask):  # the log is asked what may be gone only where something is
        for one in unaccounted(ask, confirmed(log)):
            yield Damage(kind=f"reading-{one.code}", position=one.position)


def _signed(ask: Ask, told: Sequence[Mark]) -> Iterator[Damage]:
    """The first checkpoint that says otherwise; of rows that were let go only the last one is known."""
    newest = last_of(ask)[0]
    gone = {anchor.position: anchor.hash for anchor in anchors(ask)}
    let_go = max(gone, default=0)
    for mark in told:
        position, signed_hash = mark.readings or (0, b"")
        if position > newest:
            yield Damage(kind="readings-cut-off", position=newest + 1, number=mark.number)
            return
        rows = ask("SELECT hash FROM read WHERE position=?", (position,))
        here = rows[0][0] if rows else gone.get(position)
        if here != signed_hash and (here is not None or position > let_go):
            yield Damage(kind="readings-signed-otherwise", position=position, number=mark.number)
            return
