"""Figures over all regions of the installation: counts in which nobody can be recognised, never a case."""

from typing import TypedDict

from domain.access import Action
from domain.suppression import LEAST
from projections.figures import figures
from web.doors import Answer, Call, Door, get
from web.queries import region_of

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
    system = call.system
    regions = [row["region"] for row in system.rows("centres").values()]
    return {"least": LEAST, "months": figures(system.rows("queue").values(), regions)}


def doors() -> tuple[Door, ...]:
    """The figures."""
    told = "Requests of all regions by month: class, channel, region, term; groups under 5 are hidden."
    return (get("/api/figures", _figures, Action.READ_FIGURES, told, FiguresAnswer),)
