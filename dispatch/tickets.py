"""Half-finished things: a login between its two factors, a challenge that a passkey is to sign.

A ticket is a random name in a cookie of its own, so it is bound to one browser. It lasts minutes, is
taken once, and lies in memory only: after a restart one begins again. Its holder may do nothing but
finish.
"""

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from dispatch.clock import Clock

KEPT: Final = 10_000
"""Tickets at a time; the oldest makes room."""
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


@dataclass(slots=True, kw_only=True)
class Ticket:
    """`secret` may be given to an app, `password` is the hash of a new one, both until it is done.

    `provider`: subject and session at the identity provider, where the first factor was shown there.
    """

    purpose: Purpose
    until: datetime
    account: UUID | None = None
    challenge: bytes = b""
    secret: str = ""
    password: str | None = None
    provider: tuple[str, str] | None = None
    tries: int = 0


class Tickets:
    """Safe from any thread: every step is one operation on the table."""

    def __init__(self, clock: Clock, kept: int = KEPT) -> None:
        self._clock = clock
        self._kept = kept
        self._open: OrderedDict[bytes, Ticket] = OrderedDict()

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
        """A new ticket and its name for the cookie. Each has a challenge of its own."""
        ticket = Ticket(
            purpose=purpose,
            until=self._clock.now() + lasts,
            account=account,
            challenge=secrets.token_bytes(32),
            secret=secret,
            password=password,
            provider=provider,
        )
        name = secrets.token_urlsafe(32)
        self._open[_digest(name)] = ticket
        while len(self._open) > self._kept:
            self._open.popitem(last=False)
        return name, ticket

    def look(self, name: str, purpose: Purpose) -> Ticket | None:
        """The ticket, which stays open; none if it is another kind, over or taken."""
        ticket = self._open.get(_digest(name))
        if ticket is None or ticket.purpose is not purpose or ticket.until <= self._clock.now():
            return None
        return ticket

    def take(self, name: str, purpose: Purpose) -> Ticket | None:
        """The same, and nobody gets it again."""
        ticket = self.look(name, purpose)
        return None if ticket is None else self._open.pop(_digest(name), None)

    def failed(self, name: str) -> None:
        """A code was wrong; after some of them the ticket is over."""
        ticket = self._open.get(_digest(name))
        if ticket is None:
            return
        ticket.tries += 1
        if ticket.tries >= TRIES:
            self._open.pop(_digest(name), None)


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
