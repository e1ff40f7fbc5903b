"""Somebody without second factor gets a one-time code: a new person from an administrator, whoever has lost
theirs from two people who saw them. Never by mail, and never a password.
"""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.access import Action
from domain.account_recovery import AskReset, ConfirmReset, HandFirstCode
from domain.identity import AccountId
from domain.refusal import Refused
from web import access_answers, answers
from web.commands import Meta, submitted
from web.doors import Answer, Call, Door, get, post
from web.one_time_codes import hand_out
from web.problems import Problem
from web.second_factor import demand_fresh
from web.system import System


@dataclass(frozen=True, slots=True, kw_only=True)
class ForAccount:
    account: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """`password`: it is forgotten too; the person chooses another one with the one-time code."""

    account: UUID
    password: bool = False


async def _code(call: Call) -> Answer:
    """For an account that never had a second factor; the event comes first, and the head is told."""
    account = _there(call, call.read(ForAccount).account, Action.KEEP_ACCOUNTS)
    demand_fresh(call)
    if call.system.factors.of(account):
        raise Problem("second-factor-there")
    command = HandFirstCode(account=AccountId(account))
    outcome = await submitted(call, "hand-first-code", Action.KEEP_ACCOUNTS, command, _meta())
    if isinstance(outcome, Refused):
        return outcome
    return _told(*await asyncio.to_thread(hand_out, call.system, account))


async def _ask(call: Call) -> Answer:
    sent = call.read(Lost)
    account = _there(call, sent.account, Action.ASK_RESET)
    demand_fresh(call)
    command = AskReset(account=AccountId(account), password=sent.password)
    outcome = await submitted(call, "ask-reset", Action.ASK_RESET, command, _meta())
    return outcome if isinstance(outcome, Refused) else {}


async def _waiting(call: Call) -> Answer:
    """Resets of the region that wait for their second person."""
    region, now = call.visitor.region, call.system.clock.now()
    if not call.visitor.may(Action.ASK_RESET, region):
        raise Problem("not-allowed")
    rows = [row for row in call.system.region_rows("accounts", region) if row["reset"] and not row["closed"]]
    return {
        "resets": [
            {"account": row["id"], "by": row["reset"]["by"], "until": row["reset"]["until"]}
            for row in rows
            if datetime.fromisoformat(row["reset"]["until"]) > now
        ]
    }


async def _confirm(call: Call) -> Answer:
    """The event comes first: should this end in the middle, the person still has what they had."""
    account = _there(call, call.read(ForAccount).account, Action.CONFIRM_RESET)
    demand_fresh(call)
    asked = (call.system.row("accounts", str(account)) or {}).get("reset") or {}
    command = ConfirmReset(account=AccountId(account))
    outcome = await submitted(call, "confirm-reset", Action.CONFIRM_RESET, command, _meta())
    if isinstance(outcome, Refused):
        return outcome
    told = await asyncio.to_thread(forget_factors, call.system, account, password=asked["password"])
    call.system.hub.rights_differ(str(account))
    return _told(*told)


def forget_factors(system: System, account: UUID, *, password: bool) -> tuple[str, datetime]:
    """Nothing that the account could show counts any more, nobody is in with it; its new one-time code."""
    system.factors.remove_all(account)
    if password:
        system.access.forget_password(account)
    system.sessions.end_all(account)
    return hand_out(system, account)


def _there(call: Call, account: UUID, right: Action) -> UUID:
    """An account that the visitor may do this to; any other is not there."""
    row = call.system.row("accounts", str(account))
    if row is None or not call.visitor.may(right, row["region"]):
        raise Problem("account-unknown")
    return account


def _meta() -> Meta:
    return Meta(command_id=UUID(bytes=secrets.token_bytes(16), version=4))


def _told(code: str, until: datetime) -> dict[str, Any]:
    return {"code": code, "until": until.isoformat()}


def doors() -> tuple[Door, ...]:
    """A first code, and the two steps of a reset."""
    code = "A one-time code for an account that never had a second factor, shown once."
    ask = "Say that somebody has lost their second factor and stands before you."
    confirm = "Confirm a reset as the second person: factors and sessions go; a one-time code, shown once."
    waiting = "Resets of the region that wait for a second person: of whom, asked by whom, until when."
    asking, confirming, shape = Action.ASK_RESET, Action.CONFIRM_RESET, access_answers.CodeAnswer
    return (
        post("/api/accounts/code", _code, Action.KEEP_ACCOUNTS, code, ForAccount, shape),
        post("/api/accounts/reset", _ask, asking, ask, Lost, answers.NothingAnswer),
        get("/api/accounts/resets", _waiting, asking, waiting, access_answers.ResetsAnswer),
        post("/api/accounts/reset/confirm", _confirm, confirming, confirm, ForAccount, shape),
    )
