"""Phones with a key of their own, in `access`: public key, hash of the PIN, wrong tries, whether revoked.

Wrong PINs are counted before they are looked at and by the table itself, so that trying many at once gains
nothing. A challenge is signed once, in whichever process it comes back to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from dispatch.clock import Clock
from dispatch.invitations import Invitations
from dispatch.once import Once
from dispatch.tables.port import Tables
from dispatch.touches import Touches

TRIES: Final = 5
TOUCHED: Final = 10_000
"""Sessions of phones whose touches are held in memory before those that are asleep go."""
CHALLENGE_LASTS: Final = timedelta(minutes=2)
_CHALLENGE: Final = "phone"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS phone (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, key BLOB NOT NULL, pin TEXT NOT NULL,
    tries INTEGER NOT NULL, since TEXT NOT NULL, seen TEXT, revoked TEXT) WITHOUT ROWID;
"""
_COLUMNS = "id, account, name, key, pin, tries, since, seen, revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """`seen`: when its person last showed their PIN."""

    id: UUID
    account: UUID
    name: str
    key: bytes
    pin: str
    tries: int
    since: datetime
    seen: datetime | None
    revoked: bool

    @property
    def locked(self) -> bool:
        return self.tries >= TRIES


class Phones:
    """Times are the machine's own."""

    def __init__(self, tables: Tables, clock: Clock, once: Once, *, idle: timedelta, code: timedelta) -> None:
        self._tables = tables
        self._clock = clock
        self._idle = idle
        self.invitations = Invitations(tables, clock, code)
        self._once = once
        self._touches = Touches(tables, clock)
        tables.prepare(_SCHEMA)

    def enrol(self, phone: UUID, account: UUID, name: str, key: bytes, pin: str) -> None:
        """This key counts from now on."""
        now = self._clock.now().isoformat()
        self._tables.write(
            f"INSERT INTO phone ({_COLUMNS}) VALUES (?,?,?,?,?,0,?,NULL,NULL)",  # noqa: S608 - our own columns
            (str(phone), str(account), name, key, pin, now),
        )

    def find(self, phone: UUID) -> Phone | None:
        """The phone; none if it was revoked or never was here."""
        rows = self._tables.rows(
            f"SELECT {_COLUMNS} FROM phone WHERE id=? AND revoked IS NULL",  # noqa: S608 - our own columns
            (str(phone),),
        )
        return _phone(rows[0]) if rows else None

    def all(self) -> list[Phone]:
        """Every phone that counts, the newest first."""
        rows = self._tables.rows(
            f"SELECT {_COLUMNS} FROM phone WHERE revoked IS NULL ORDER BY since DESC"  # noqa: S608 - our own
        )
        return [_phone(row) for row in rows]

    def revoke(self, phone: UUID) -> bool:
        """Its key counts no longer; false if it did not anyhow. The PIN's hash goes too."""
        changed = self._tables.write(
            "UPDATE phone SET revoked=?, pin='' WHERE id=? AND revoked IS NULL",
            (self._clock.now().isoformat(), str(phone)),
        )
        return changed > 0

    # ---- challenges and PINs

    def challenge(self, phone: UUID) -> str:
        """Something new to sign, for two minutes."""
        return self._once.hand_out(_CHALLENGE, {"phone": str(phone)}, CHALLENGE_LASTS)

    def spend(self, phone: UUID, challenge: str) -> bool:
        """Whether this challenge was the phone's and is signed for the first time."""
        return self._once.take(_CHALLENGE, challenge) == {"phone": str(phone)}

    def count_try(self, phone: UUID) -> bool:
        """Count a try of the PIN before it is looked at; false if there were too many already."""
        changed = self._tables.write(
            "UPDATE phone SET tries=tries+1 WHERE id=? AND tries<? AND revoked IS NULL", (str(phone), TRIES)
        )
        return changed == 1

    def showed_pin(self, phone: UUID) -> None:
        """The PIN was right."""
        self._tables.write(
            "UPDATE phone SET tries=0, seen=? WHERE id=?", (self._clock.now().isoformat(), str(phone))
        )

    # ---- whether somebody holds it

    def touch(self, session: str) -> None:
        """Its person pressed something in this session."""
        self._touches.trim(TOUCHED, self._idle)
        self._touches.touch(session)

    def idle(self, session: str) -> bool:
        """Whether nobody has touched it for so long that the PIN is asked for again."""
        return self._touches.idle(session, self._idle) is not False


def _phone(row: tuple[Any, ...]) -> Phone:
    name, account, label, key, pin, tries, since, seen, revoked = row
    return Phone(
        id=UUID(name),
        account=UUID(account),
        name=label,
        key=bytes(key),
        pin=pin,
        tries=tries,
        since=datetime.fromisoformat(since),
        seen=None if seen is None else datetime.fromisoformat(seen),
        revoked=revoked is not None,
    )
