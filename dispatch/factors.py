"""Second factors in `access`: public keys of passkeys, and secrets of one-time codes (RFC 6238), these
wrapped with the key file.

A code is looked at in a window of one step (30 s) either way, because phones' clocks are off, and each step
is accepted once: the last one is stored durably by a statement that changes nothing for a step not after it.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import pyotp

from dispatch.clock import Clock
from dispatch.tables.port import Tables
from dispatch.wrapping import KeysUnusable, Place, Wrapping

TOTP: Final = "totp"
PASSKEY: Final = "passkey"
STEP_S: Final = 30
WINDOW: Final = 1
DIGITS: Final = 6
ISSUER: Final = "Jedel"

_BOUND: Final = b"jedel-factor-1"
_log = logging.getLogger(__name__)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS factor (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, since TEXT NOT NULL,
    used TEXT, counter INTEGER NOT NULL, kek TEXT, wrapped BLOB) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS factor_of ON factor (account);
CREATE TABLE IF NOT EXISTS passkey (
    credential BLOB PRIMARY KEY, factor TEXT NOT NULL, public_key BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One second factor of somebody, without its secret.

    `counter`: the last step of a code that was accepted, or how often a passkey says that it signed.
    """

    id: str
    kind: str
    name: str
    since: datetime
    used: datetime | None
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """What a signature is checked with."""

    factor: str
    account: UUID
    public_key: bytes


class Factors:
    """Safe from any thread. Times are the machine's own, as the phones' are."""

    def __init__(self, tables: Tables, clock: Clock, wrapping: Wrapping) -> None:
        self._tables = tables
        self.clock = clock
        self._wrapping = wrapping
        tables.prepare(_SCHEMA)

    def of(self, account: UUID) -> list[Factor]:
        """Everything this account can show, oldest first."""
        rows = self._tables.rows(
            "SELECT id, kind, name, since, used, counter FROM factor WHERE account=? ORDER BY since, id",
            (str(account),),
        )
        return [_factor(row) for row in rows]

    def enrol_totp(self, account: UUID, secret: str, name: str = "") -> str:
        """Codes of this secret (base32) count from now on; the new factor's id."""
        factor, now = secrets.token_hex(8), self.clock.now().isoformat()
        with self._tables.together():  # where no other wrapping key can come in between
            wrapped = self._wrapping.wrap(secret.encode(), _bound(account, factor))
            self._tables.write(
                "INSERT INTO factor (id, account, kind, name, since, counter, kek, wrapped)"
                " VALUES (?,?,?,?,?,?,?,?)",
                (factor, str(account), TOTP, name, now, -1, *wrapped),
            )
        return factor

    def accept_code(self, account: UUID, code: str) -> bool:
        """Whether this is a code of the account's that was not accepted before; it is not again."""
        accepted = [self._accept(factor, step) for factor, step in self._steps_of(account, code)]
        return any(accepted)

    def _steps_of(self, account: UUID, code: str) -> list[tuple[str, int]]:
        """Which factor shows this code at which step."""
        return [
            (factor, step) for factor, totp in self._totps(account) for step in _steps(totp, code, self.clock)
        ]

    def _accept(self, factor: str, step: int) -> bool:
        changed = self._tables.write(
            "UPDATE factor SET counter=?, used=? WHERE id=? AND counter<?",
            (step, self.clock.now().isoformat(), factor, step),
        )
        return changed == 1

    def next_code(self, account: UUID) -> str | None:
        """A code that would be accepted now; none until the next step. For demonstrations."""
        now = _step(self.clock)
        last = {one.id: one.counter for one in self.of(account)}
        for factor, totp in self._totps(account):
            step = max(now, last[factor] + 1)
            return totp.generate_otp(step) if step <= now + WINDOW else None
        return None

    def enrol_passkey(
        self, account: UUID, credential: bytes, public_key: bytes, counter: int, name: str = ""
    ) -> str | None:
        """Signatures of this passkey count from now on; none if it is enrolled already, for anybody."""
        factor, now = secrets.token_hex(8), self.clock.now().isoformat()
        with self._tables.together():
            statement = "INSERT INTO passkey VALUES (?,?,?) ON CONFLICT (credential) DO NOTHING"
            if self._tables.write(statement, (credential, factor, public_key)) == 0:
                return None
            self._tables.write(
                "INSERT INTO factor (id, account, kind, name, since, counter) VALUES (?,?,?,?,?,?)",
                (factor, str(account), PASSKEY, name, now, counter),
            )
        return factor

    def passkey(self, credential: bytes) -> Passkey | None:
        """The passkey that a browser names."""
        rows = self._tables.rows(
            "SELECT factor.id, factor.account, passkey.public_key FROM passkey"
            " JOIN factor ON factor.id=passkey.factor WHERE passkey.credential=?",
            (credential,),
        )
        return Passkey(factor=rows[0][0], account=UUID(rows[0][1]), public_key=rows[0][2]) if rows else None

    def passkeys_of(self, account: UUID) -> list[bytes]:
        """The names that browsers know this account's passkeys by."""
        rows = self._tables.rows(
            "SELECT passkey.credential FROM passkey JOIN factor ON factor.id=passkey.factor"
            " WHERE factor.account=?",
            (str(account),),
        )
        return [row[0] for row in rows]

    def count(self, factor: str, counter: int) -> bool:
        """A passkey signed; false if its counter did not go on, so that a copy of it may be about.

        Passkeys that do not count at all say 0 for ever.
        """
        changed = self._tables.write(
            "UPDATE factor SET counter=?, used=? WHERE id=? AND (counter<? OR (counter=0 AND ?=0))",
            (counter, self.clock.now().isoformat(), factor, counter, counter),
        )
        return changed == 1

    def remove(self, account: UUID, factor: str) -> bool:
        """Take one away, never the last."""
        with self._tables.together():
            gone = self._tables.write(
                "DELETE FROM factor WHERE id=? AND account=?"
                " AND (SELECT count(*) FROM factor AS others WHERE others.account=?)>1",
                (factor, str(account), str(account)),
            )
            self._forget_passkeys()
        return gone == 1

    def remove_all(self, account: UUID) -> None:
        """Nothing that the account could show counts any more."""
        with self._tables.together():
            self._tables.write("DELETE FROM factor WHERE account=?", (str(account),))
            self._forget_passkeys()

    def _forget_passkeys(self) -> None:
        self._tables.write("DELETE FROM passkey WHERE factor NOT IN (SELECT id FROM factor)")

    def _totps(self, account: UUID) -> list[tuple[str, pyotp.TOTP]]:
        """What the account's codes are made of; a secret that does not open shows none, and is logged."""
        rows = self._tables.rows(
            "SELECT id, kek, wrapped FROM factor WHERE account=? AND kind=?", (str(account), TOTP)
        )
        found = []
        for factor, kek, wrapped in rows:
            try:
                secret = self._wrapping.unwrap(kek, wrapped, _bound(account, factor))
            except KeysUnusable:
                _log.error("the secret of a second factor cannot be opened with keys.kek")
                continue
            found.append((factor, pyotp.TOTP(secret.decode())))
        return found


def _step(clock: Clock) -> int:
    return int(clock.now().timestamp()) // STEP_S


def _steps(totp: pyotp.TOTP, code: str, clock: Clock) -> list[int]:
    """At which steps of the window this is the code; all of them are looked at."""
    now = _step(clock)
    window = range(now - WINDOW, now + WINDOW + 1)
    return [
        step for step in window if secrets.compare_digest(totp.generate_otp(step).encode(), code.encode())
    ]


def shows(secret: str, code: str, clock: Clock) -> bool:
    """Whether an app that was given this secret shows this code about now."""
    return bool(_steps(pyotp.TOTP(secret), code, clock))


def new_secret() -> str:
    """A new secret of 160 bits, as apps read it."""
    return pyotp.random_base32()


def otpauth(secret: str, login: str) -> str:
    """What a QR code tells an app."""
    return pyotp.TOTP(secret, name=login, issuer=ISSUER).provisioning_uri()


def _bound(account: UUID, factor: str) -> bytes:
    return b"|".join((_BOUND, account.bytes, factor.encode()))


WRAPPED: Final = Place(
    file="access.db",
    table="factor",
    key=("id", "account"),
    wrapped="wrapped",
    bound=lambda row: _bound(UUID(row[1]), row[0]),
)


def _factor(row: tuple[Any, ...]) -> Factor:
    name, kind, label, since, used, counter = row
    return Factor(
        id=name,
        kind=kind,
        name=label,
        since=datetime.fromisoformat(since),
        used=None if used is None else datetime.fromisoformat(used),
        counter=counter,
    )
