"""One's own inbox over HTTP, and its live row. Nobody reads another's: the account is the session's."""

import asyncio
import logging
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from dispatch.inbox import Inbox, Told
from domain.access import Action, Relation
from domain.notices import NoticeKind
from realtime.directory import Change
from realtime.inbox import InboxRow
from web.doors import Answer, Call, Door, get, post
from web.problems import Problem
from web.system import System

log = logging.getLogger(__name__)

PURGE_EVERY_S = 3_600.0


class NoticeAnswer(TypedDict):
    """`number` is the case's, where the reader may see it; the words follow from `kind` and `ref`."""

    id: int
    kind: str
    case: str | None
    number: str | None
    ref: str
    at: str
    read_at: str | None


class InboxAnswer(TypedDict):
    """Newest first. `more`: whether there are older ones; ask with `before` the last one's id."""

    notices: list[NoticeAnswer]
    unread: int
    more: bool


class ReadAnswer(TypedDict):
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxAsked:
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesRead:
    """These notices, or all up to `up_to`: what came in while the list was open stays unread."""

    notices: tuple[int, ...] = ()
    up_to: int | None = None


def _account(call: Call) -> UUID:
    visitor = call.visitor
    if not visitor.may(Action.READ_INBOX, visitor.region, Relation.SELF):
        raise Problem("not-allowed")
    return visitor.account


async def _inbox(call: Call) -> Answer:
    account, asked, inbox = _account(call), call.query(InboxAsked), call.system.inbox
    most = call.system.settings.limits.inbox_rows
    page = await asyncio.to_thread(inbox.page, account, asked.before, most + 1)
    unread, _ = await asyncio.to_thread(inbox.unread, account)
    shown = [_answer(call, one) for one in page[:most]]
    return {"notices": shown, "unread": unread, "more": len(page) > most}


def _answer(call: Call, told: Told) -> NoticeAnswer:
    row = None if told.case is None else call.system.row("queue", str(told.case))
    theirs = row is not None and call.visitor.may(Action.WATCH_QUEUE, row["region"])
    return {
        "id": told.number,
        "kind": told.kind,
        "case": None if told.case is None else str(told.case),
        "number": row["number"] if row is not None and theirs else None,
        "ref": _person(call, told.ref) if told.kind == NoticeKind.FIRST_CODE else told.ref,
        "at": told.at.isoformat(),
        "read_at": None if told.read_at is None else told.read_at.isoformat(),
    }


def _person(call: Call, account: str) -> str:
    """A colleague's name, for whom it was told is asked when it is read."""
    row = call.system.row("accounts", account)
    return "" if row is None else str(row["name"])


async def _read(call: Call) -> Answer:
    account, sent, inbox = _account(call), call.read(NoticesRead), call.system.inbox
    now = call.system.clock.now()
    await asyncio.to_thread(inbox.read, account, sent.up_to, sent.notices, now)
    return {"unread": (await asyncio.to_thread(inbox.unread, account))[0]}


def row_of(inbox: Inbox, account: UUID) -> Change:
    """The live row of an account's inbox as it is now."""
    unread, newest = inbox.unread(account)
    row: InboxRow = {"unread": unread, "newest": newest}
    return (f"inbox:{account}", "inbox", dict(row))


async def keep_inbox(system: System) -> None:
    """Delete what was read long ago, now and every hour."""
    while True:
        before = system.clock.now() - system.settings.limits.notices_kept
        try:
            await asyncio.to_thread(system.inbox.purge, before)
        except Exception:
            log.exception("read notices could not be deleted")
        await asyncio.sleep(PURGE_EVERY_S)


def doors() -> tuple[Door, ...]:
    """One's own notices."""
    own, mine = Action.READ_INBOX, "What one was told, newest first."
    done = "Say that notices were read: the receipt."
    return (
        get("/api/inbox", _inbox, own, mine, InboxAnswer, InboxAsked),
        post("/api/inbox/read", _read, own, done, NoticesRead, ReadAnswer),
    )
