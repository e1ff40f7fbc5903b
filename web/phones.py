"""A supervisor's side of phones: show a code, compare six digits, confirm; list them; revoke at once."""

import secrets
from dataclasses import dataclass
from uuid import UUID

import segno

from dispatch.invitations import Invitation, Stage
from dispatch.ports import Row
from domain.access import Action
from domain.account_phones import EnrolPhone, RevokePhone
from domain.case.limits import LONGEST_LINE
from domain.identity import AccountId, PhoneId
from domain.refusal import Refused
from web import phone_answers as answers
from web.commands import Meta, submitted
from web.doors import Answer, Call, Door, get, post
from web.phone_session import phone_of
from web.problems import Problem
from web.second_factor import demand_fresh


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """`name` is what the list calls the phone."""

    account: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    invitation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """`comparison`: the digits that the supervisor saw on both screens."""

    invitation: str
    comparison: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke:
    phone: UUID


def _account(call: Call, account: UUID) -> Row:
    row = call.system.row("accounts", str(account))
    if row is None or not call.visitor.may(Action.KEEP_PHONES, row["region"]):
        raise Problem("account-unknown")
    return row


async def _invite(call: Call) -> Answer:
    """Only for accounts of groups: a phone in a pocket opens no board and no register."""
    sent, system = call.read(Invite), call.system
    row = _account(call, sent.account)
    if row["closed"] or row["team"] is None:
        raise Problem("phone-not-for-account")
    name = sent.name.strip()
    if not name or len(name) > LONGEST_LINE:
        raise Problem("phone-name", {"field": "name"})
    demand_fresh(call)
    phone = UUID(bytes=secrets.token_bytes(16), version=4)
    code, made = system.phones.invitations.invite(sent.account, phone, name, call.visitor.account)
    address = f"{system.settings.links}/enrol#{code}"
    picture = segno.make_qr(address, error="m")
    return {
        "invitation": made.id,
        "address": address,
        "qr": picture.svg_data_uri(scale=6, border=4, dark="#000", light="#fff"),
        "until": made.until.isoformat(),
    }


def _shown(call: Call, name: str) -> Invitation:
    found = call.system.phones.invitations.named(name)
    if found is None or found.by != call.visitor.account:
        raise Problem("phone-code-over")
    _account(call, found.account)
    return found


async def _stage(call: Call) -> Answer:
    found = _shown(call, call.read(Named).invitation)
    return {"stage": str(found.stage), "comparison": found.comparison or None}


async def _confirm(call: Call) -> Answer:
    sent, system = call.read(Confirm), call.system
    found = _shown(call, sent.invitation)
    invitations = system.phones.invitations
    if not invitations.step(found.id, Stage.CLAIMED, Stage.CONFIRMED):
        raise Problem("phone-code-over")
    ends = Stage.OVER  # whatever goes wrong: the phone is told so, and another code is shown
    try:
        if not secrets.compare_digest(found.comparison, "".join(sent.comparison.split())[:12].rjust(6)):
            raise Problem("phone-compared-wrong")
        command = EnrolPhone(account=AccountId(found.account), phone=PhoneId(found.phone), name=found.name)
        outcome = await submitted(call, "enrol-phone", Action.KEEP_PHONES, command, _meta())
        if isinstance(outcome, Refused):
            return outcome
        system.phones.enrol(found.phone, found.account, found.name, found.key, found.pin)
        ends = Stage.ENROLLED
        return {}
    finally:
        invitations.step(found.id, Stage.CONFIRMED, ends)


async def _cancel(call: Call) -> Answer:
    found = _shown(call, call.read(Named).invitation)
    call.system.phones.invitations.cancel(found.id)
    return {}


async def _phones(call: Call) -> Answer:
    system = call.system
    shown = []
    for one in system.phones.all():
        row = system.row("accounts", str(one.account))
        if row is not None and call.visitor.may(Action.KEEP_PHONES, row["region"]):
            shown.append(
                {
                    "id": str(one.id),
                    "name": one.name,
                    "account": str(one.account),
                    "whose": row["name"],
                    "since": one.since.isoformat(),
                    "seen": None if one.seen is None else one.seen.isoformat(),
                    "locked": one.locked,
                }
            )
    return {"phones": shown[: system.settings.limits.page_rows], "accounts": _accounts(call)}


def _accounts(call: Call) -> list[Row]:
    rows = call.system.region_rows("accounts", call.visitor.region)
    groups = [row for row in rows if row["team"] is not None and not row["closed"]]
    return [{"id": row["id"], "name": row["name"]} for row in sorted(groups, key=lambda row: row["login"])]


async def _revoke(call: Call) -> Answer:
    """The key first, then everything that stands on it, then the story: a lost phone waits for no disk."""
    sent, system = call.read(Revoke), call.system
    phone = system.phones.find(sent.phone)
    if phone is None:
        raise Problem("not-found")
    _account(call, phone.account)
    system.phones.revoke(phone.id)
    system.sessions.look()
    for session in system.sessions.of(phone.account):
        if phone_of(session) == phone.id:
            system.sessions.end(phone.account, session.id)
    system.hub.rights_differ(str(phone.account))
    command = RevokePhone(account=AccountId(phone.account), phone=PhoneId(phone.id))
    outcome = await submitted(call, "revoke-phone", Action.KEEP_PHONES, command, _meta())
    return outcome if isinstance(outcome, Refused) else {}


def _meta() -> Meta:
    return Meta(command_id=UUID(bytes=secrets.token_bytes(16), version=4))


def doors() -> tuple[Door, ...]:
    keep, nothing = Action.KEEP_PHONES, answers.NothingAnswer
    invite = "A code for one phone of one group's account, as a QR picture; ten minutes, once."
    stage = "Whether a phone has read the code, and the six digits that it shows."
    confirm = "The digits are the same on both screens: the phone's key counts from now on."
    return (
        get(
            "/api/phones",
            _phones,
            keep,
            "Phones with a key, and accounts that may have one.",
            answers.PhonesAnswer,
        ),
        post("/api/phones/invite", _invite, keep, invite, Invite, answers.InvitedAnswer),
        post("/api/phones/stage", _stage, keep, stage, Named, answers.StageAnswer),
        post("/api/phones/confirm", _confirm, keep, confirm, Confirm, nothing),
        post("/api/phones/cancel", _cancel, keep, "Show the code no longer.", Named, nothing),
        post("/api/phones/revoke", _revoke, keep, "End a phone's key and sessions at once.", Revoke, nothing),
    )
