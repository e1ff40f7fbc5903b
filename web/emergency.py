"""Emergency access over HTTP: taking it, with a reason and a second factor; and the list that is reviewed."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Final, TypedDict
from uuid import UUID

from dispatch.numbers import meant
from dispatch.ports import Row
from domain.access import Action
from domain.case.emergency import Category, OpenEmergencyAccess
from domain.identity import CaseId
from domain.law.local_time import local_date
from domain.levels import ALL
from domain.verdict import Allowed
from projections.rows import EmergencyRow
from web import reading_log
from web.case_thing import case_thing
from web.commands import Meta, submitted
from web.doors import Answer, Call, Door, get, post
from web.problems import Problem
from web.queries import region_of
from web.second_factor import demand_fresh

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyAsked:
    """`case` or its `number`: whoever may not see a case knows its number from a colleague or a slip."""

    command_id: UUID
    category: Category
    reason: str
    case: UUID | None = None
    number: str | None = None


class EmergencyAnswer(TypedDict):
    """The case, and until when it may be read."""

    case: str
    until: str


class ReviewRow(EmergencyRow):
    """One access with the case it was to and the person's name."""

    case: str
    number: str
    name: str


class WeekAnswer(TypedDict):
    account: str
    name: str
    count: int


class ReviewsAnswer(TypedDict):
    """Those that wait first, then the newest; `week` counts the last seven days by person."""

    accesses: list[ReviewRow]
    waiting: int
    week: list[WeekAnswer]


async def _open(call: Call) -> Answer:
    """Nobody grants it. A session alone is not enough; a try at what is not there is written down."""
    demand_fresh(call)
    asked, visitor = call.read(EmergencyAsked), call.visitor
    row = await asyncio.to_thread(_asked_for, call, asked)
    abroad = row is not None and row["region"] != visitor.region
    right = Action.OPEN_EMERGENCY_ABROAD if abroad else Action.OPEN_EMERGENCY
    if row is None or not visitor.may(right, visitor.region):
        tried = UUID(row["id"]) if row is not None else asked.case
        raise await reading_log.refused(call, tried, reading_log.EMERGENCY, right)
    readable = visitor.verdict(Action.READ_CASE, case_thing(call.system, visitor, row))
    if isinstance(readable, Allowed) and readable.levels >= ALL:
        raise Problem("emergency-not-needed")
    command = OpenEmergencyAccess(
        case=CaseId(UUID(row["id"])),
        access=asked.command_id,
        category=asked.category,
        reason=asked.reason,
    )
    answer = await submitted(call, "open-emergency-access", right, command, Meta(command_id=asked.command_id))
    if not isinstance(answer, dict):
        return answer
    mine = [one for one in _of_case(call, row["id"]) if one["account"] == str(visitor.account)]
    return {"case": row["id"], "until": max(one["until"] for one in mine)}


def _asked_for(call: Call, asked: EmergencyAsked) -> Row | None:
    if asked.case is not None:
        return call.system.row("queue", str(asked.case))
    if not asked.number:
        return None
    today = local_date(call.system.clock.now())
    number = meant(asked.number, (call.visitor.region, today.year))
    open_ = call.system.rows("queue").values()
    rows = chain(open_, call.system.every_row("queue", holding=number))
    return next((row for row in rows if row["number"] == number), None)


def _of_case(call: Call, case: str) -> list[Row]:
    row = call.system.row("queue", case)
    return [] if row is None else list(row.get("emergencies", ()))


async def _reviews(call: Call) -> Answer:
    region = region_of(call, Action.REVIEW_EMERGENCY)
    every = await asyncio.to_thread(_accesses, call, region)
    found = sorted(every, key=lambda one: str(one["since"]), reverse=True)
    found.sort(key=lambda one: one["justified"] is not None)
    since = (call.system.clock.now() - WEEK).isoformat()
    week = Counter((one["account"], one["name"]) for one in found if one["since"] >= since)
    return {
        "accesses": found[: call.system.settings.limits.page_rows],
        "waiting": sum(one["justified"] is None for one in found),
        "week": [
            {"account": account, "name": name, "count": count}
            for (account, name), count in week.most_common()
        ],
    }


def _accesses(call: Call, region: str) -> list[Row]:
    found = []
    for row in call.system.every_row("queue", region, holding='"emergencies"'):
        for one in row.get("emergencies", ()):
            account = call.system.row("accounts", one["account"] or "") or {}
            told = {"case": row["id"], "number": row["number"], "name": account.get("name", "")}
            found.append({**one, **told})
    return found


def doors() -> tuple[Door, ...]:
    """Taking emergency access, and what is to be reviewed."""
    path = "/api/emergency-access"
    taken = "Read one case without the right to it, for an hour, because it cannot wait."
    listed = "Emergency accesses to cases of the region, those that wait for a review first."
    opening, review = Action.OPEN_EMERGENCY, Action.REVIEW_EMERGENCY
    return (
        post(path, _open, opening, taken, EmergencyAsked, EmergencyAnswer),
        get(path, _reviews, review, listed, ReviewsAnswer),
    )
