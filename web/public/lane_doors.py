"""What waits in the unverified lane, for those who take requests: look, accept, or mark as misuse."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

import orjson

from dispatch.lane import Lane
from dispatch.lane_store import ACCEPTED, MISUSE, Entry
from domain.access import Action
from realtime.directory import Change
from realtime.lane import LaneRow
from web import reading_log
from web.doors import Answer, Call, Door, get, post
from web.queries import region_of


class Misuse(StrEnum):
    """Why an entry is none of ours. A word, no prose: nothing about anybody stands in clear."""

    JOKE = "joke"
    ADVERTISEMENT = "advertisement"
    REPEATED = "repeated"
    UNREADABLE = "unreadable"


class LaneEntryAnswer(TypedDict):
    """What somebody wrote; every text may be empty."""

    number: int
    at: str
    school: str
    danger: bool
    who: str
    text: str
    name: str
    contact: str


class LaneAnswer(TypedDict):
    """Those who say danger first, then in the order in which they came."""

    entries: list[LaneEntryAnswer]
    waiting: int
    danger: int


class DecidedAnswer(TypedDict):
    """For how many it was still open: somebody else may have been first."""

    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideLane:
    """Accept these entries, or mark them as misuse for this reason."""

    entries: tuple[int, ...]
    misuse: Misuse | None = None


async def _waiting(call: Call) -> Answer:
    region = region_of(call, Action.RECEIVE)
    store, most = call.system.form.lane.store, call.system.settings.limits.lane_rows
    await reading_log.lane(call, Action.RECEIVE)
    entries = await asyncio.to_thread(store.page, region, most)
    waiting, danger = await asyncio.to_thread(store.count, region)
    return {"entries": [_answer(each) for each in entries], "waiting": waiting, "danger": danger}


def _answer(entry: Entry) -> LaneEntryAnswer:
    said = orjson.loads(entry.body).get("writing", {})
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "school": entry.school,
        "danger": entry.danger,
        "who": said.get("who", ""),
        "text": said.get("text", ""),
        "name": said.get("name", ""),
        "contact": said.get("contact", ""),
    }


async def _decide(call: Call) -> Answer:
    region, sent = region_of(call, Action.RECEIVE), call.read(DecideLane)
    lane, now = call.system.form.lane, call.system.clock.now()
    state = ACCEPTED if sent.misuse is None else MISUSE
    why = None if sent.misuse is None else sent.misuse.value
    account = call.visitor.account
    decided = await asyncio.to_thread(lane.decide, region, sent.entries, state, account, now, why)
    return {"decided": decided}


def row_of(lane: Lane, region: str) -> Change:
    """The live row of a region's lane as it is now."""
    waiting, danger = lane.store.count(region)
    row: LaneRow = {"waiting": waiting, "danger": danger}
    return (f"lane:{region}", "lane", dict(row))


def doors() -> tuple[Door, ...]:
    """For the board."""
    waits = "Requests of the public form that came in over its limits and wait for a person."
    decides = "Accept such requests, or mark them as misuse. Nothing is deleted."
    return (
        get("/api/lane", _waiting, Action.RECEIVE, waits, LaneAnswer),
        post("/api/lane/decide", _decide, Action.RECEIVE, decides, DecideLane, DecidedAnswer),
    )
