"""Logins under way at the provider: each once, for a short while, for the browser that began it.

What the provider sends the browser back with is worth nothing without the cookie of that browser, which holds
the login under way, sealed; and nothing twice, in whichever process.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from dispatch.once import Once

_KIND: Final = "sign-on"


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
    joining: Joining | None


class Pendings:
    """All that are under way, in the browsers' cookies."""

    def __init__(self, once: Once, lasts: timedelta) -> None:
        self._once = once
        self._lasts = lasts

    def begin(self, joining: Joining | None = None) -> tuple[str, Pending]:
        """A new one, and what the browser's cookie must say when it comes back."""
        made = Pending(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            joining=joining,
        )
        return self._once.hand_out(_KIND, _packed(made), self._lasts), made

    def take(self, state: str, ticket: str) -> Pending | None:
        """The one with this state, used up; none if it is not this browser's or too old.

        A stranger who saw the state does not use it up: it takes the cookie.
        """
        held = self._once.look(_KIND, ticket)
        if held is None or not secrets.compare_digest(held["state"].encode(), state.encode()):
            return None
        taken = self._once.take(_KIND, ticket)
        return None if taken is None else _pending(taken)


def _packed(pending: Pending) -> dict[str, Any]:
    joining = pending.joining
    return {
        "state": pending.state,
        "nonce": pending.nonce,
        "verifier": pending.verifier,
        "joining": None if joining is None else [str(joining.account), joining.session],
    }


def _pending(body: dict[str, Any]) -> Pending:
    joining = body["joining"]
    return Pending(
        state=body["state"],
        nonce=body["nonce"],
        verifier=body["verifier"],
        joining=None if joining is None else Joining(account=UUID(joining[0]), session=joining[1]),
    )
