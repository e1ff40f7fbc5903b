"""Loading a newer edition of the calendar over HTTP: looked at, then loaded; the file is sent each time."""

import asyncio
from dataclasses import replace
from hashlib import sha256
from typing import Final, TypedDict
from uuid import UUID, uuid5

from domain.access import Action
from domain.calendar import Calendars
from domain.refusal import Refused
from web import calendars
from web.calendar_preview import Preview, previewed
from web.commands import Meta, submitted
from web.doors import Answer, Call, Door
from web.editions import recalculate
from web.law_words import kind_text
from web.queries import region_of
from web.words import say

TYPES: Final = frozenset({"text/csv", "application/json"})
MOST_FAULTS: Final = 100
MOST_CHANGES: Final = 400
_LOADS: Final = UUID("5e5f0d53-7b1e-5a0c-8d7d-6c6f61646564")


class FaultAnswer(TypedDict):
    code: str
    words: str


class ChangedDayAnswer(TypedDict):
    """A day that works otherwise, in words of the reader's language; `week` is `5` or `6`."""

    on: str
    week: str
    before: str
    after: str


class MovingAnswer(TypedDict):
    """So many open requests are due on `now` instead of `was`."""

    was: str
    now: str
    n: int


class CalendarPreviewAnswer(TypedDict):
    """What a file would do. `known`: exactly this edition is there already. Nothing is stored by asking."""

    edition: str
    known_from: str | None
    source: str
    rows: int
    known: bool
    faults: list[FaultAnswer]
    further_faults: int
    changes: list[ChangedDayAnswer]
    moving: list[MovingAnswer]


class CalendarLoadedAnswer(TypedDict):
    """`asked`: how many open requests were asked about their due time."""

    edition: str
    asked: int
    position: int


async def _preview(call: Call) -> Answer:
    preview = await _looked_at(call)
    edition = preview.edition
    moving = {} if edition is None else await asyncio.to_thread(calendars.moving, call.system, edition)
    command = preview.command
    return {
        "edition": "" if command is None else command.key,
        "known_from": None if command is None else command.known_from.isoformat(),
        "source": "" if command is None else command.source,
        "rows": 0 if command is None else len(command.rows),
        "known": preview.known,
        "faults": [_fault(one, call.language) for one in preview.faults[:MOST_FAULTS]],
        "further_faults": max(0, len(preview.faults) - MOST_FAULTS),
        "changes": _changes(preview, call.language),
        "moving": [
            {"was": was.isoformat(), "now": now.isoformat(), "n": n} for (was, now), n in moving.items()
        ],
    }


async def _load(call: Call) -> Answer:
    preview = await _looked_at(call)
    if preview.faults or preview.command is None:
        return preview.faults[0]
    digest = sha256(call.body).hexdigest()
    meta = Meta(command_id=uuid5(_LOADS, f"{call.visitor.account}|{digest}"))
    answer = await submitted(call, "load-calendar", Action.LOAD_CALENDAR, preview.command, meta)
    if isinstance(answer, Refused) or not isinstance(answer, dict):
        return answer
    asked = await recalculate(call.system, set())
    return {"edition": preview.command.key, "asked": asked, "position": answer["position"]}


async def _looked_at(call: Call) -> Preview:
    region_of(call, Action.LOAD_CALENDAR)
    known = Calendars(loaded=calendars.loaded(call.system))
    return await asyncio.to_thread(previewed, call.body, known)


def _fault(refused: Refused, language: str) -> FaultAnswer:
    return {"code": refused.code, "words": say(f"refusal.{refused.code}", language, refused.params)}


def _changes(preview: Preview, language: str) -> list[ChangedDayAnswer]:
    return [
        {
            "on": one.after.on.isoformat(),
            "week": str(one.week),
            "before": kind_text(one.before, language, working=one.worked_before),
            "after": kind_text(one.after, language, working=not one.worked_before),
        }
        for one in preview.changed[:MOST_CHANGES]
    ]


def doors() -> tuple[Door, ...]:
    """Look at a file, and load it."""
    looking = Door(
        method="POST",
        path="/api/calendars/preview",
        handle=_preview,
        right=Action.LOAD_CALENDAR,
        summary="What a calendar file would change, or every fault in it; nothing is stored.",
        gives=CalendarPreviewAnswer,
        uploads=TYPES,
    )
    loading = replace(
        looking,
        path="/api/calendars",
        handle=_load,
        summary="Load a calendar file as the newest edition; open requests are asked about their due time.",
        gives=CalendarLoadedAnswer,
    )
    return (looking, loading)
