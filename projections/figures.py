"""Figures over all regions by month of receipt: counts only, each row suppressed by itself.

No sums over months or tables are made: each would be one more equation for whoever wants to know.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Tally:
    """What one log knows of all its months: how many requests of each kind, by region, class, channel, term.

    Only this leaves a log where the figures of several are put together.
    """

    regions: frozenset[str]
    months: Mapping[str, Mapping[str, Mapping[str, int]]]


def tally(rows: Iterable[Row], regions: Iterable[str]) -> Tally:
    """Count the requests of one log, one after another; `regions` are those whose centre has its cases
    there."""
    months: dict[str, dict[str, Counter[str]]] = {}
    for row in rows:
        counts = months.setdefault(_month(row), {table: Counter() for table in _COUNTED})
        for table, of in _COUNTED.items():
            counts[table][of(row)] += 1
    places = {region for counts in months.values() for region in counts["regions"]}
    return Tally(frozenset({*regions, *places}), months)


def figures(tallies: Sequence[Tally]) -> list[Row]:
    """Newest month first; of each month the total and what it consists of, four times."""
    places = sorted(frozenset[str]().union(*(each.regions for each in tallies)))
    months = sorted({month for each in tallies for month in each.months}, reverse=True)[:MONTHS]
    return [_figures(month, [each.months.get(month, {}) for each in tallies], places) for month in months]


def _month(row: Row) -> str:
    return local_date(datetime.fromisoformat(row["received_at"])).isoformat()[:7]


def _figures(month: str, counted: Sequence[Mapping[str, Mapping[str, int]]], regions: Sequence[str]) -> Row:
    """Put together before anything is hidden: a group that is small in each log may be shown of all."""
    names = {"regions": regions, "classes": _CLASSES, "channels": list(map(str, Channel)), "times": _TIMES}
    shown = {
        table: suppressed({name: sum(each.get(table, {}).get(name, 0) for each in counted) for name in cells})
        for table, cells in names.items()
    }
    return {
        "month": month,
        "total": shown["regions"].total,
        **{table: dict(row.cells) for table, row in shown.items()},
    }


def _class(row: Row) -> str:
    return "none" if row["class"] is None else str(row["class"])


def _time(row: Row) -> str:
    """Whether the legal term was kept; a request that nobody has considered yet may still be in time."""
    if row["term_missed"]:
        return "late"
    return "in-time" if row["considered"] else "waiting"


_COUNTED: Final[Mapping[str, Callable[[Row], str]]] = {
    "regions": lambda row: str(row["region"]),
    "classes": _class,
    "channels": lambda row: str(row["channel"]),
    "times": _time,
}
