"""The board that nobody sits at locks: counts and alarms go on, everything about people is refused.

The page says when somebody touched it; a command says so too. After `idle_lock` without either the
session is locked, here and not in the page alone: nothing but the doors marked `while_locked` answers
until it is unlocked by a passkey, a code or the password. A group's phone is locked by its own page.
"""

import asyncio
from dataclasses import dataclass

from domain.access import Action
from web import access_answers, guarding
from web.doors import Answer, Call, Door
from web.login import Nothing
from web.passkey_steps import accepted
from web.passkeys import PasskeyShown
from web.problems import Problem
from web.second_factor import digits_of, raised


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlock:
    """One of the three."""

    password: str | None = None
    code: str | None = None
    passkey: PasskeyShown | None = None


async def _active(call: Call) -> Answer:
    """Somebody touched the page; too late once it is locked."""
    call.read(Nothing)
    locked = await call.locked()
    if not locked:
        await call.touch()
    return {"locked": locked}


async def _lock(call: Call) -> Answer:
    """The page has seen nobody for long enough, or somebody goes for a tea."""
    call.read(Nothing)
    await asyncio.to_thread(call.system.sessions.lock, call.visitor.session.id)
    return {"locked": True}


async def _unlock(call: Call) -> Answer:
    """A passkey or a code is a second factor shown as well; wrong tries slow this session only."""
    sent, system, visitor = call.read(Unlock), call.system, call.visitor
    key = f"session:{visitor.session.id}"
    guarding.wait_for(call, key)
    if sent.passkey is not None:
        await accepted(call, sent.passkey, visitor.account)
    elif sent.code:
        right = system.factors.accept_code(visitor.account, digits_of(sent.code))
        await _or_wrong(call, key, right=right)
    else:
        stored = system.access.hash_of(visitor.account)
        await _or_wrong(call, key, right=await system.passwords.check(stored, sent.password or ""))
    system.guessing.succeeded(key)
    system.sessions.unlock(visitor.session.id)
    return raised(call) if sent.passkey is not None or sent.code else {}


async def _or_wrong(call: Call, key: str, *, right: bool) -> None:
    if not right:
        guarding.failed(call, key)
        raise Problem("unlock-wrong")


def doors() -> tuple[Door, ...]:
    """Touched, locked, unlocked."""
    shape = access_answers.LockedAnswer
    return (
        _door("/api/me/active", _active, "Somebody is at the page.", Nothing, shape),
        _door("/api/me/lock", _lock, "Lock this session.", Nothing, shape),
        _door("/api/me/unlock", _unlock, "Unlock it by passkey, code or password.", Unlock, None),
    )


def _door(path: str, handle: object, summary: str, takes: type, gives: object) -> Door:
    return Door(
        method="POST",
        path=path,
        handle=handle,  # type: ignore[arg-type]
        right=Action.ENTER,
        summary=summary,
        takes=takes,
        gives=gives,
        while_locked=True,
    )
