"""No log, no card: the one way to what was said in a case. Every reading is durable before it is answered.

Whoever may not see a case meets the same answer as for one that is not there; both tries are written down.
A house test finds every other way to the events of a case.
"""

import asyncio
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from dispatch.ports import QueueFull, Row, StoreUnavailable
from dispatch.reads_store import Reading
from domain.access import Action, Relation
from domain.envelope import Recorded
from projections.emergency import has_emergency_access
from web.doors import Call
from web.problems import Problem
from web.visitor import Visitor

Noted = Literal["logged", "waiting"]
"""Whether the reading stands in the log, or waits until the log can be written again."""

CARD: Final = "card"
CARD_AT: Final = "card-at"
STORY: Final = "story"
ASSIGNMENT: Final = "assignment"
DUPLICATES: Final = "duplicates"
EMERGENCY: Final = "emergency"
CARD_DOORS: Final = (CARD, CARD_AT, STORY, ASSIGNMENT)
"""Doors behind which the story of a child stands."""

_LEVELS: Final = {ASSIGNMENT: "C1 C2", DUPLICATES: "C2"}
"""Levels of field behind a door, where not all three: operational, personal, of the violence itself."""
_BY_EMERGENCY: Final = (Action.READ_CASE, Action.READ_STORY)
_PHONES: Final = ("mobile", "android", "iphone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was said in a case, and whether this reading of it stands in the log."""

    events: list[Recorded]
    noted: Noted


async def opened(
    call: Call,
    case: UUID,
    door: str,
    action: Action,
    relation: Relation = Relation.NONE,
) -> Opened:
    """The events of a case for whoever has the right today, whatever was right then."""
    visitor, row = call.visitor, call.system.row("queue", str(case))
    why = None if row is None else _why(call, row, action, relation)
    if row is None or why is None:
        raise await refused(call, case, door, action)
    reading = _reading(call, door, action, str(case), row, why, "shown")
    noted = await _written(call, (reading,), may_wait=_own_threat(visitor, row))
    events = await asyncio.to_thread(call.system.store.log.stream, case)
    return Opened(events=events, noted=noted)


async def refused(call: Call, case: UUID | None, door: str, action: Action) -> Problem:
    """Somebody tried; the answer is that of a case which is not there."""
    asked = None if case is None else str(case)
    row = None if asked is None else call.system.row("queue", asked)
    await _written(call, (_reading(call, door, action, asked, row, "none", "refused"),))
    return Problem("not-found")


async def matched(call: Call, action: Action, rows: list[Row]) -> Noted:
    """That a child or a phone was looked for, and which cases it was found in; one row if in none."""
    found = tuple(_reading(call, DUPLICATES, action, row["id"], row, "search", "shown") for row in rows) or (
        _reading(call, DUPLICATES, action, None, None, "search", "shown"),
    )
    return await _written(call, found)


async def _written(call: Call, readings: tuple[Reading, ...], *, may_wait: bool = False) -> Noted:
    try:
        done = await call.system.reads.write(readings, may_wait=may_wait)
    except (StoreUnavailable, QueueFull):
        raise Problem("reading-not-logged", headers={"Retry-After": "5"}) from None
    return "logged" if done else "waiting"


def _reading(
    call: Call, door: str, action: Action, case: str | None, row: Row | None, why: str, result: str
) -> Reading:
    visitor = call.visitor
    return Reading(
        account=str(visitor.account),
        role=visitor.acts_as(action),
        session=visitor.session.id,
        device=kind_of_device(visitor.session.device),
        region=visitor.region,
        case_id=case,
        case_region=None if row is None else row["region"],
        door=door,
        levels=_LEVELS.get(door, "C1 C2 C3"),
        why=why,
        result=result,
    )


def _why(call: Call, row: Row, action: Action, relation: Relation) -> str | None:
    """By what right: answers for it, drives to it, works in its region, emergency; nothing if by none."""
    visitor = call.visitor
    if not visitor.may(action, row["region"], relation):
        return "emergency" if action in _BY_EMERGENCY and by_emergency(call, row) else None
    if row["owner"] == str(visitor.account):
        return "owner"
    return "own-team" if _drives_to(visitor, row) else "region"


def by_emergency(call: Call, row: Row | None) -> bool:
    """Whether the visitor has emergency access to this case at this moment."""
    now = call.system.clock.now()
    return row is not None and has_emergency_access(row, str(call.visitor.account), now)


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
