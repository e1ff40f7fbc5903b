"""One-time codes that are handed over in person: with the first login, and after a second factor was lost.

80 bits in letters and digits that are not mistaken for one another. Only a hash as slow as a password's
is kept; a code counts for some days and until a second factor is there.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dispatch.clock import Clock
from dispatch.tables.port import Tables

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 16
GROUP: Final = 4

_ALIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SCHEMA = """
CREATE TABLE IF NOT EXISTS one_time (
    account TEXT PRIMARY KEY, hash TEXT NOT NULL, until TEXT NOT NULL) WITHOUT ROWID;
"""
_KEEP: Final = (
    "INSERT INTO one_time VALUES (?,?,?)"
    " ON CONFLICT (account) DO UPDATE SET hash=excluded.hash, until=excluded.until"
)


class OneTimeCodes:
    """At most one an account; a new one takes the place of the one before."""

    def __init__(self, tables: Tables, clock: Clock) -> None:
        self._tables = tables
        self._clock = clock
        tables.prepare(_SCHEMA)

    def keep(self, account: UUID, hashed: str, lasts: timedelta) -> datetime:
        """From now on the code with this hash leads the account in, until the moment that is returned.

        Codes that are over, anybody's, go on this occasion.
        """
        now = self._clock.now()
        until = now + lasts
        self._tables.write("DELETE FROM one_time WHERE until<?", (now.isoformat(),))
        self._tables.write(_KEEP, (str(account), hashed, until.isoformat()))
        return until

    def hash_of(self, account: UUID) -> str | None:
        """What a code of this account is held against; none if there is none or it is too old."""
        rows = self._tables.rows("SELECT hash, until FROM one_time WHERE account=?", (str(account),))
        return rows[0][0] if rows and self._clock.now() < datetime.fromisoformat(rows[0][1]) else None

    def void(self, account: UUID) -> bool:
        """The code has done its work; false if there was none any more."""
        return self._tables.write("DELETE FROM one_time WHERE account=?", (str(account),)) == 1


def new_code() -> str:
    """A new code, in groups as people read it out: 7K2M-9QXC-..."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def as_typed(code: str) -> str:
    """A code as somebody typed it, brought into the form that was hashed."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())[:64].translate(_ALIKE)
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))
