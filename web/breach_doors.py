"""Breaches of personal data over HTTP: the list without their text; one with it, which is written down."""

from dataclasses import dataclass
from typing import Any, TypedDict

from dispatch.ports import Row
from domain.access import Action
from projections.card import plain
from web import reading_log
from web.doors import Answer, Call, Door, get
from web.problems import Problem
from web.queries import region_of
from web.recommending import id_in


class NoticeGivenAnswer(TypedDict):
    """`to` is `authorised-body`, `people-concerned` or `other`; `by` the name of who recorded it."""

    to: str
    channel: str
    at: str
    by: str | None


class BreachAnswer(TypedDict):
    """`state` is `open`, `notified` or `ruled-out`; `due` the time with what it rests on."""

    id: str
    detected_at: str
    recorded_at: str
    by: str | None
    due: dict[str, Any]
    state: str
    missed: bool
    notices: list[NoticeGivenAnswer]
    ended_at: str | None


class BreachesAnswer(TypedDict):
    """Open ones first, the nearest due time on top; then the newest."""

    breaches: list[BreachAnswer]
    total: int
    offset: int
    limit: int


class BreachEventAnswer(TypedDict):
    position: int
    name: str
    happened_at: str
    recorded_at: str
    by: str | None
    role: str
    fields: dict[str, Any]


class BreachTextAnswer(TypedDict):
    """What was written of it, event by event. This reading is logged."""

    breach: BreachAnswer
    version: int
    story: list[BreachEventAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachesAsked:
    offset: int = 0


async def _list(call: Call) -> Answer:
    asked, region = call.query(BreachesAsked), region_of(call, Action.RECORD_BREACH)
    rows = sorted(call.system.region_rows("breaches", region), key=_newest, reverse=True)
    rows.sort(key=lambda row: (row["state"] != "open", row["due"]["at"] if row["state"] == "open" else ""))
    start = max(0, asked.offset)
    limit = call.system.settings.limits.page_rows
    page = [_told(call, row) for row in rows[start : start + limit]]
    return {"breaches": page, "total": len(rows), "offset": start, "limit": limit}


def _newest(row: Row) -> str:
    return str(row["recorded_at"])


async def _one(call: Call) -> Answer:
    thing, region = id_in(call, "breach"), region_of(call, Action.RECORD_BREACH)
    row = call.system.row("breaches", str(thing))
    if row is None or row["region"] != region:
        raise Problem("not-found")
    events = await reading_log.of_thing(call, thing, reading_log.BREACH, Action.RECORD_BREACH)
    story = [
        {
            "position": one.position,
            "name": one.name,
            "happened_at": one.envelope.happened_at.isoformat(),
            "recorded_at": one.envelope.recorded_at.isoformat(),
            "by": call.system.name_of(one.envelope.by),
            "role": one.envelope.role,
            "fields": plain(one.event),
        }
        for one in events
    ]
    return {"breach": _told(call, row), "version": events[-1].version, "story": story}


def _told(call: Call, row: Row) -> Row:
    notices = [{**one, "by": call.system.name_of(one["by"])} for one in row["notices"]]
    told = {name: row[name] for name in BreachAnswer.__annotations__}
    return {**told, "by": call.system.name_of(row["by"]), "notices": notices}


def doors() -> tuple[Door, ...]:
    """The list, and one breach."""
    right = Action.RECORD_BREACH
    listed = "Breaches of personal data of the region, a page at a time; no text of them."
    one = "One breach with what was written of it. This reading is logged."
    return (
        get("/api/breaches", _list, right, listed, BreachesAnswer, BreachesAsked),
        get("/api/breaches/{breach}", _one, right, one, BreachTextAnswer),
    )
