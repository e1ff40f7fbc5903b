"""Enrolling a second factor: the first one after a one-time code, more of them on one's own account page.

The secret for an app and the challenge for a passkey lie in the ticket; a factor counts once it was shown.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import segno

from dispatch.factors import PASSKEY, TOTP, new_secret, otpauth, shows
from dispatch.tickets import Purpose, Ticket
from domain.access import Action
from domain.account_entering import FactorKind
from domain.account_recovery import RecordEnrolled
from domain.identity import AccountId
from web import access_answers, answers, guarding, passkeys, steps
from web.doors import OPEN, Answer, Call, Door, json_response, post
from web.entering import begun
from web.entering_log import record
from web.login import Nothing
from web.passkeys import PasskeyMade
from web.problems import Problem
from web.second_factor import demand_fresh, digits_of

MOST_FACTORS = 10
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFactor:
    """Either the code that an app shows for the secret, or the passkey that was made."""

    name: str = ""
    code: str | None = None
    passkey: PasskeyMade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A new factor that was shown once."""

    kind: FactorKind
    name: str
    code: str
    credential: tuple[bytes, bytes, int] | None


async def _first_options(call: Call) -> Answer:
    call.read(Nothing)
    return _options(call, steps.look(call, Purpose.ENROL))


async def _more_options(call: Call) -> Answer:
    """In a session: only with a second factor shown lately, if there is one."""
    call.read(Nothing)
    system, account = call.system, call.visitor.account
    if system.factors.of(account):
        demand_fresh(call)
    lasts = system.settings.limits.enrolment
    name, ticket = system.tickets.issue(Purpose.MORE, lasts, account, secret=new_secret())
    response = json_response(_options(call, ticket))
    steps.give(call, response, name, lasts)
    return response


def _options(call: Call, ticket: Ticket) -> dict[str, Any]:
    system, account = call.system, _account(ticket)
    login = str((system.row("accounts", str(account)) or {})["login"])
    line = otpauth(ticket.secret, login)
    known = system.factors.passkeys_of(account)
    return {
        "login": login,
        "secret": ticket.secret,
        "otpauth": line,
        "qr": segno.make(line, error="m").svg_data_uri(scale=5, border=3, light="#fff"),
        "passkey": passkeys.to_make(system.settings, ticket.challenge, account, login, known),
    }


async def _first(call: Call) -> Answer:
    """The one-time code has done its work; the person is in."""
    system, ticket = call.system, steps.look(call, Purpose.ENROL)
    account = _account(ticket)
    proven = _prove(call, ticket, Purpose.ENROL)
    steps.taken(call, Purpose.ENROL)
    if system.factors.of(account) or not system.one_time.void(account):
        raise Problem("step-over")
    await _enrol(call, account, ticket, proven)
    if ticket.password is not None:
        system.access.set_password(account, ticket.password)
    return begun(call, account, proven.kind, second=True)


async def _more(call: Call) -> Answer:
    visitor, ticket = call.visitor, steps.look(call, Purpose.MORE)
    if ticket.account != visitor.account:
        raise Problem("step-over")
    if len(call.system.factors.of(visitor.account)) >= MOST_FACTORS:
        raise Problem("factors-full", {"most": MOST_FACTORS})
    proven = _prove(call, ticket, Purpose.MORE)
    steps.taken(call, Purpose.MORE)
    await _enrol(call, visitor.account, ticket, proven)
    response = json_response({})
    steps.take(call, response)
    return response


def _prove(call: Call, ticket: Ticket, purpose: Purpose) -> Proven:
    """What was sent shows the new factor; else a `Problem`, and some wrong codes end the ticket."""
    sent = call.read(NewFactor)
    name = " ".join(sent.name.split())[:LONGEST_NAME]
    if sent.passkey is not None:
        credential = passkeys.made(call.system.settings, ticket.challenge, sent.passkey)
        return Proven(kind=FactorKind(PASSKEY), name=name, code="", credential=credential)
    code = digits_of(sent.code or "")
    if not shows(ticket.secret, code, call.system.factors.clock):
        call.system.tickets.failed(steps.held(call), purpose)
        guarding.failed(call, f"enrol:{ticket.account}")
        raise Problem("code-wrong")
    return Proven(kind=FactorKind(TOTP), name=name, code=code, credential=None)


async def _enrol(call: Call, account: UUID, ticket: Ticket, proven: Proven) -> None:
    factors = call.system.factors
    await record(call.system, account, RecordEnrolled(account=AccountId(account), kind=proven.kind))
    if proven.credential is None:
        factors.enrol_totp(account, ticket.secret, proven.name)
        factors.accept_code(account, proven.code)
        return
    if factors.enrol_passkey(account, *proven.credential, proven.name) is None:
        raise Problem("passkey-known")


def _account(ticket: Ticket) -> UUID:
    if ticket.account is None:
        raise Problem("step-over")
    return ticket.account


def doors() -> tuple[Door, ...]:
    """The first factor is enrolled before anybody is in: those doors ask for the ticket, not a session."""
    shape, enter = access_answers.EnrolOptionsAnswer, Action.ENTER
    asks, first = "What a first second factor is made of.", "Enrol the first second factor; logs in."
    more_asks, more = "What another second factor is made of.", "Enrol another second factor of one's own."
    return (
        post("/api/enrol/options", _first_options, OPEN, asks, Nothing, shape),
        post("/api/enrol", _first, OPEN, first, NewFactor, access_answers.LoginAnswer),
        post("/api/me/factors/options", _more_options, enter, more_asks, Nothing, shape),
        post("/api/me/factors", _more, enter, more, NewFactor, answers.NothingAnswer),
    )
