"""In: both factors, always, but in a demonstration. An unknown login costs and answers what a known one
does.

Password, then a one-time code; or a passkey alone, which verifies its person itself. Between the two
there is a ticket that may do nothing but finish. Whoever has no second factor yet shows password and
one-time code of paper.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dispatch.clock import SystemClock
from dispatch.factors import new_secret
from dispatch.one_time import as_typed
from dispatch.password_policy import LEAST, MOST, password_fault
from dispatch.tickets import Purpose
from web import access_answers, cookies, guarding, steps
from web.doors import OPEN, Answer, Call, Door, json_response, post
from web.login import account_of
from web.passkey_steps import accepted
from web.passkeys import PasskeyShown
from web.problems import Problem
from web.second_factor import digits_of
from web.system import System
from web.visitor import may_enter


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    login: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """The six digits that the person's app shows."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyLogin:
    passkey: PasskeyShown


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLogin:
    """`code` was handed over in person. An account without a password gets this one."""

    login: str
    code: str
    password: str


async def _login(call: Call) -> Answer:
    sent, system = call.read(Login), call.system
    name = _name(sent.login)
    guarding.wait_for(call, name)
    account = account_of(system, name)
    stored = None if account is None else system.access.hash_of(account)
    if not await system.passwords.check(stored, sent.password) or account is None:
        guarding.failed(call, name)
        raise Problem("login-wrong")
    if system.demonstration:
        system.guessing.succeeded(name)
        return begun(call, account, "password", second=False)
    kinds = sorted({one.kind for one in system.factors.of(account)})
    if not kinds:
        return _told("one-time-code")
    return _half(call, Purpose.SECOND, account, "second-factor", kinds=kinds)


async def _second(call: Call) -> Answer:
    """A wrong code costs and answers what a wrong password does."""
    sent, system = call.read(SecondFactor), call.system
    account = _account(steps.look(call, Purpose.SECOND).account)
    name = str((system.row("accounts", str(account)) or {})["login"])
    guarding.wait_for(call, name)
    right = system.factors.accept_code(account, digits_of(sent.code))
    await system.passwords.check(None, sent.code)
    if not right:
        system.tickets.failed(steps.held(call), Purpose.SECOND)
        guarding.failed(call, name)
        raise Problem("login-wrong")
    provider = steps.taken(call, Purpose.SECOND).provider
    system.guessing.succeeded(name)
    return begun(call, account, "totp" if provider is None else "sso", second=True, provider=provider)


async def _passkey(call: Call) -> Answer:
    """Both factors by itself; after the provider's it is also the second one, if it is the same person's."""
    sent, ticket = call.read(PasskeyLogin), steps.look(call, Purpose.PASSKEY)
    account = await accepted(call, sent.passkey)
    provider = ticket.provider if ticket.account == account else None
    return begun(call, account, "passkey" if provider is None else "sso", second=True, provider=provider)


async def _first(call: Call) -> Answer:
    """Leads to the page that enrols a second factor, and nowhere else."""
    sent, system = call.read(FirstLogin), call.system
    name = _name(sent.login)
    guarding.wait_for(call, name)
    account = account_of(system, name)
    bare = account is not None and not system.factors.of(account)
    expected = system.one_time.hash_of(account) if account is not None and bare else None
    stored = None if account is None else system.access.hash_of(account)
    code_right = await system.passwords.check(expected, as_typed(sent.code))
    if code_right and stored is None:
        fault = password_fault(sent.password, name)
        if fault is not None:
            raise Problem(fault, {"least": LEAST, "most": MOST})
        hashed = await system.passwords.make(sent.password)
        return _half(call, Purpose.ENROL, account, "enrol", password=hashed)
    if not (await system.passwords.check(stored, sent.password) and code_right):
        guarding.failed(call, name)
        raise Problem("login-wrong")
    return _half(call, Purpose.ENROL, account, "enrol")


def begun(
    call: Call, account: UUID, way: str, *, second: bool, provider: tuple[str, str] | None = None
) -> Answer:
    """A new session under a new token; whatever this browser held before is over.

    `provider`: through it the person came, and has now shown our own second factor.
    """
    system = call.system
    row = system.row("accounts", str(account))
    if row is None or not may_enter(row):
        raise Problem("login-wrong")
    if provider is not None:
        _prove(system, account, provider[0])
    if call.asker is not None:
        system.sessions.end(call.asker.account, call.asker.session.id)
    roles = list(row["roles"])
    length = system.settings.limits.session_of(roles)
    device = call.request.headers.get("user-agent", "")[:120]
    token, session = system.sessions.begin(account, device, length, way, second=second)
    if provider is not None and system.sign_on is not None:
        system.sign_on.remember(session, *provider, SystemClock().now())
    response = json_response({"next": "in", "account": str(account), "roles": roles, "kinds": []})
    cookies.give(system.settings, response, token, session)
    steps.take(call, response)
    return response


def _prove(system: System, account: UUID, subject: str) -> None:
    """From now on what the provider says of this person counts; the link may have been undone meanwhile."""
    sign_on = system.sign_on
    if sign_on is None or not sign_on.identities.prove(sign_on.issuer, subject, account):
        raise Problem("sso-not-linked")


def _half(
    call: Call,
    purpose: Purpose,
    account: UUID | None,
    told: str,
    *,
    kinds: list[str] | None = None,
    password: str | None = None,
) -> Answer:
    limits = call.system.settings.limits
    lasts = limits.enrolment if purpose is Purpose.ENROL else limits.login_step
    name, _ = call.system.tickets.issue(purpose, lasts, account, secret=new_secret(), password=password)
    response = json_response(_told(told, kinds))
    steps.give(call, response, name, lasts)
    return response


def _told(told: str, kinds: list[str] | None = None) -> dict[str, Any]:
    return {"next": told, "account": None, "roles": [], "kinds": kinds or []}


def _name(typed: str) -> str:
    return typed.strip().lower()[:200]


def _account(account: UUID | None) -> UUID:
    if account is None:
        raise Problem("step-over")
    return account


def doors() -> tuple[Door, ...]:
    """Every way in."""
    gives = access_answers.LoginAnswer
    first = "Password (or a new one) and the one-time code that was handed over; leads to enrolment."
    second = "The second factor after the password; sets the session's cookie."
    return (
        post("/api/login", _login, OPEN, "Log in: the password, the first of two steps.", Login, gives),
        post("/api/login/second", _second, OPEN, second, SecondFactor, gives),
        post("/api/login/passkey", _passkey, OPEN, "Log in with a passkey alone.", PasskeyLogin, gives),
        post("/api/login/code", _first, OPEN, first, FirstLogin, gives),
    )
