"""Questions about the queue and the registers. Rows without personal data, of the asker's region only."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from dispatch.ports import Row
from domain.access import Action
from domain.case.limits import LONGEST_LINE, too_long
from domain.law.local_time import local_date
from projections.traces import matches
from web import answers, reading_log
from web.case_thing import case_thing
from web.doors import Answer, Call, Door, get, post
from web.problems import Problem

_FIND_LATEST_HOURS = 24
_MOST_DUPLICATES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesAsked:
    """Filters of the list of cases; days are local and inclusive. `status` is a stage, `open`, or `missed`
    (a target or the legal term); class -1 is one that nobody has assessed.
    """

    number: str | None = None
    school: UUID | None = None
    team: UUID | None = None
    since: date | None = None
    until: date | None = None
    risk_class: int | None = None
    status: str | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolsAsked:
    q: str = ""
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatesAsked:
    """What the intake form knows so far. In a body, because none of it may stand in an address."""

    school: UUID | None = None
    child_name: str | None = None
    child_birth_date: date | None = None
    child_phone: str | None = None
    caller_phone: str | None = None


async def _cases(call: Call) -> Answer:
    return await asyncio.to_thread(_page, call, call.query(CasesAsked))


def _page(call: Call, asked: CasesAsked) -> Row:
    most = call.system.settings.limits.page_rows
    found = [row for row in _listed(call, asked) if _wanted(row, asked)]
    found.sort(key=lambda row: (row["received_at"], row["number"]), reverse=True)
    start = max(0, asked.offset)
    page = found[start : start + max(1, min(asked.limit, most))]
    return {"cases": page, "total": len(found), "offset": start}


def _listed(call: Call, asked: CasesAsked) -> Iterable[Row]:
    """The cases of the region, or those of one's own visits where the right goes no further."""
    visitor, system = call.visitor, call.system
    all_of_them = system.region_rows if asked.status == "open" else system.every_row
    rows = all_of_them("queue", visitor.region)
    if visitor.may(Action.LIST_CASES, visitor.region):
        return rows
    return [row for row in rows if visitor.may_to(Action.LIST_CASES, case_thing(system, visitor, row))]


def _wanted(row: Row, asked: CasesAsked) -> bool:
    received = local_date(datetime.fromisoformat(row["received_at"]))
    return all(
        (
            asked.number is None or asked.number.strip().upper() in row["number"],
            asked.school is None or str(asked.school) in (row["school"], row["nearest_school"]),
            asked.team is None or any(visit["team"] == str(asked.team) for visit in row["visits"]),
            asked.since is None or received >= asked.since,
            asked.until is None or received <= asked.until,
            asked.risk_class is None or (-1 if row["class"] is None else row["class"]) == asked.risk_class,
            asked.status is None
            or asked.status == row["stage"]
            or (asked.status == "open" and row["closed_at"] is None)
            or (asked.status == "missed" and bool(row["term_missed"] or row["missed"])),
        )
    )


def region_of(call: Call, action: Action) -> str:
    """The asker's region, if the right reaches over all of it."""
    visitor = call.visitor
    if not visitor.may(action, visitor.region):
        raise Problem("not-allowed")
    return visitor.region


async def _duplicates(call: Call) -> Answer:
    asked = call.read(DuplicatesAsked)
    region = region_of(call, Action.RECEIVE)
    now = call.system.clock.now()
    traces = call.system.traces
    child = traces.child(asked.child_name, asked.child_birth_date)
    phones = [traces.phone(phone) for phone in (asked.child_phone, asked.caller_phone)]
    found: list[Row] = []
    for row in call.system.region_rows("queue", region):
        age = now - datetime.fromisoformat(row["received_at"])
        if row["closed_at"] is not None or age.total_seconds() > _FIND_LATEST_HOURS * 3600:
            continue
        trace = call.system.row("traces", row["id"])
        reasons = list(_reasons(row, trace, asked, child, phones))
        if reasons:
            found.append({"row": row, "reasons": reasons})
    found.sort(key=lambda each: each["row"]["received_at"], reverse=True)
    shown = found[:_MOST_DUPLICATES]
    if child or any(phones):
        known = [each["row"] for each in shown if each["reasons"] != ["same-school"]]
        await reading_log.matched(call, Action.RECEIVE, known)
    return {"duplicates": shown}


def _reasons(
    row: Row, trace: Row | None, asked: DuplicatesAsked, child: Row, phones: list[Row]
) -> Iterator[str]:
    if asked.school is not None and row["school"] == str(asked.school):
        yield "same-school"
    if child and matches(trace, child):
        yield "same-child"
    if any(phone and matches(trace, phone) for phone in phones):
        yield "same-phone"


async def _schools(call: Call) -> Answer:
    asked = call.query(SchoolsAsked)
    region = region_of(call, Action.READ_REGISTERS)
    if too_long("q", asked.q, LONGEST_LINE) is not None:
        raise Problem("text-too-long", {"field": "q", "most": LONGEST_LINE})
    if asked.q.strip():
        limit = max(1, min(asked.limit, call.system.settings.limits.page_rows))
        found = call.system.search.find(asked.q, region=region, limit=limit)
        rows = [row for key in found if (row := call.system.row("schools", key)) is not None]
    else:
        rows = call.system.region_rows("schools", region)
    return {"schools": [with_point(row) for row in rows]}


def with_point(row: Row) -> Row:
    """A school's row with its coordinates as a pair too."""
    return {**row, "point": [row["lat"], row["lon"]]}


async def _staff(call: Call) -> Answer:
    region = region_of(call, Action.READ_REGISTERS)
    accounts = call.system.region_rows("accounts", region)
    return {
        "staff": [
            {name: row[name] for name in _KNOWN} for row in call.system.region_rows("specialists", region)
        ],
        "accounts": [{name: row[name] for name in _SHOWN} for row in accounts],
    }


_KNOWN: Final[tuple[str, ...]] = ("id", "region", "name", "profession", "languages", "closed")
"""What colleagues know of a specialist; papers are for whoever keeps the register."""

_SHOWN: Final[tuple[str, ...]] = ("id", "name", "roles", "team", "specialist", "closed")


async def _teams(call: Call) -> Answer:
    region = region_of(call, Action.READ_REGISTERS)
    return {"teams": call.system.region_rows("teams", region)}


async def _vehicles(call: Call) -> Answer:
    return {"vehicles": call.system.region_rows("vehicles", region_of(call, Action.READ_REGISTERS))}


async def _centre(call: Call) -> Answer:
    return dict(call.system.centre_row(region_of(call, Action.READ_REGISTERS)))


def doors() -> tuple[Door, ...]:
    """Everything that is asked without opening a case."""
    read = Action.READ_REGISTERS
    cases = "Cases of the region, newest first; those of one's own visits for whoever only makes visits."
    same = "Open requests of the last 24 hours about the same school, child or phone."
    found = "Schools of the region; with `q` the best matches."
    names = "Specialists and accounts of the region, by name."
    groups = "Mobile groups of the region, with their shifts."
    cars = "The region's cars."
    works = "The centre and the settings it works by."
    return (
        get("/api/cases", _cases, Action.LIST_CASES, cases, answers.CasesAnswer, CasesAsked),
        post(
            "/api/cases/duplicates",
            _duplicates,
            Action.RECEIVE,
            same,
            DuplicatesAsked,
            answers.DuplicatesAnswer,
        ),
        get("/api/schools", _schools, read, found, answers.SchoolsAnswer, SchoolsAsked),
        get("/api/staff", _staff, read, names, answers.StaffAnswer),
        get("/api/teams", _teams, read, groups, answers.TeamsAnswer),
        get("/api/vehicles", _vehicles, read, cars, answers.VehiclesAnswer),
        get("/api/centre", _centre, read, works, answers.CentreAnswer),
    )
