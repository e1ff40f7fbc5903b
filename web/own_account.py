"""One's own account page: second factors, password, out everywhere."""

from dataclasses import dataclass
from typing import Any

from dispatch.factors import Factor
from dispatch.password_policy import LEAST, MOST, password_fault
from domain.access import Action
from domain.account_entering import FactorKind
from domain.account_recovery import RecordPasswordChanged, RecordRemoved
from domain.identity import AccountId
from web import access_answers, answers, cookies, guarding
from web.doors import Answer, Call, Door, get, json_response, post
from web.entering_log import record
from web.login import Nothing
from web.problems import Problem
from web.second_factor import demand_fresh


@dataclass(frozen=True, slots=True, kw_only=True)
class ThisFactor:
    factor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPassword:
    old: str
    new: str


async def _factors(call: Call) -> Answer:
    return {"factors": [_row(one) for one in call.system.factors.of(call.visitor.account)]}


def _row(factor: Factor) -> dict[str, Any]:
    return {
        "id": factor.id,
        "kind": factor.kind,
        "name": factor.name,
        "since": factor.since.isoformat(),
        "used": None if factor.used is None else factor.used.isoformat(),
    }


async def _remove(call: Call) -> Answer:
    """Never the last one: whoever has none is out for good."""
    sent, system, account = call.read(ThisFactor), call.system, call.visitor.account
    demand_fresh(call)
    theirs = {one.id: one for one in system.factors.of(account)}
    if sent.factor not in theirs:
        raise Problem("not-found")
    if len(theirs) == 1:
        raise Problem("last-factor")
    kind = FactorKind(theirs[sent.factor].kind)
    await record(system, account, RecordRemoved(account=AccountId(account), kind=kind))
    if not system.factors.remove(account, sent.factor):
        raise Problem("last-factor")
    return {}


async def _password(call: Call) -> Answer:
    """The old one and a fresh second factor; whoever is in elsewhere is out."""
    sent, system, visitor = call.read(OtherPassword), call.system, call.visitor
    demand_fresh(call)
    key = f"session:{visitor.session.id}"
    guarding.wait_for(call, key)
    fault = password_fault(sent.new, visitor.login)
    if fault is not None:
        raise Problem(fault, {"least": LEAST, "most": MOST})
    if not await system.passwords.check(system.access.hash_of(visitor.account), sent.old):
        guarding.failed(call, key)
        raise Problem("old-password-wrong")
    hashed = await system.passwords.make(sent.new)
    await record(system, visitor.account, RecordPasswordChanged(account=AccountId(visitor.account)))
    system.access.set_password(visitor.account, hashed)
    ended = system.sessions.end_all(visitor.account, but=visitor.session.id)
    system.hub.rights_differ(str(visitor.account))
    return {"ended": ended}


async def _out_everywhere(call: Call) -> Answer:
    """Here too."""
    call.read(Nothing)
    ended = call.system.sessions.end_all(call.visitor.account)
    call.system.hub.rights_differ(str(call.visitor.account))
    response = json_response({"ended": ended})
    cookies.take(call.system.settings, response)
    return response


def doors() -> tuple[Door, ...]:
    """What one does about one's own account."""
    enter, ended = Action.ENTER, answers.SessionsEndedAnswer
    shape, nothing = access_answers.FactorsAnswer, answers.NothingAnswer
    remove, password = "Remove one of one's own second factors.", "Change one's own password."
    out = "Log out everywhere, here too."
    return (
        get("/api/me/factors", _factors, enter, "One's own second factors.", shape),
        post("/api/me/factors/remove", _remove, enter, remove, ThisFactor, nothing),
        post("/api/me/password", _password, enter, password, OtherPassword, ended),
        post("/api/me/sessions/end-all", _out_everywhere, enter, out, Nothing, ended),
    )
