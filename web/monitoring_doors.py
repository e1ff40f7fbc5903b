"""Monitoring of schools' support services over HTTP: who is late, what is next, and what was found."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypedDict
from uuid import UUID

from dispatch.ports import Row
from domain.access import Action
from domain.case.limits import LONGEST_LINE, too_long
from domain.law.due import local_date
from domain.law.local_time import SECOND
from domain.law.monitoring import half_year_end
from domain.monitoring import ServiceMonitored
from projections.card import plain
from web import reading_log
from web.doors import Answer, Call, Door, get
from web.problems import Problem
from web.queries import region_of
from web.recommending import id_in


class Show(StrEnum):
    """Which schools: all, those that are late, those still due in this half-year."""

    ALL = "all"
    LATE = "late"
    DUE = "due"


class WatchedAnswer(TypedDict):
    """A school and how its service is watched. `last` and `manner` are absent while it never was monitored;
    `due` is the last second in time, `late` whether that has passed."""

    school: str
    label: str
    number: str | None
    name_kk: str
    name_ru: str
    name_en: str
    district: str
    since: str
    last: str | None
    manner: str | None
    due: str
    late: bool


class MonitoringAnswer(TypedDict):
    """Late ones first, then by the due time. The counts are of all open schools of the region.

    `half_ends` is the last day of this half-year, `done` how many were monitored in it.
    """

    schools: list[WatchedAnswer]
    total: int
    offset: int
    limit: int
    half_ends: str
    late: int
    due: int
    done: int
    all: int


class MonitoredAnswer(TypedDict):
    on: str
    recorded_at: str
    by: str | None
    fields: dict[str, Any]


class SchoolMonitoringAnswer(TypedDict):
    """What was found each time, newest first. This reading is logged."""

    school: WatchedAnswer
    monitored: list[MonitoredAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringAsked:
    q: str = ""
    show: Show = Show.ALL
    offset: int = 0


MOST_SHOWN: Final = 100
"""Monitorings of one school that are shown; there are two a year."""


async def _list(call: Call) -> Answer:
    asked, region = call.query(MonitoringAsked), region_of(call, Action.READ_MONITORING)
    if too_long("q", asked.q, LONGEST_LINE) is not None:
        raise Problem("text-too-long", {"field": "q", "most": LONGEST_LINE})
    now = call.system.clock.now()
    end = half_year_end(local_date(now)).isoformat()
    open_ = [_told(call, row, now) for row in _watched(call, region)]
    late = [one for one in open_ if one["late"]]
    due = [one for one in open_ if not one["late"] and _day(one["due"]) == end]
    shown: list[Row] = {Show.ALL: open_, Show.LATE: late, Show.DUE: due}[asked.show]
    if asked.q.strip():
        found = set(call.system.search.find(asked.q, region=region, limit=len(open_)))
        shown = [one for one in shown if one["school"] in found]
    shown = sorted(shown, key=lambda one: (one["due"], one["label"], one["school"]))
    start, limit = max(0, asked.offset), call.system.settings.limits.page_rows
    return {
        "schools": shown[start : start + limit],
        "total": len(shown),
        "offset": start,
        "limit": limit,
        "half_ends": end,
        "late": len(late),
        "due": len(due),
        "done": len(open_) - len(late) - len(due),
        "all": len(open_),
    }


def _watched(call: Call, region: str) -> list[Row]:
    rows = call.system.region_rows("monitoring", region)
    return [row for row in rows if not row["closed"] and row.get("due") is not None]


def _told(call: Call, row: Row, now: datetime) -> Row:
    school = call.system.row("schools", row["id"]) or {}
    names = ("label", "number", "name_kk", "name_ru", "name_en", "district")
    told = {name: school.get(name, "") for name in names}
    late = datetime.fromisoformat(row["due"]) + SECOND <= now
    watch = {name: row[name] for name in ("since", "last", "manner", "due")}
    return {"school": row["id"], **told, **watch, "late": late}


def _day(due: str) -> str:
    return local_date(datetime.fromisoformat(due)).isoformat()


async def _one(call: Call) -> Answer:
    school: UUID = id_in(call, "school")
    region = region_of(call, Action.RECORD_MONITORING)
    row = call.system.row("monitoring", str(school))
    if row is None or row["region"] != region:
        raise Problem("not-found")
    events = await reading_log.of_thing(call, school, reading_log.MONITORING, Action.RECORD_MONITORING)
    found = [one for one in events if isinstance(one.event, ServiceMonitored)][-MOST_SHOWN:]
    monitored = [
        {
            "on": one.event.on.isoformat(),
            "recorded_at": one.envelope.recorded_at.isoformat(),
            "by": call.system.name_of(one.envelope.by),
            "fields": plain(one.event),
        }
        for one in reversed(found)
        if isinstance(one.event, ServiceMonitored)
    ]
    return {"school": _told(call, row, call.system.clock.now()), "monitored": monitored}


def doors() -> tuple[Door, ...]:
    """The list, and what was found at one school."""
    listed = "Open schools of the region with when their support service was monitored and is next."
    one = "What monitoring found at one school, newest first. This reading is logged."
    read, record = Action.READ_MONITORING, Action.RECORD_MONITORING
    return (
        get("/api/monitoring", _list, read, listed, MonitoringAnswer, MonitoringAsked),
        get("/api/monitoring/{school}", _one, record, one, SchoolMonitoringAnswer),
    )
