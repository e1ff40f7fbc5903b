"""Figures over all regions of the installation: counts in which nobody can be recognised, never a case."""

import asyncio
from typing import TypedDict

from domain.access import Action
from domain.suppression import LEAST
from projections.figures import Row, Tally, figures, tally
from web.doors import Answer, Call, Door, get
from web.queries import region_of
from web.system import System

Counts = dict[str, int | None]


class MonthAnswer(TypedDict):
    """One month; null is hidden: a group under `least`, or one beside it."""

    month: str
    total: int | None
    regions: Counts
    classes: Counts
    channels: Counts
    times: Counts


class FiguresAnswer(TypedDict):
    least: int
    months: list[MonthAnswer]


async def _figures(call: Call) -> Answer:
    region_of(call, Action.READ_FIGURES)
    return {"least": LEAST, "months": await asyncio.to_thread(of_the_nation, call.system)}


def of_the_nation(system: System) -> list[Row]:
    """Months over every installation behind the address, each of which gives its counts alone. Blocks."""
    return figures([_tally(one) for one in system.country.values() or [system]])


def _tally(system: System) -> Tally:
    regions = [row["region"] for row in system.rows("centres").values()]
    return tally(system.every_row("queue"), regions)


def doors() -> tuple[Door, ...]:
    """The figures."""
    told = "Requests of all regions by month: class, channel, region, term; groups under 5 are hidden."
    return (get("/api/figures", _figures, Action.READ_FIGURES, told, FiguresAnswer),)
