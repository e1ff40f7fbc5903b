"""What an administrator does about somebody's entering, beside the log. The account itself is a command."""

from dataclasses import dataclass
from uuid import UUID

from dispatch.password_policy import LEAST, MOST, password_fault
from dispatch.ports import Row
from domain.access import Action
from web import answers
from web.doors import Answer, Call, Door, post
from web.problems import Problem
from web.second_factor import demand_fresh


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    account: UUID
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSessions:
    account: UUID


def _account(call: Call, account: UUID) -> Row:
    """The row of an account that the visitor keeps; any other is not there."""
    row = call.system.row("accounts", str(account))
    if row is None or not call.visitor.may(Action.KEEP_ACCOUNTS, row["region"]):
        raise Problem("account-unknown")
    return row


async def _end_sessions(call: Call) -> Answer:
    """Out everywhere, at once; whoever still may can log in again."""
    account = call.read(EndSessions).account
    _account(call, account)
    ended = call.system.sessions.end_all(account)
    call.system.hub.rights_differ(str(account))
    return {"ended": ended}


async def _password(call: Call) -> Answer:
    """Beside the log, never in it; whoever is in with an older password is out."""
    sent, system = call.read(NewPassword), call.system
    row = _account(call, sent.account)
    demand_fresh(call)
    fault = password_fault(sent.password, row["login"])
    if fault is not None:
        raise Problem(fault, {"least": LEAST, "most": MOST})
    system.access.set_password(sent.account, await system.passwords.make(sent.password))
    system.sessions.end_all(sent.account)
    system.hub.rights_differ(str(sent.account))
    return {}


def doors() -> tuple[Door, ...]:
    given = "Give an account of the region a password; its sessions end."
    right = Action.KEEP_ACCOUNTS
    out = "End every session of an account of the region."
    ended = answers.SessionsEndedAnswer
    return (
        post("/api/accounts/password", _password, right, given, NewPassword, answers.NothingAnswer),
        post("/api/accounts/sessions/end", _end_sessions, right, out, EndSessions, ended),
    )
