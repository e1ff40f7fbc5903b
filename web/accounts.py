"""An administrator gives somebody of the region a password. The account itself is a command."""

from dataclasses import dataclass
from uuid import UUID

from dispatch.passwords import LEAST, MOST, length_fault
from domain.access import Action
from web import answers
from web.doors import Answer, Call, Door, post
from web.problems import Problem
from web.second_factor import demand_fresh


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    account: UUID
    password: str


async def _password(call: Call) -> Answer:
    """Beside the log, never in it; whoever is in with an older password is out."""
    sent, system = call.read(NewPassword), call.system
    row = system.row("accounts", str(sent.account))
    if row is None or not call.visitor.may(Action.KEEP_ACCOUNTS, row["region"]):
        raise Problem("account-unknown")
    demand_fresh(call)
    fault = length_fault(sent.password)
    if fault is not None:
        raise Problem(fault, {"least": LEAST, "most": MOST})
    system.access.set_password(sent.account, await system.passwords.make(sent.password))
    system.sessions.end_all(sent.account)
    system.hub.rights_changed(str(sent.account))
    return {}


def doors() -> tuple[Door, ...]:
    given = "Give an account of the region a password; its sessions end."
    right = Action.KEEP_ACCOUNTS
    return (post("/api/accounts/password", _password, right, given, NewPassword, answers.NothingAnswer),)
