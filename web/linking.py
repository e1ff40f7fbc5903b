"""Whose identity at the provider is whose account's: told in the log first, then kept, one at a time.

Should it end between the two, the same step once more mends it: what was told is not told again, and what
was not kept is kept.

Whoever links somebody else only says who that is: such a link is unproved, and `web.sign_on` lets nobody in
by it without a second factor of the account itself.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from dispatch.clock import SystemClock
from dispatch.identities import Identities
from domain.access import Action
from domain.account_entering import FactorKind
from domain.account_linking import LinkIdentity, UnlinkIdentity
from domain.identity import AccountId
from domain.refusal import Refused
from web import answers, problems
from web.commands import Meta, submitted
from web.doors import JSON, Answer, Call, Door, get, post
from web.entering_log import record
from web.login import Nothing
from web.oidc.sign_on import SignOn
from web.oidc.tokens import LONGEST
from web.problems import Problem
from web.second_factor import demand_fresh
from web.system import System

Tell = Callable[[LinkIdentity | UnlinkIdentity], Awaitable[None]]
"""Writes it into the account's stream in somebody's name; raises `Problem` if the log will not have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAccount:
    """`subject` is what the provider calls the person: never a login or an address."""

    account: UUID
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkAccount:
    account: UUID


def known(call: Call) -> SignOn:
    """The provider that is set."""
    sign_on = call.system.sign_on
    if sign_on is None:
        raise Problem("sso-off")
    return sign_on


async def link_own(system: System, sign_on: SignOn, account: UUID, subject: str) -> None:
    """The person has just shown who they are there."""
    await _link(system, sign_on, account, subject, _own(system, account), proved=True)


async def _link(
    system: System, sign_on: SignOn, account: UUID, subject: str, tell: Tell, *, proved: bool
) -> None:
    """Whoever is in by the identity that it replaces is out."""
    kept, issuer = sign_on.identities, sign_on.issuer
    async with sign_on.linking:
        before = await asyncio.to_thread(_before, kept, issuer, subject, account)
        mark = _mark(system, issuer, subject)
        await tell(LinkIdentity(account=AccountId(account), issuer=issuer, mark=mark))
        if before != subject:
            now = SystemClock().now()
            await asyncio.to_thread(kept.link, issuer, subject, account, now, proved=proved)
            await end_sessions(system, sign_on, before or "")
        elif proved:
            await asyncio.to_thread(kept.prove, issuer, subject, account)


def _before(kept: Identities, issuer: str, subject: str, account: UUID) -> str | None:
    """Who the account's person was there until now; raises `Problem` if the identity is somebody else's."""
    if kept.account_of(issuer, subject) not in (None, account):
        raise Problem("sso-linked-elsewhere")
    return kept.subject_of(issuer, account)


async def _unlink(system: System, sign_on: SignOn, account: UUID, tell: Tell, but: str | None = None) -> None:
    """Whoever is in by it is out, save in the session `but`."""
    async with sign_on.linking:
        subject = await asyncio.to_thread(sign_on.identities.subject_of, sign_on.issuer, account)
        if subject is None:
            return
        mark = _mark(system, sign_on.issuer, subject)
        await tell(UnlinkIdentity(account=AccountId(account), issuer=sign_on.issuer, mark=mark))
        await asyncio.to_thread(sign_on.identities.unlink, sign_on.issuer, account)
        await end_sessions(system, sign_on, subject, but=but)


async def end_sessions(
    system: System, sign_on: SignOn, subject: str, sid: str = "", but: str | None = None
) -> None:
    """Ours that came of this person's, or of one session, at the provider: over, with their screens."""
    for account in await asyncio.to_thread(_ended, system, sign_on, subject, sid, but):
        system.hub.rights_changed(str(account))


def _ended(system: System, sign_on: SignOn, subject: str, sid: str, but: str | None) -> set[UUID]:
    found = sign_on.identities.sessions_of(sign_on.issuer, subject, sid)
    ended = [(account, session) for account, session in found if session != but]
    for account, session in ended:
        system.sessions.end(account, session)
    return {account for account, _ in ended}


def _mark(system: System, issuer: str, subject: str) -> str:
    return system.store.keys.blind("identity", f"{issuer}\n{subject}")


def _own(system: System, account: UUID) -> Tell:
    async def tell(command: LinkIdentity | UnlinkIdentity) -> None:
        await record(system, account, command)

    return tell


def _by_administrator(call: Call, name: str) -> Tell:
    async def tell(command: LinkIdentity | UnlinkIdentity) -> None:
        meta = Meta(command_id=UUID(bytes=secrets.token_bytes(16), version=4))
        outcome = await submitted(call, name, Action.KEEP_ACCOUNTS, command, meta)
        if isinstance(outcome, Refused):
            raise problems.of(outcome)

    return tell


def _only(system: System, account: UUID) -> bool:
    """Whether nothing else lets the person in: no passkey, and not both password and app."""
    kinds = {one.kind for one in system.factors.of(account)}
    password = system.access.hash_of(account) is not None
    return FactorKind.PASSKEY not in kinds and not (password and FactorKind.TOTP in kinds)


async def _mine(call: Call) -> Answer:
    return await asyncio.to_thread(_standing, call)


def _standing(call: Call) -> dict[str, JSON]:
    sign_on, account = call.system.sign_on, call.visitor.account
    linked = None if sign_on is None else sign_on.identities.linked(sign_on.issuer, account)
    return {
        "set": sign_on is not None,
        "since": None if linked is None else linked.since.isoformat(),
        "proved": linked is not None and linked.proved,
        "only": linked is not None and _only(call.system, account),
    }


async def _leave(call: Call) -> Answer:
    """Never the last way in."""
    call.read(Nothing)
    sign_on, system, visitor = known(call), call.system, call.visitor
    demand_fresh(call)
    if await asyncio.to_thread(_only, system, visitor.account):
        raise Problem("last-way-in")
    tell = _own(system, visitor.account)
    await _unlink(system, sign_on, visitor.account, tell, but=visitor.session.id)
    return {}


async def _link_theirs(call: Call) -> Answer:
    sign_on, sent = known(call), call.read(LinkAccount)
    _theirs(call, sent.account)
    subject = sent.subject.strip()
    if not subject:
        raise Problem("subject-missing", {"field": "subject"})
    if len(subject) > LONGEST:
        raise Problem("text-too-long", {"field": "subject", "most": LONGEST})
    tell = _by_administrator(call, "link-identity")
    await _link(call.system, sign_on, sent.account, subject, tell, proved=False)
    return {}


async def _unlink_theirs(call: Call) -> Answer:
    sign_on, account = known(call), call.read(UnlinkAccount).account
    _theirs(call, account)
    await _unlink(call.system, sign_on, account, _by_administrator(call, "unlink-identity"))
    return {}


def _theirs(call: Call, account: UUID) -> None:
    """An account of the region that is not one's own: that is linked where one proves who one is there."""
    row = call.system.row("accounts", str(account))
    if row is None or not call.visitor.may(Action.KEEP_ACCOUNTS, row["region"]):
        raise Problem("account-unknown")
    if account == call.visitor.account:
        raise Problem("sso-own-account")
    demand_fresh(call)


def doors() -> tuple[Door, ...]:
    """Linking and unlinking; one's own is linked by `/api/me/sso/join`."""
    enter, keep, nothing = Action.ENTER, Action.KEEP_ACCOUNTS, answers.NothingAnswer
    mine = "Whether one's account is linked to the provider."
    leave = "Unlink one's own account; never the last way in."
    link = "Say who somebody of the region is at the identity provider."
    unlink = "Unlink an account of the region."
    return (
        get("/api/me/sso", _mine, enter, mine, answers.LinkedAnswer),
        post("/api/me/sso/leave", _leave, enter, leave, Nothing, nothing),
        post("/api/accounts/identity", _link_theirs, keep, link, LinkAccount, nothing),
        post("/api/accounts/identity/remove", _unlink_theirs, keep, unlink, UnlinkAccount, nothing),
    )
