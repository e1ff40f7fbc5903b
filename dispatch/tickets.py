"""Half-finished things: a login between its two factors, a challenge that a passkey is to sign.

A ticket is a sealed text in a cookie of its own, so it is bound to one browser. It lasts minutes and is taken
once, in whichever process it is shown. Its holder may do nothing but finish.
"""

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from dispatch.clock import Clock
from dispatch.once import Once
from dispatch.tables.port import Tables
from dispatch.wrapping import Wrapping

TRIES: Final = 3
"""Wrong codes after which a ticket is over and one begins again."""


class Purpose(StrEnum):
    SECOND = "second"
    """The password was right; the second factor is still to be shown."""
    PASSKEY = "passkey"
    """A passkey is to sign, which is both factors."""
    ENROL = "enrol"
    """Password and one-time code were right; a second factor is to be enrolled."""
    MORE = "more"
    """Whoever is in enrols another second factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """`secret` may be given to an app, `password` is the hash of a new one, both until it is done.

    `provider`: subject and session at the identity provider, where the first factor was shown there.
    """

    account: UUID | None
    challenge: bytes
    secret: str
    password: str | None
    provider: tuple[str, str] | None


class Tickets:
    """Safe from any thread."""

    def __init__(self, tables: Tables, wrapping: Wrapping, clock: Clock) -> None:
        self._once = Once(tables, wrapping, clock, TRIES)

    def issue(
        self,
        purpose: Purpose,
        lasts: timedelta,
        account: UUID | None = None,
        *,
        secret: str = "",
        password: str | None = None,
        provider: tuple[str, str] | None = None,
    ) -> tuple[str, Ticket]:
        """A new ticket and its text for the cookie. Each has a challenge of its own."""
        ticket = Ticket(
            account=account,
            challenge=secrets.token_bytes(32),
            secret=secret,
            password=password,
            provider=provider,
        )
        return self._once.hand_out(f"ticket-{purpose}", _packed(ticket), lasts), ticket

    def look(self, text: str, purpose: Purpose) -> Ticket | None:
        """The ticket, which stays open; none if it is another kind, over or taken."""
        return _ticket(self._once.look(f"ticket-{purpose}", text))

    def take(self, text: str, purpose: Purpose) -> Ticket | None:
        """The same, and nobody gets it again."""
        return _ticket(self._once.take(f"ticket-{purpose}", text))

    def failed(self, text: str, purpose: Purpose) -> None:
        """A code was wrong; after some of them the ticket is over."""
        self._once.failed(f"ticket-{purpose}", text)


def _packed(ticket: Ticket) -> dict[str, Any]:
    return {
        "account": None if ticket.account is None else str(ticket.account),
        "challenge": b64encode(ticket.challenge).decode(),
        "secret": ticket.secret,
        "password": ticket.password,
        "provider": ticket.provider,
    }


def _ticket(body: dict[str, Any] | None) -> Ticket | None:
    if body is None:
        return None
    return Ticket(
        account=None if body["account"] is None else UUID(body["account"]),
        challenge=b64decode(body["challenge"]),
        secret=body["secret"],
        password=body["password"],
        provider=None if body["provider"] is None else tuple(body["provider"]),
    )
