"""Who saw this child's file, and every reading by filters. Looking at either is itself a reading."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import TypedDict
from uuid import UUID

from dispatch.ports import Row
from dispatch.reads_found import Sitting, Wanted
from domain.access import Action
from domain.law.local_time import instant
from projections.traces import matches, people
from web import reading_log
from web.case_answers import Noted
from web.doors import Answer, Call, Door, get
from web.queries import region_of
from web.recommending import case_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsAsked:
    """Filters of the list; days are local and inclusive."""

    account: UUID | None = None
    number: str | None = None
    door: str | None = None
    why: str | None = None
    result: str | None = None
    since: date | None = None
    until: date | None = None
    limit: int = 100
    offset: int = 0


class ReadingAnswer(TypedDict):
    """One person's readings of one case by one door in one session, from the first to the last.

    `number` is absent for a case that is not of this region, or where none was found. `waited`: how many of
    them could be written down only later.
    """

    first: str
    last: str
    count: int
    account: str
    name: str
    role: str
    region: str
    device: str
    case: str | None
    number: str | None
    door: str
    levels: str
    why: str
    result: str
    waited: int


class SameChildAnswer(TypedDict):
    case: str
    number: str


class WhoSawAnswer(TypedDict):
    """`cases`: this one and all others of the region about the same child, as far as can be told."""

    cases: list[SameChildAnswer]
    readings: list[ReadingAnswer]
    total: int
    noted: Noted


class ReadingsAnswer(TypedDict):
    readings: list[ReadingAnswer]
    total: int
    offset: int
    noted: Noted


async def who_saw(call: Call) -> WhoSawAnswer:
    """Who opened the case of the address, and the same child's others; for whoever oversees reading."""
    case, action = case_id(call), Action.READ_READINGS
    row = call.system.row("queue", str(case))
    if row is None or not call.visitor.may(action, row["region"]):
        raise await reading_log.refused(call, case, reading_log.READINGS, action)
    noted = await reading_log.overseen(call, action, row)
    cases = await asyncio.to_thread(_same_child, call, row)
    wanted = Wanted(cases=tuple(one["id"] for one in cases))
    most = call.system.settings.limits.readings_listed
    found, total = await asyncio.to_thread(call.system.reads.found.sittings, wanted, limit=most, offset=0)
    return {
        "cases": [{"case": one["id"], "number": one["number"]} for one in cases],
        "readings": await asyncio.to_thread(_answers, call, found),
        "total": total,
        "noted": noted,
    }


async def _who_saw(call: Call) -> Answer:
    return await who_saw(call)


def _same_child(call: Call, row: Row) -> list[Row]:
    """By the keyed hash of name and birth date, where both are known; else the case alone."""
    parts = people(call.system.row("traces", row["id"]))
    child = next((part["child"] for part in parts if "child" in part), None)
    if child is None:
        return [row]
    traces = call.system.every_row("traces", row["region"], holding=child)
    keys = [one["id"] for one in traces if one["id"] != row["id"] and matches(one, {"child": child})]
    same = [one for key in keys if (one := call.system.row("queue", key)) is not None]
    return [row, *sorted(same, key=lambda one: str(one["received_at"]), reverse=True)]


async def _readings(call: Call) -> Answer:
    asked = call.query(ReadingsAsked)
    return await found_readings(call, asked, call.system.settings.limits.readings_listed)


async def found_readings(call: Call, asked: ReadingsAsked, most: int) -> ReadingsAnswer:
    """Readings of the region's people and cases by filters; that somebody looked is itself written down."""
    action = Action.READ_READINGS
    region = region_of(call, action)
    wanted = Wanted(
        cases=None
        if asked.number is None
        else await asyncio.to_thread(_numbered, call, region, asked.number),
        region=region,
        account=None if asked.account is None else str(asked.account),
        door=asked.door,
        why=asked.why,
        result=asked.result,
        since=None if asked.since is None else instant(asked.since, 0),
        until=None if asked.until is None else instant(asked.until + timedelta(days=1), 0),
    )
    noted = await reading_log.overseen(call, action, None)
    limit = max(1, min(asked.limit, most))
    offset = max(0, asked.offset)
    look = call.system.reads.found.sittings
    found, total = await asyncio.to_thread(look, wanted, limit=limit, offset=offset)
    rows = await asyncio.to_thread(_answers, call, found)
    return {"readings": rows, "total": total, "offset": offset, "noted": noted}


def _numbered(call: Call, region: str, number: str) -> tuple[str, ...]:
    """The cases of the region whose number has this in it; a page's worth at the most."""
    part = number.strip().upper()
    found = (row["id"] for row in call.system.every_row("queue", region, part) if part in row["number"])
    return tuple(islice(found, call.system.settings.limits.page_rows))


def _answers(call: Call, found: Sequence[Sitting]) -> list[ReadingAnswer]:
    return [_answer(call, one) for one in found]


def _answer(call: Call, one: Sitting) -> ReadingAnswer:
    reading = one.reading
    row = None if reading.case_id is None else call.system.row("queue", reading.case_id)
    account = call.system.row("accounts", reading.account) or {}
    theirs = row is not None and row["region"] == call.visitor.region
    return {
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "count": one.count,
        "account": reading.account,
        "name": account.get("name", ""),
        "role": reading.role,
        "region": reading.region,
        "device": reading.device,
        "case": reading.case_id,
        "number": row["number"] if row is not None and theirs else None,
        "door": reading.door,
        "levels": reading.levels,
        "why": reading.why,
        "result": reading.result,
        "waited": one.waited,
    }


def doors() -> tuple[Door, ...]:
    """Questions about readings."""
    right = Action.READ_READINGS
    saw = (
        "Who saw this child's file: every reading of the case and of the same child's others. Itself logged."
    )
    listed = "Readings of the region's people and cases by filters, newest first. Itself logged."
    return (
        replace(
            get("/api/cases/{case}/reads", _who_saw, right, saw, WhoSawAnswer),
            barred=reading_log.barred(reading_log.READINGS, right),
        ),
        get("/api/reads", _readings, right, listed, ReadingsAnswer, ReadingsAsked),
    )
