"""No log, no card: the one way to what was said in a case. Every reading is durable before it is answered.

Whoever may not see a case meets the same answer as for one that is not there; both tries are written down.
A house test finds every other way to the events of a case.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final, Literal
from uuid import UUID

from dispatch.ports import QueueFull, Row, StoreUnavailable
from dispatch.reads_store import Reading
from domain.access import Action, Relation
from domain.envelope import Recorded
from domain.levels import ALL, OWN_WORDS, Level, Levels
from domain.unusual import Unusual
from domain.verdict import Allowed, Thing
from web.case_thing import case_thing
from web.catching_up import caught_up
from web.doors import Call
from web.problems import Problem
from web.system import System
from web.unusual import look_for_unusual, notice
from web.visitor import Visitor

Noted = Literal["logged", "waiting"]
"""Whether the reading stands in the log, or waits until the log can be written again."""

CARD: Final = "card"
CARD_AT: Final = "card-at"
STORY: Final = "story"
ASSIGNMENT: Final = "assignment"
DUPLICATES: Final = "duplicates"
RECEIPT: Final = "receipt"
LANE: Final = "lane"
EMERGENCY: Final = "emergency"
READINGS: Final = "readings"
BREACH: Final = "breach"
MONITORING: Final = "monitoring"
SLIP: Final = "slip"
PAPER: Final = "paper"
EXPORT: Final = "export"
EXPORT_WORDS: Final = "export-words"
WAY: Final = "way"
CARD_DOORS: Final = (CARD, CARD_AT, STORY, ASSIGNMENT)
"""Doors behind which the story of a child stands."""

_LEVELS: Final = {DUPLICATES: "C2", EMERGENCY: "", READINGS: ""}
"""Levels of field that a search touches; whatever opens a case says what it showed."""
_CLOSEST: Final = (Relation.OWNER, Relation.OWN_TEAM, Relation.RECEIVED, Relation.OWN_TEAM_BEFORE)
_PHONES: Final = ("mobile", "android", "iphone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was said in a case, whether this reading of it stands in the log, and what of it may be shown."""

    events: list[Recorded]
    noted: Noted
    levels: Levels


async def opened(
    call: Call,
    case: UUID,
    door: str,
    action: Action,
    relation: Relation = Relation.NONE,
    shows: Levels = ALL,
    purpose: str = "",
) -> Opened:
    """The events of a case for whoever has the right today, whatever was right then.

    `shows`: the levels that stand behind this door at all; no more than these may be shown of it. `purpose`:
    what it is read for, where that says more than by which relation.
    """
    found = await asyncio.to_thread(_allowed, call, case, action, relation)
    if found is None and await caught_up(call.system):
        found = await asyncio.to_thread(_allowed, call, case, action, relation)
    if found is None:
        raise await refused(call, case, door, action)
    visitor, (row, thing, verdict) = call.visitor, found
    why, levels = purpose or _why(visitor, action, thing), verdict.levels & (shows | OWN_WORDS)
    result = "shown" if levels >= ALL else "redacted"
    reading = _reading(call, door, action, str(case), row, why, result, spelled(levels))
    noted = await _written(call, (reading,), may_wait=_own_threat(visitor, row))
    events = await asyncio.to_thread(_read, call.system, case)
    look_for_unusual(call.system, call.visitor, str(case), events)
    return Opened(events=events, noted=noted, levels=levels)


def _allowed(call: Call, case: UUID, action: Action, relation: Relation) -> tuple[Row, Thing, Allowed] | None:
    row = call.system.row("queue", str(case))
    if row is None:
        return None
    thing = case_thing(call.system, call.visitor, row, relation)
    verdict = call.visitor.verdict(action, thing)
    return (row, thing, verdict) if isinstance(verdict, Allowed) else None


def _read(system: System, case: UUID) -> list[Recorded]:
    """The case, and what was read by way of other processes until now."""
    system.cards_read.look(system.clock.now())
    return system.store.log.stream(case)


async def refused(call: Call, case: UUID | None, door: str, action: Action) -> Problem:
    """Somebody tried; the answer is that of a case which is not there."""
    asked = None if case is None else str(case)
    row = None if asked is None else call.system.row("queue", asked)
    await _written(call, (_reading(call, door, action, asked, row, "none", "refused"),))
    if row is not None and row["region"] != call.visitor.region:
        notice(call.system, call.visitor, Unusual.OTHER_REGION)
    return Problem("not-found")


def barred(door: str, action: Action) -> Callable[[Call], Awaitable[Problem]]:
    """For a door to a case: whoever's role never reads cases is told so, and their try is written down."""

    async def bar(call: Call) -> Problem:
        try:
            case = UUID(call.request.path_params["case"])
        except ValueError:
            return Problem("not-allowed")
        await refused(call, case, door, action)
        return Problem("not-allowed")

    return bar


async def matched(call: Call, action: Action, rows: list[Row]) -> Noted:
    """That a child or a phone was looked for, and which cases it was found in; one row if in none."""
    found = tuple(_reading(call, DUPLICATES, action, row["id"], row, "search", "shown") for row in rows) or (
        _reading(call, DUPLICATES, action, None, None, "search", "shown"),
    )
    return await _written(call, found)


async def overseen(call: Call, action: Action, row: Row | None) -> Noted:
    """That somebody looked at who read a case, or at all readings."""
    case = None if row is None else str(row["id"])
    return await _written(call, (_reading(call, READINGS, action, case, row, "oversight", "shown"),))


async def of_thing(call: Call, thing: UUID, door: str, action: Action) -> list[Recorded]:
    """The events of a breach or of a school's monitoring, by whose row the caller has asked for the right."""
    reading = _reading(call, door, action, str(thing), {"region": call.visitor.region}, "region", "shown")
    await _written(call, (reading,))
    return await asyncio.to_thread(call.system.store.log.stream, thing)


async def of_receipt(call: Call, case: UUID) -> list[Recorded]:
    """The events of a case for whoever holds its receipt; of no account, and written down like all others."""
    row = call.system.row("queue", str(case)) or {}
    reading = Reading(
        account="",
        role="writer",
        session="",
        device=kind_of_device(call.request.headers.get("user-agent", "")),
        region=row["region"],
        case_id=str(case),
        case_region=row["region"],
        door=RECEIPT,
        levels="C2",
        why="receipt",
        result="shown",
    )
    await _written(call, (reading,))
    return await asyncio.to_thread(call.system.store.log.stream, case)


async def of_export(call: Call, export: UUID, cases: list[Row]) -> list[Recorded]:
    """The events of an export, whose words may name somebody: a reading of each of its cases."""
    action, why = Action.APPROVE_EXPORT, "oversight"
    rows = (_reading(call, EXPORT_WORDS, action, row["id"], row, why, "shown", "C3") for row in cases)
    await _written(call, tuple(rows))
    return await asyncio.to_thread(call.system.store.log.stream, export)


async def lane(call: Call, action: Action) -> Noted:
    """That somebody looked at what waits in the unverified lane; it is of no case yet."""
    return await _written(call, (_reading(call, LANE, action, None, None, "region", "shown"),))


async def _written(call: Call, readings: tuple[Reading, ...], *, may_wait: bool = False) -> Noted:
    try:
        done = await call.system.reads.write(readings, may_wait=may_wait)
    except (StoreUnavailable, QueueFull):
        raise Problem("reading-not-logged", headers={"Retry-After": "5"}) from None
    return "logged" if done else "waiting"


def _reading(
    call: Call,
    door: str,
    action: Action,
    case: str | None,
    row: Row | None,
    why: str,
    result: str,
    levels: str = "",
) -> Reading:
    visitor = call.visitor
    return Reading(
        account=str(visitor.account),
        role=visitor.acts_as(action) or next(map(str, visitor.roles), ""),
        session=visitor.session.id,
        device=kind_of_device(visitor.session.device),
        region=visitor.region,
        case_id=case,
        case_region=None if row is None else row["region"],
        door=door,
        levels=levels or _LEVELS.get(door, spelled(ALL)),
        why=why,
        result=result,
    )


def spelled(levels: Levels) -> str:
    """Levels of field as the log writes them: `C1 C2 C3`; one's own words go without saying."""
    return " ".join(level.upper() for level in sorted(levels - {Level.OWN_WORDS}))


def _why(visitor: Visitor, action: Action, thing: Thing) -> str:
    """By what right: emergency where it opens more than the rest, else the closest relation or the region."""
    usual = replace(thing, relations=thing.relations - {Relation.EMERGENCY})
    if visitor.verdict(action, usual) != visitor.verdict(action, thing):
        return "emergency"
    return next((str(each) for each in _CLOSEST if each in thing.relations), "region")


def _drives_to(visitor: Visitor, row: Row) -> bool:
    over = ("done", "declined", "cancelled")
    return any(each["team"] == visitor.team and each["state"] not in over for each in row["visits"])


def _own_threat(visitor: Visitor, row: Row) -> bool:
    """Their own open case of a threat to life: it must be seen even while nothing can be written."""
    own = row["owner"] == str(visitor.account) or _drives_to(visitor, row)
    return bool(own and row["threat"] and row["closed_at"] is None)


def kind_of_device(user_agent: str) -> str:
    """`phone` or `computer`: enough to recognise one's own reading, too little to follow a person."""
    told = user_agent.casefold()
    return "phone" if any(word in told for word in _PHONES) else "computer"
