"""Logins under way at the provider: each once, for a short while, for the browser that began it.

What the provider sends the browser back with is worth nothing without the cookie of that browser, and
nothing twice. It stands in memory only: whoever was under way when the server restarted begins again.
"""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Whose session wants the identity linked to its account."""

    account: UUID
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """`state` goes through the provider, `verifier` and `nonce` prove that its answer belongs to this."""

    state: str
    nonce: str
    verifier: str
    browser: bytes
    joining: Joining | None
    until: float


class Pendings:
    """All that are under way. The oldest makes room where there are too many."""

    def __init__(self, *, most: int, seconds: float, monotonic: Callable[[], float]) -> None:
        self._most = most
        self._seconds = seconds
        self._monotonic = monotonic
        self._held: OrderedDict[str, Pending] = OrderedDict()

    def begin(self, joining: Joining | None = None) -> tuple[str, Pending]:
        """A new one, and what the browser's cookie must say when it comes back."""
        ticket = secrets.token_urlsafe(32)
        made = Pending(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            browser=_digest(ticket),
            joining=joining,
            until=self._monotonic() + self._seconds,
        )
        self._held[made.state] = made
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        return ticket, made

    def take(self, state: str, ticket: str) -> Pending | None:
        """The one with this state, gone from here; none if it is not this browser's or too old.

        Another browser's try does not use it up: a stranger who saw the state must not stop the login.
        """
        found = self._held.get(state)
        if found is None or not secrets.compare_digest(found.browser, _digest(ticket)):
            return None
        del self._held[state]
        return found if self._monotonic() < found.until else None


def _digest(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()
