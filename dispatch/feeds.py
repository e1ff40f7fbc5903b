"""Secret addresses of calendar feeds, at most one an account. Only a hash is kept, in `access`.

The token is 256 random bits and the only key to the feed, so it is shown once; a new one takes the place of
the one before.
"""

import hashlib
import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

from dispatch.clock import Clock
from dispatch.tables.port import Tables

TABLE: Final = "calendar_feed"
LENGTH: Final = 43
"""Letters of a token."""
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS calendar_feed (
    account TEXT PRIMARY KEY, token BLOB NOT NULL UNIQUE, since TEXT NOT NULL) WITHOUT ROWID;
"""
_MAKE: Final = (
    "INSERT INTO calendar_feed VALUES (?,?,?)"
    " ON CONFLICT (account) DO UPDATE SET token=excluded.token, since=excluded.since"
)


class Feeds:
    """Safe from any thread."""

    def __init__(self, tables: Tables, clock: Clock) -> None:
        self._tables = tables
        self._clock = clock
        tables.prepare(_SCHEMA)

    def make(self, account: UUID) -> str:
        """A new token of this account; the one before opens nothing any more."""
        token = secrets.token_urlsafe(32)
        self._tables.write(_MAKE, (str(account), _hash(token), self._clock.now().isoformat()))
        return token

    def since(self, account: UUID) -> datetime | None:
        """When this account's token was made, if it has one."""
        rows = self._tables.rows("SELECT since FROM calendar_feed WHERE account=?", (str(account),))
        return datetime.fromisoformat(rows[0][0]) if rows else None

    def revoke(self, account: UUID) -> bool:
        """The account's token opens nothing any more; false if there was none."""
        return self._tables.write("DELETE FROM calendar_feed WHERE account=?", (str(account),)) == 1

    def account_of(self, token: str) -> UUID | None:
        """Whose token this is."""
        if len(token) != LENGTH:
            return None
        rows = self._tables.rows("SELECT account FROM calendar_feed WHERE token=?", (_hash(token),))
        return UUID(rows[0][0]) if rows else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
