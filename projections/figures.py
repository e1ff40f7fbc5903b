"""Figures over all regions by month of receipt: counts only, each row suppressed by itself.

No sums over months or tables are made: each would be one more equation for whoever wants to know.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from domain.case.terms import Channel, RiskClass
from domain.law.local_time import local_date
from domain.suppression import suppressed

Row = dict[str, Any]

MONTHS: Final = 24
"""How many months back figures go."""
_CLASSES: Final = (*(str(int(each)) for each in RiskClass), "none")
_TIMES: Final = ("in-time", "late", "waiting")


def figures(rows: Iterable[Row], regions: Iterable[str]) -> list[Row]:
    """Newest month first; of each month the total and what it consists of, four times."""
    months: dict[str, list[Row]] = {}
    for row in rows:
        months.setdefault(_month(row), []).append(row)
    places = sorted({*regions, *(row["region"] for each in months.values() for row in each)})
    return [_figures(month, months[month], places) for month in sorted(months, reverse=True)[:MONTHS]]


def _month(row: Row) -> str:
    return local_date(datetime.fromisoformat(row["received_at"])).isoformat()[:7]


def _figures(month: str, rows: Sequence[Row], regions: Sequence[str]) -> Row:
    tables = {
        "regions": _counted(regions, (row["region"] for row in rows)),
        "classes": _counted(_CLASSES, map(_class, rows)),
        "channels": _counted([str(each) for each in Channel], (row["channel"] for row in rows)),
        "times": _counted(_TIMES, map(_time, rows)),
    }
    shown = {name: suppressed(cells) for name, cells in tables.items()}
    return {
        "month": month,
        "total": shown["regions"].total,
        **{name: dict(row.cells) for name, row in shown.items()},
    }


def _counted(names: Iterable[str], values: Iterable[str]) -> dict[str, int]:
    found = Counter(values)
    return {name: found[name] for name in names}


def _class(row: Row) -> str:
    return "none" if row["class"] is None else str(row["class"])


def _time(row: Row) -> str:
    """Whether the legal term was kept; a request that nobody has considered yet may still be in time."""
    if row["term_missed"]:
        return "late"
    return "in-time" if row["considered"] else "waiting"
