"""The ledger's documents as flat lines, one an entry: what lists, counts and months are made of."""

from datetime import datetime
from typing import Any, Final

from domain.law.local_time import local_date
from projections.obligations import Document, Entry

Line = dict[str, Any]

COLUMNS: Final = (
    "entry",
    "region",
    "about",
    "number",
    "kind",
    "class",
    "school",
    "team",
    "owner",
    "state",
    "opened_at",
    "due",
    "month",
    "citation",
    "mark",
    "edition",
    "hold",
    "missed_at",
    "by",
    "channel",
    "done_at",
    "in_time",
    "delay",
)
"""`month` is the local one of the due time ("2026-03"); `delay` seconds from the due time on, if late."""


def lines(document: Document) -> list[Line]:
    """Times in UTC as text."""
    head = {**document["head"], "about": document["about"]}
    return [{**head, **_line(name, entry)} for name, entry in document["entries"].items()]


_TAKEN_OVER: Final = frozenset(COLUMNS) - {"entry", "month", "delay"}


def _line(name: str, entry: Entry) -> Line:
    return {
        **{key: value for key, value in entry.items() if key in _TAKEN_OVER},
        "entry": name,
        "month": local_date(datetime.fromisoformat(entry["due"])).isoformat()[:7],
        "delay": _delay(entry),
    }


def _delay(entry: Entry) -> int | None:
    if entry["in_time"] is not False:
        return None
    late = datetime.fromisoformat(entry["done_at"]) - datetime.fromisoformat(entry["due"])
    return round(late.total_seconds())
