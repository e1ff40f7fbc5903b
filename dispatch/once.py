"""What a browser or a phone is handed to bring back, once, to whichever process: half-finished logins,
challenges to sign.

Everything about it is in the text itself, sealed with the key file so that it tells its holder nothing and
cannot be made up; handing it out leaves nothing here. Only what was brought back leaves a row in `access`, by
a hash, until the text is too old anyhow.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from dispatch.clock import Clock
from dispatch.schema import microseconds
from dispatch.tables.port import Tables
from dispatch.wrapping import KeysUnusable, Wrapping

LONGEST: Final = 3_000
"""Letters of a text that is looked at; browsers keep cookies of 4,096."""
_BOUND: Final = b"jedel-once-1|"
_TAKEN: Final = 1_000_000
"""As tries: more than anybody has."""
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS brought_back (
    mark BLOB PRIMARY KEY, until INTEGER NOT NULL, tries INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS brought_back_until ON brought_back (until);
"""
_TAKE: Final = (
    "INSERT INTO brought_back VALUES (?,?,?) ON CONFLICT (mark) DO UPDATE SET tries=excluded.tries"
    " WHERE brought_back.tries<?"
)
_COUNT: Final = (
    "INSERT INTO brought_back VALUES (?,?,1) ON CONFLICT (mark) DO UPDATE SET tries=brought_back.tries+1"
)


class Once:
    """Safe from any thread. `tries`: so often it may be brought back in vain."""

    def __init__(self, tables: Tables, wrapping: Wrapping, clock: Clock, tries: int = 1) -> None:
        self._tables = tables
        self._wrapping = wrapping
        self._clock = clock
        self._tries = tries
        tables.prepare(_SCHEMA)

    def hand_out(self, kind: str, body: Mapping[str, Any], lasts: timedelta) -> str:
        """The text; `body` is JSON. It counts so long, for this kind alone."""
        until = microseconds(self._clock.now() + lasts)
        secret = json.dumps([until, body], separators=(",", ":"), ensure_ascii=False).encode()
        kek, wrapped = self._wrapping.wrap(secret, _BOUND + kind.encode())
        return f"{kek}.{urlsafe_b64encode(wrapped).rstrip(b'=').decode()}"

    def look(self, kind: str, text: str) -> dict[str, Any] | None:
        """What was handed out, which stays good; none if it is of another kind, over or taken."""
        found = self._opened(kind, text)
        if found is None:
            return None
        mark, _, body = found
        rows = self._tables.rows("SELECT tries FROM brought_back WHERE mark=?", (mark,))
        return None if rows and rows[0][0] >= self._tries else body

    def take(self, kind: str, text: str) -> dict[str, Any] | None:
        """The same, and nobody gets it again."""
        found = self._opened(kind, text)
        if found is None:
            return None
        mark, until, body = found
        self._tables.write("DELETE FROM brought_back WHERE until<?", (microseconds(self._clock.now()),))
        taken = self._tables.write(_TAKE, (mark, until, _TAKEN, self._tries))
        return body if taken == 1 else None

    def failed(self, kind: str, text: str) -> None:
        """It was brought back in vain."""
        found = self._opened(kind, text)
        if found is not None:
            self._tables.write(_COUNT, found[:2])

    def _opened(self, kind: str, text: str) -> tuple[bytes, int, dict[str, Any]] | None:
        """Its mark (of the bytes, which several texts may stand for), its end and its body; none if over."""
        kek, _, rest = text[:LONGEST].partition(".")
        try:
            wrapped = urlsafe_b64decode(rest.encode("ascii") + b"=" * (-len(rest) % 4))
            secret = self._wrapping.unwrap(kek, wrapped, _BOUND + kind.encode())
        except (ValueError, KeysUnusable):
            return None
        until, body = json.loads(secret)
        over = until <= microseconds(self._clock.now())
        return None if over else (hashlib.sha256(wrapped).digest(), until, body)
