"""Phones on their way in: a code of 256 bits that a supervisor shows, once, for one account, for minutes.

The code is known to the supervisor's screen and to the phone that read it; in `access` stands its SHA-256.
Whoever reads it first brings a key; the six digits on both screens are made of code and key, so the
supervisor sees whether the phone in front of them is that one. Each step is one statement that does nothing
where another process was first.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from dispatch.clock import Clock
from dispatch.tables.port import Tables

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS invitation (
    id TEXT PRIMARY KEY, code BLOB NOT NULL UNIQUE, account TEXT NOT NULL, phone TEXT NOT NULL,
    name TEXT NOT NULL, by TEXT NOT NULL, until TEXT NOT NULL, stage TEXT NOT NULL, key BLOB NOT NULL,
    pin TEXT NOT NULL, comparison TEXT NOT NULL) WITHOUT ROWID;
"""
_COLUMNS: Final = "id, account, phone, name, by, until, stage, key, pin, comparison"
_FRESH: Final = f"SELECT {_COLUMNS} FROM invitation WHERE until>?"  # noqa: S608 - our own columns


class Stage(StrEnum):
    """`CONFIRMED`: somebody has compared the digits, and the phone's key is being stored."""

    SHOWN = "shown"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    ENROLLED = "enrolled"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """`key` and `pin` (a hash) are those of the phone that read the code, while it is claimed."""

    id: str
    account: UUID
    phone: UUID
    name: str
    by: UUID
    until: datetime
    stage: Stage
    key: bytes
    pin: str
    comparison: str


class Invitations:
    """Safe from any thread. Those that are too old go with the next one that is made."""

    def __init__(self, tables: Tables, clock: Clock, lasts: timedelta) -> None:
        self._tables = tables
        self._clock = clock
        self._lasts = lasts
        tables.prepare(_SCHEMA)

    def invite(self, account: UUID, phone: UUID, name: str, by: UUID) -> tuple[str, Invitation]:
        """A new code; an older one for the same account that nobody finished is over."""
        code, now = secrets.token_urlsafe(32), self._clock.now()
        made = Invitation(
            id=secrets.token_hex(8),
            account=account,
            phone=phone,
            name=name,
            by=by,
            until=now + self._lasts,
            stage=Stage.SHOWN,
            key=b"",
            pin="",
            comparison="",
        )
        with self._tables.together():
            self._tables.write("DELETE FROM invitation WHERE until<=?", (now.isoformat(),))
            self._tables.write(
                "UPDATE invitation SET stage=?, pin='' WHERE account=? AND stage IN (?,?)",
                (Stage.OVER, str(account), Stage.SHOWN, Stage.CLAIMED),
            )
            self._tables.write(
                "INSERT INTO invitation VALUES (?,?,?,?,?,?,?,?,?,'','')",
                (
                    made.id,
                    _digest(code),
                    str(account),
                    str(phone),
                    name,
                    str(by),
                    made.until.isoformat(),
                    made.stage,
                    made.key,
                ),
            )
        return code, made

    def of_code(self, code: str) -> Invitation | None:
        """What the phone that read the code asks about; none when it is too old or not known."""
        return self._one(f"{_FRESH} AND code=?", _digest(code))

    def named(self, name: str) -> Invitation | None:
        """What the supervisor's screen asks about."""
        return self._one(f"{_FRESH} AND id=?", name)

    def claim(self, code: str, key: bytes, pin: str) -> Invitation | None:
        """The first phone that brings the code has it; nobody gets it after that."""
        claimed = self._tables.write(
            "UPDATE invitation SET stage=?, key=?, pin=?, comparison=? WHERE code=? AND stage=? AND until>?",
            (
                Stage.CLAIMED,
                key,
                pin,
                comparison(code, key),
                _digest(code),
                Stage.SHOWN,
                self._clock.now().isoformat(),
            ),
        )
        return self.of_code(code) if claimed else None

    def step(self, name: str, before: Stage, after: Stage) -> bool:
        """From one stage to another; false if somebody else has taken it further."""
        return bool(
            self._tables.write(
                "UPDATE invitation SET stage=?, pin='' WHERE id=? AND stage=?", (after, name, before)
            )
        )

    def cancel(self, name: str) -> None:
        """It is over, unless somebody has confirmed its phone."""
        for stage in (Stage.SHOWN, Stage.CLAIMED):
            self.step(name, stage, Stage.OVER)

    def _one(self, query: str, key: object) -> Invitation | None:
        rows = self._tables.rows(query, (self._clock.now().isoformat(), key))
        return _invitation(rows[0]) if rows else None


def _invitation(row: tuple[Any, ...]) -> Invitation:
    name, account, phone, label, by, until, stage, key, pin, digits = row
    return Invitation(
        id=name,
        account=UUID(account),
        phone=UUID(phone),
        name=label,
        by=UUID(by),
        until=datetime.fromisoformat(until),
        stage=Stage(stage),
        key=bytes(key),
        pin=pin,
        comparison=digits,
    )


def comparison(code: str, key: bytes) -> str:
    """Six digits that both screens show; the phone makes them itself."""
    digest = hashlib.sha256(code.encode() + key).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
