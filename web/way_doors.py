"""The ways of the groups that are sent to a case, as lines for the map.

A place that is no school is somebody's own: a line leads there only for whoever may read it, asks for it and
has that written down. For everybody else it ends at the nearest school, which the board shows anyhow.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypedDict
from uuid import UUID

from dispatch.ports import Row
from dispatch.ways import encoded
from domain.access import Action
from domain.levels import PERSONAL, Level
from domain.places import Point
from domain.verdict import Allowed
from projections.card import card
from web import reading_log
from web.case_thing import case_thing
from web.destinations import point_of, school_point
from web.doors import Answer, Call, Door, get
from web.problems import Problem
from web.recommending import case_id
from web.system import System

_DRIVES: Final = frozenset({"sent", "delivered", "accepted", "en-route"})
"""States of a visit whose way is still to be driven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysAsked:
    """`exact`: to the very place, also where it is no school; for whoever has the case open."""

    exact: bool = False


class WayAnswer(TypedDict):
    """`line`: latitude and longitude of the first point, then the differences of each next, in steps of 1e-5
    degree; `rung` `air` is a straight line. `ends`: at the place itself, or at the school nearest to it.
    """

    visit: str
    team: str
    rung: Literal["roads", "roads-builtin", "air"]
    seconds: int
    metres: int
    ends: Literal["place", "nearest-school"]
    line: list[int]


class WaysAnswer(TypedDict):
    ways: list[WayAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where the lines lead: the place itself, or what may be shown in its stead."""

    point: Point
    ends: Literal["place", "nearest-school"]


async def _ways(call: Call) -> Answer:
    exact = call.query(WaysAsked).exact
    row = call.system.row("queue", str(case_id(call)))
    if row is None or not call.visitor.may(Action.WATCH_TEAMS, row["region"]):
        raise Problem("not-found")
    visits = [visit for visit in row["visits"] if visit["state"] in _DRIVES]
    end = await _end(call, row, exact=exact) if visits else None
    if end is None:
        return {"ways": []}
    drawn = [_drawn(call.system, visit, end) for visit in visits]
    return {"ways": [await asyncio.to_thread(draw) for draw in drawn if draw is not None]}


async def _end(call: Call, row: Row, *, exact: bool) -> End | None:
    """Asks for the right before anything is read."""
    school = school_point(call.system, row["school"])
    if school is not None:
        return End(point=school, ends="place")
    if exact and _reads_the_place(call, row):
        action = Action.READ_CASE
        opened = await reading_log.opened(call, UUID(row["id"]), reading_log.WAY, action, shows=PERSONAL)
        told = card(opened.events)
        place = point_of(told) if told is not None and Level.PERSONAL in opened.levels else None
        if place is not None:
            return End(point=place, ends="place")
    near = school_point(call.system, row["nearest_school"])
    return None if near is None else End(point=near, ends="nearest-school")


def _reads_the_place(call: Call, row: Row) -> bool:
    verdict = call.visitor.verdict(Action.READ_CASE, case_thing(call.system, call.visitor, row))
    return isinstance(verdict, Allowed) and Level.PERSONAL in verdict.levels


def _drawn(system: System, visit: Row, end: End) -> Callable[[], dict[str, Any]] | None:
    """How to draw the way of a visit's team from where it was seen last; from its base if it never was."""
    team = system.row("teams", visit["team"])
    if team is None:
        return None
    seen = system.positions.newest(UUID(team["id"]))
    lat, lon = team["home"]
    origin, now = Point(lat=lat, lon=lon) if seen is None else seen.point, system.clock.now()

    def draw() -> dict[str, Any]:
        way = system.ways.way(origin, end.point, now)
        return {
            "visit": visit["id"],
            "team": visit["team"],
            "rung": way.rung,
            "seconds": way.seconds,
            "metres": way.metres,
            "ends": end.ends,
            "line": encoded(way.points),
        }

    return draw


def doors() -> tuple[Door, ...]:
    """The lines of the map."""
    told = (
        "The ways of the groups sent to a case, as lines; to somebody's own place only for who may read it."
    )
    return (get("/api/cases/{case}/ways", _ways, Action.WATCH_TEAMS, told, WaysAnswer, WaysAsked),)
