"""A phone's own side: bring a key with the code from the QR picture; later log in with key and PIN.

The signature is looked at before the PIN, so that nobody without the phone can lock it; the PIN is looked at
by the server alone, so that nobody with the phone can try it there.
"""

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from dispatch.device_keys import is_key, verifies
from dispatch.invitations import Stage
from dispatch.phones import TRIES, Phone
from domain.access import Action
from web import cookies
from web import phone_answers as answers
from web.doors import OPEN, Answer, Call, Door, json_response, post
from web.phone_session import WAY, phone_of, unpacked
from web.problems import Problem
from web.visitor import may_enter

_PIN: Final = re.compile(r"[0-9]{6}")
LEAST_DIFFERENT: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BringKey:
    """`key`: the uncompressed point, base64url."""

    code: str
    key: str
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichPhone:
    phone: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneLogin:
    phone: UUID
    challenge: str
    signature: str
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """A body without fields."""


async def _bring(call: Call) -> Answer:
    sent, system = call.read(BringKey), call.system
    if not _PIN.fullmatch(sent.pin) or len(set(sent.pin)) < LEAST_DIFFERENT:
        raise Problem("pin-weak", {"field": "pin"})
    key, found = unpacked(sent.key), system.phones.invitations.of_code(sent.code)
    if found is None or found.stage is not Stage.SHOWN:
        raise Problem("phone-code-over")
    if not is_key(key):
        raise Problem("phone-key-wrong")
    claimed = system.phones.invitations.claim(sent.code, key, await system.passwords.make(sent.pin))
    if claimed is None:
        raise Problem("phone-code-over")
    return {}


async def _brought(call: Call) -> Answer:
    found = call.system.phones.invitations.of_code(call.read(Code).code)
    if found is None:
        raise Problem("phone-code-over")
    enrolled = found.stage is Stage.ENROLLED
    return {"stage": str(found.stage), "phone": str(found.phone) if enrolled else None}


async def _challenge(call: Call) -> Answer:
    """A phone that is revoked learns it here, and forgets what it holds."""
    phone = _phone(call, call.read(WhichPhone).phone)
    return {"challenge": call.system.phones.challenge(phone.id), "name": phone.name}


async def _login(call: Call) -> Answer:
    sent, system = call.read(PhoneLogin), call.system
    phone = _phone(call, sent.phone)
    fresh = system.phones.spend(phone.id, sent.challenge)
    text = f"jedel-login-1\n{phone.id}\n{sent.challenge}".encode()
    if not fresh or not verifies(phone.key, unpacked(sent.signature), text):
        raise Problem("phone-signature-wrong")
    if not system.phones.count_try(phone.id):
        raise Problem("phone-locked")
    if not await system.passwords.check(phone.pin, sent.pin):
        left = TRIES - phone.tries - 1
        raise Problem("pin-wrong", {"n": left}) if left > 0 else Problem("phone-locked")
    row = system.row("accounts", str(phone.account))
    if row is None or not may_enter(row):
        raise Problem("account-closed")
    system.phones.showed_pin(phone.id)
    return _begun(call, phone, list(row["roles"]))


def _begun(call: Call, phone: Phone, roles: list[str]) -> Answer:
    """A session of this phone; the one it had before is over."""
    system = call.system
    system.sessions.look()
    for old in system.sessions.of(phone.account):
        if phone_of(old) == phone.id:
            system.sessions.end(phone.account, old.id)
    length = system.settings.limits.session
    token, session = system.sessions.begin(phone.account, phone.name, length, f"{WAY}{phone.id}", second=True)
    system.phones.touch(session.id)
    response = json_response({"account": str(phone.account), "roles": roles})
    cookies.give(system.settings, response, token, session)
    return response


async def _active(call: Call) -> Answer:
    """Somebody touches the phone. What is asleep already wakes by its PIN alone."""
    call.read(Nothing)
    session, phones = call.visitor.session, call.system.phones
    if phone_of(session) is not None:
        if phones.idle(session.id):
            raise Problem("phone-pin-needed")
        phones.touch(session.id)
    return {}


def _phone(call: Call, phone: UUID) -> Phone:
    """One that was revoked and one that never was are answered alike."""
    found = call.system.phones.find(phone)
    if found is None:
        raise Problem("phone-revoked")
    return found


def doors() -> tuple[Door, ...]:
    bring = "A phone that read the code brings its public key and its person's PIN; once."
    challenge = (
        "Something for the phone's key to sign; says `phone-revoked` to a phone that is to forget all."
    )
    login = "Log in with the phone's signature and the PIN, which are both factors."
    stage, nothing = answers.BroughtAnswer, answers.NothingAnswer
    return (
        post("/api/enrol/key", _bring, OPEN, bring, BringKey, nothing),
        post("/api/enrol/stage", _brought, OPEN, "Whether the phone is confirmed.", Code, stage),
        post("/api/phone/challenge", _challenge, OPEN, challenge, WhichPhone, answers.ChallengeAnswer),
        post("/api/phone/login", _login, OPEN, login, PhoneLogin, answers.EnteredAnswer),
        post("/api/phone/active", _active, Action.ENTER, "Somebody touches the phone.", Nothing, nothing),
    )
