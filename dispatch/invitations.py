"""Phones on their way in: a code of 256 bits that a supervisor shows, once, for one account, for minutes.

The code is known to the supervisor's screen and to the phone that read it; here stands its SHA-256. Whoever
reads it first brings a key; the six digits on both screens are made of code and key, so the supervisor sees
whether the phone in front of them is that one. All in memory: after a restart one shows a new code.
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

KEPT: Final = 1_000


class Stage(StrEnum):
    SHOWN = "shown"
    CLAIMED = "claimed"
    ENROLLED = "enrolled"
    OVER = "over"


@dataclass(slots=True, kw_only=True)
class Invitation:
    """`key` and `pin` (a hash) are those of the phone that read the code."""

    id: str
    account: UUID
    phone: UUID
    name: str
    by: UUID
    until: datetime
    stage: Stage = Stage.SHOWN
    key: bytes = b""
    pin: str = ""
    comparison: str = ""


class Invitations:
    """Asked on the event loop only."""

    def __init__(self, clock: Clock, lasts: timedelta) -> None:
        self._clock = clock
        self._lasts = lasts
        self._held: OrderedDict[bytes, Invitation] = OrderedDict()

    def invite(self, account: UUID, phone: UUID, name: str, by: UUID) -> tuple[str, Invitation]:
        """A new code; an older one for the same account that nobody finished is over."""
        for one in self._held.values():
            if one.account == account and one.stage is not Stage.ENROLLED:
                one.stage = Stage.OVER
        code = secrets.token_urlsafe(32)
        made = Invitation(
            id=secrets.token_hex(8),
            account=account,
            phone=phone,
            name=name,
            by=by,
            until=self._clock.now() + self._lasts,
        )
        self._held[_digest(code)] = made
        while len(self._held) > KEPT:
            self._held.popitem(last=False)
        return code, made

    def of_code(self, code: str) -> Invitation | None:
        """What the phone that read the code asks about; none when it is too old or not known."""
        return self._fresh(self._held.get(_digest(code)))

    def named(self, name: str) -> Invitation | None:
        """What the supervisor's screen asks about."""
        return self._fresh(next((one for one in self._held.values() if one.id == name), None))

    def claim(self, code: str, key: bytes, pin: str) -> Invitation | None:
        """The first phone that brings the code has it; nobody gets it after that."""
        found = self.of_code(code)
        if found is None or found.stage is not Stage.SHOWN:
            return None
        found.key, found.pin, found.stage = key, pin, Stage.CLAIMED
        found.comparison = comparison(code, key)
        return found

    def _fresh(self, found: Invitation | None) -> Invitation | None:
        return found if found is not None and self._clock.now() < found.until else None


def comparison(code: str, key: bytes) -> str:
    """Six digits that both screens show; the phone makes them itself."""
    digest = hashlib.sha256(code.encode() + key).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
