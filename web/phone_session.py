"""Sessions of phones with a key: what they show with each command, and when the PIN is due again."""

import asyncio
from base64 import urlsafe_b64decode
from typing import Final, Protocol
from uuid import UUID

from dispatch.device_keys import verifies
from dispatch.phones import Phone
from dispatch.sessions import Session
from domain.access import Action
from web.problems import Problem
from web.system import System
from web.visitor import Visitor

WAY: Final = "phone:"
HEADER: Final = "x-jedel-signature"
"""`<the phone's own clock in ms>.<signature>`; the other clock, device and sequence are in the body."""

LOOKS: Final = frozenset({Action.REPORT_POSITION, Action.ENTER})
"""Goes on without the PIN: where the group is, and who is logged in. Neither shows anything of a case."""


class Numbered(Protocol):
    """What a command says of its sender."""

    @property
    def device(self) -> str | None: ...
    @property
    def sequence(self) -> int | None: ...


def phone_of(session: Session) -> UUID | None:
    """The phone whose session this is; none for any other session."""
    return UUID(session.way.removeprefix(WAY)) if session.way.startswith(WAY) else None


async def check_awake(system: System, visitor: Visitor, right: Action) -> None:
    """A phone that nobody touched for a while shows nothing before its PIN."""
    if phone_of(visitor.session) is None or right in LOOKS:
        return
    if await asyncio.to_thread(system.phones.idle, visitor.session.id):
        raise Problem("phone-pin-needed")


async def check_signed(
    system: System, visitor: Visitor, header: str, name: str, body: bytes, meta: Numbered
) -> None:
    """A command in a phone's session is signed by that phone and counted; else nothing happens."""
    phone_id = phone_of(visitor.session)
    if phone_id is None:
        return
    phone = await asyncio.to_thread(system.phones.find, phone_id)
    if phone is None:
        raise Problem("session-over")
    numbered = meta.device == str(phone_id) and meta.sequence is not None
    if not numbered or not _signed(phone, header, name, body):
        raise Problem("phone-signature-wrong")
    await asyncio.to_thread(system.phones.touch, visitor.session.id)


def signed_text(phone: UUID, clock: str, name: str, body: bytes) -> bytes:
    """What a phone signs of a command."""
    return f"jedel-command-1\n{phone}\n{clock}\n{name}\n".encode() + body


def _signed(phone: Phone, header: str, name: str, body: bytes) -> bool:
    clock, _, signature = header.partition(".")
    if not clock.isascii() or not clock.isdigit() or len(clock) > 16:
        return False
    return verifies(phone.key, unpacked(signature), signed_text(phone.id, clock, name, body))


def unpacked(text: str) -> bytes:
    """Bytes out of base64url without padding; nothing for what is none."""
    try:
        return urlsafe_b64decode(text[:400].encode("ascii") + b"=" * (-len(text[:400]) % 4))
    except ValueError:
        return b""
