"""The calendar feed: due times of the region for a calendar program, behind a secret address.

A calendar program cannot log in, so the address is the only key. It tells case numbers and kinds, nothing
about anybody. What is on hold is left out: nobody is to be reminded of it; so are targets, which are over
sooner than a calendar asks again, and the hundreds of schools to be monitored. It closes when it is revoked,
when the account closes, and when the account's rights no longer reach the ledger.
"""

import asyncio
import hashlib
from datetime import datetime
from typing import Final, TypedDict

from starlette.responses import Response

from dispatch.ports import Row
from domain.access import Action
from domain.account import Role
from domain.verdict import may
from projections.ledger_lines import Line
from web.answers import NothingAnswer
from web.doors import OPEN, Answer, Call, Door, get, post
from web.duties import follow
from web.ical import Event, calendar
from web.login import Nothing
from web.network import network_of
from web.problems import Problem
from web.queries import region_of
from web.second_factor import demand_fresh
from web.visitor import may_enter
from web.words import DEFAULT, LANGUAGES, say

_HERE: Final = "this machine"
_TOO_OFTEN: Final = {"Retry-After": "600"}


class FeedAnswer(TypedDict):
    """`since`: when the address was made; null while there is none."""

    since: str | None


class FeedMadeAnswer(TypedDict):
    """The address, told this once."""

    address: str


async def _since(call: Call) -> Answer:
    region_of(call, Action.READ_DUTIES)
    since = call.system.feeds.since(call.visitor.account)
    return {"since": None if since is None else since.isoformat()}


async def _make(call: Call) -> Answer:
    """With a fresh second factor: whoever has the address needs no login."""
    call.read(Nothing)
    region_of(call, Action.READ_DUTIES)
    demand_fresh(call)
    token = call.system.feeds.make(call.visitor.account)
    return {"address": f"{call.system.settings.links}/calendar/{token}.ics"}


async def _revoke(call: Call) -> Answer:
    call.read(Nothing)
    call.system.feeds.revoke(call.visitor.account)
    return {}


async def _feed(call: Call) -> Answer:
    system = call.system
    network = network_of(system.settings, call.request.scope) or _HERE
    if not await system.feed_gate.wrong.has(network):
        raise Problem("too-many-tries", {"n": 600}, headers=_TOO_OFTEN)
    account = system.feeds.account_of(call.request.path_params["token"])
    row = None if account is None else system.row("accounts", str(account))
    if account is None or row is None or not _reaches(row):
        await system.feed_gate.wrong.take(network)
        raise Problem("not-found")
    if not await system.feed_gate.polls.take(str(account)):
        raise Problem("too-many-tries", {"n": 600}, headers=_TOO_OFTEN)
    return await _answered(call, row)


def _reaches(row: Row) -> bool:
    """Whether this account is still one that the ledger of its region is for."""
    roles = tuple(Role(role) for role in row["roles"] if role in set(Role))
    return may_enter(row) and may(roles, row["region"], Action.READ_DUTIES, row["region"])


async def _answered(call: Call, row: Row) -> Response:
    system = call.system
    limit = system.settings.limits.feed_rows
    await follow(system)
    found = await asyncio.to_thread(system.duties.reminders, row["region"], limit)
    language = row["language"] if row["language"] in LANGUAGES else DEFAULT
    events = [_event(line, language, system.settings.links) for line in found]
    body = calendar(say("duties.title", language), events)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if tag in call.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def _event(line: Line, language: str, url: str) -> Event:
    what = say(f"duties.kind.{line['kind']}", language)
    about = say(f"duties.{line['about']}", language, {"number": line["number"] or ""})
    late = f"{say('duties.state.late', language)}: " if line["state"] == "missed" else ""
    return Event(
        uid=f"{line['key']}/{line['entry']}@jedel",
        made=datetime.fromisoformat(line["opened_at"]),
        at=datetime.fromisoformat(line["due"]),
        summary=f"{late}{about}: {what}",
        link=f"{url}/supervisor#case={line['key']}" if line["about"] == "case" else f"{url}/duties",
    )


def doors() -> tuple[Door, ...]:
    """One's own feed, and the feed itself."""
    right = Action.READ_DUTIES
    mine, made = "Whether one has a calendar feed.", "A new secret address of one's calendar feed."
    gone = "One's calendar feed is no more."
    told = "Due times as iCalendar, for whoever has the address; nothing about anybody."
    return (
        get("/api/duties/feed", _since, right, mine, FeedAnswer),
        post("/api/duties/feed", _make, right, made, Nothing, FeedMadeAnswer),
        post("/api/duties/feed/revoke", _revoke, Action.ENTER, gone, Nothing, NothingAnswer),
        get("/calendar/{token}.ics", _feed, OPEN, told),
    )
