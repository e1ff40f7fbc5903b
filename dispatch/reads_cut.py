"""Letting the oldest readings go, so that the rest stays provable.

The last row that goes leaves its position, time and hash as an anchor, which the first row that stays follows
from. Who confirmed it, and the same position and hash, stand in the log (`retention-applied.v1`): an anchor
that the log does not know is what somebody would leave who removed rows of their own accord.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson

from dispatch.reads_store import Broken, anchors
from dispatch.schema import microseconds
from dispatch.sql.port import Ask
from dispatch.tables.port import Tables

AT_A_TIME: Final = 2_000
"""Rows deleted in one transaction: readings that are being written wait no longer than that takes."""
_OLDEST: Final = "SELECT position FROM read WHERE position<=? ORDER BY position LIMIT ?"
_DELETE: Final = f"DELETE FROM read WHERE position IN ({_OLDEST})"  # noqa: S608 - a constant
_STORED_AS: Final = "retention-applied.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReads:
    """The oldest rows, up to `last`, whose hash in hex is `link`; neither if there are none."""

    rows: int
    last: int | None
    link: str | None


def past_reads(ask: Ask, before: datetime) -> PastReads:
    """Rows recorded before a moment (aware UTC). Times never fall, so they are the oldest ones."""
    found = ask("SELECT count(*), max(position) FROM read WHERE at<?", (microseconds(before),))
    rows, last = found[0]
    if not rows:
        return PastReads(rows=0, last=None, link=None)
    link = ask("SELECT hash FROM read WHERE position=?", (last,))[0][0]
    return PastReads(rows=rows, last=last, link=link.hex())


class NotThatRow(Exception):
    """The log of readings has another row there, or none: it was put back, or is another's."""


def cut(tables: Tables, last: int, link: str) -> int:
    """Let everything up to a row with this hash (hex) go; how many rows went now.

    The anchor is durable before the first row goes. Raises `NotThatRow`; nothing goes then.
    """
    if not any(anchor.position >= last for anchor in anchors(tables.rows)):
        row = "SELECT position, at, hash FROM read WHERE position=? AND hash=?"
        made = f"INSERT INTO read_anchor {row} ON CONFLICT (position) DO NOTHING"
        if not tables.write(made, (last, bytes.fromhex(link))):
            raise NotThatRow(f"row {last} of the log of readings is not the one that was confirmed")
    gone, total = AT_A_TIME, 0
    while gone == AT_A_TIME:
        gone = tables.write(_DELETE, (last, AT_A_TIME))
        total += gone
    tables.settle()
    return total


def confirmed(ask_log: Ask) -> set[tuple[int, str]]:
    """Position and hash (hex) of every cut that the log knows of; no key is needed for that."""
    found = ask_log("SELECT state FROM stored_events WHERE topic=?", (_STORED_AS,))
    told = [orjson.loads(state)["d"] for (state,) in found]
    return {(one["last"], one["link"]) for one in told if one["last"] is not None}


def unaccounted(ask: Ask, known: Collection[tuple[int, str]]) -> Iterator[Broken]:
    """Anchors that nobody confirmed; `known` is what `confirmed` found in the log."""
    for anchor in anchors(ask):
        if (anchor.position, anchor.hash.hex()) not in known:
            yield Broken(anchor.position, "cut-unconfirmed")
