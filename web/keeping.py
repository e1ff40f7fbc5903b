"""Questions about keeping and deleting: what was asked, what waits for a second person, what is gone.

Nothing here shows what was said in a case. That two cases are about the same child or phone is looked up by
keyed hashes, by those who decide alone, and written down as a reading.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dispatch.ports import Row
from domain.access import Action
from domain.case.forgetting import HEAD
from domain.case.forgetting_events import Ground
from domain.law.local_time import local_date
from projections.traces import matches, people
from web import reading_log
from web.case_thing import case_thing
from web.doors import Answer, Call, Door, get
from web.keeping_answers import CaseKeepingAnswer, KeepingAnswer, SameAnswer
from web.keeping_state import reasons
from web.problems import Problem
from web.queries import region_of
from web.recommending import case_id

_WAITING = ("asked", "lift-asked")


async def _keeping(call: Call) -> Answer:
    region_of(call, Action.DECIDE_KEEPING)
    return await asyncio.to_thread(_answer, call)


def _answer(call: Call) -> Row:
    system, most = call.system, call.system.settings.limits.page_rows
    region = system.every_row("queue", call.visitor.region)
    cases = {case["id"]: {"id": case["id"], "number": case["number"]} for case in region}
    rows = [(row, cases[row["id"]]) for row in system.every_row("keeping") if row["id"] in cases]
    forgotten = _newest(_each(rows, "forgotten"))
    answer: Row = {
        "deletions": [_deletion(call, one) for one in _newest(_each(rows, "deletions"), "asked_at")[:most]],
        "proposed": [_proposed(call, one) for one in _newest(_proposals(rows))[:most]],
        "holds": [_hold(call, one) for one in _newest(_each(rows, "holds"))[:most]],
        "forgotten": [_gone(call, one) for one in forgotten[:most]],
        "forgotten_in_all": len(forgotten),
        "backup_days": system.settings.limits.key_backups.days,
    }
    answer["people"] = _people(call, answer)
    return dict(answer)


def _each(rows: Iterable[tuple[Row, Row]], what: str) -> Iterator[Row]:
    for row, case in rows:
        for one in row.get(what, ()):
            yield {**one, "case": case["id"], "number": case["number"]}


def _proposals(rows: Iterable[tuple[Row, Row]]) -> Iterator[Row]:
    for row, case in rows:
        if row.get("proposed"):
            yield {**row["proposed"], "case": case["id"], "number": case["number"]}


def _newest(found: Iterable[Row], by: str = "at") -> list[Row]:
    """What waits before what is done, then the newest first."""
    ordered = sorted(found, key=lambda one: str(one[by]), reverse=True)
    return sorted(ordered, key=lambda one: one.get("state", _WAITING[0]) not in _WAITING)


def _deletion(call: Call, one: Row) -> Row:
    waits = one["state"] == "asked"
    found = reasons(call.system, one["case"], call.system.clock.now(), Ground.REQUEST) if waits else {}
    return {**one, "reasons": found.get(Ground.REQUEST, [])}


def _proposed(call: Call, one: Row) -> Row:
    ground = Ground(one["ground"])
    found = reasons(call.system, one["case"], call.system.clock.now(), ground)
    mine = call.visitor.acts_as(Action.DECIDE_KEEPING)
    second = one["by"] != str(call.visitor.account) and HEAD in (mine, one["role"])
    return {**one, "reasons": found[ground], "confirmable": second}


def _hold(call: Call, one: Row) -> Row:
    waits = one["state"] in _WAITING
    return {**one, "confirmable": waits and one["by"] != str(call.visitor.account)}


def _gone(call: Call, one: Row) -> Row:
    """With the day after which no backup of the keys has the key any more."""
    kept: timedelta = call.system.settings.limits.key_backups
    until = local_date(datetime.fromisoformat(one["at"]) + kept)
    overwritten = UUID(one["subject"]) not in call.system.store.graves.waiting
    return {**one, "overwritten": overwritten, "backups_until": until.isoformat()}


def _people(call: Call, shown: Any) -> dict[str, str]:
    """Names of all accounts that an answer speaks of."""
    found = dict[str, str]()
    for one in _inside(shown):
        for name in ("by", "proposed_by", "confirmed_by", "answered_by"):
            key = one.get(name)
            if key is not None and key not in found:
                found[key] = call.system.name_of(key) or ""
    return found


def _inside(shown: Any) -> Iterator[Row]:
    if isinstance(shown, dict):
        yield shown
        for value in shown.values():
            yield from _inside(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from _inside(value)


async def _of_case(call: Call) -> Answer:
    case, action = str(case_id(call)), Action.ASK_DELETION
    row = call.system.row("queue", case)
    if row is None or not call.visitor.may_to(action, case_thing(call.system, call.visitor, row)):
        raise Problem("not-found")
    now = call.system.clock.now()
    found = await asyncio.to_thread(reasons, call.system, case, now, *Ground)
    keeping: Any = call.system.row("keeping", case)
    answer: CaseKeepingAnswer = {"keeping": keeping, "reasons": found, "people": _people(call, keeping)}
    if not call.visitor.may(Action.DECIDE_KEEPING, row["region"]):
        return dict(answer)
    same = await asyncio.to_thread(_same, call, row)
    if same:
        await reading_log.matched(call, Action.DECIDE_KEEPING, [other for other, _ in same])
    listed: list[SameAnswer] = [
        {"case": other["id"], "number": other["number"], "why": why} for other, why in same
    ]
    return {**answer, "same": listed}


def _same(call: Call, row: Row) -> list[tuple[Row, list[str]]]:
    """Other cases of the region about the same child or phone, newest first."""
    parts = people(call.system.row("traces", row["id"]))
    if not parts:
        return []
    found = []
    for trace in call.system.every_row("traces", row["region"]):
        why = [f"same-{kind}" for kind in ("child", "phone") if _shared(trace, parts, kind)]
        if why and trace["id"] != row["id"] and (other := call.system.row("queue", trace["id"])) is not None:
            found.append((other, why))
    found.sort(key=lambda each: str(each[0]["received_at"]), reverse=True)
    return found[: call.system.settings.limits.page_rows]


def _shared(trace: Row, parts: list[Row], kind: str) -> bool:
    return any(kind in part and matches(trace, {kind: part[kind]}) for part in parts)


def doors() -> tuple[Door, ...]:
    """Questions about keeping and deleting."""
    listed = "Requests to delete, what is put forward, legal holds and who is forgotten, of the region."
    one = "What was asked about keeping the people of a case, and why they would not be forgotten now."
    return (
        get("/api/keeping", _keeping, Action.DECIDE_KEEPING, listed, KeepingAnswer),
        replace(
            get("/api/cases/{case}/keeping", _of_case, Action.ASK_DELETION, one, CaseKeepingAnswer),
            barred=reading_log.barred(reading_log.CARD, Action.ASK_DELETION),
        ),
    )
