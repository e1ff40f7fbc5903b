"""Who is in. A session is a random token of 256 bits in a cookie; only its SHA-256 is kept, in `access`,
so that a stolen file opens nothing. Sessions are also held in memory, where every request looks.

The token changes at login and whenever a second factor is shown, so that nobody can plant one beforehand;
for a few seconds the one before still counts for what the session was before, because other tabs of the
same browser are in the middle of sending it. Times are the machine's own, whatever the product's clock does.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from dispatch.clock import Clock
from dispatch.tables.port import Tables

OVERLAP: Final = timedelta(seconds=10)
"""So long the token before a step-up goes on counting for what it was."""

# Older files have a table `session`, whose sessions do not say how somebody came in: they are over.
_SCHEMA = """
DROP TABLE IF EXISTS session;
CREATE TABLE IF NOT EXISTS entry (
    token BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, device TEXT NOT NULL,
    since TEXT NOT NULL, until TEXT NOT NULL, way TEXT NOT NULL, second TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS locked_entry (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody is in. `id` names the session to its owner; the token is known to the browser alone.

    `way` is what they came in with, `second` when a second factor was last shown.
    """

    id: str
    account: UUID
    device: str
    since: datetime
    until: datetime
    way: str
    second: datetime | None


class Sessions:
    """Safe from any thread."""

    def __init__(self, tables: Tables, clock: Clock, *, per_account: int) -> None:
        self._tables = tables
        self._clock = clock
        self._per_account = per_account
        tables.prepare(_SCHEMA)
        tables.write("DELETE FROM entry WHERE until<=?", (clock.now().isoformat(),))
        self._held = self._load()
        self._before: dict[bytes, tuple[Session, datetime]] = {}
        tables.write("DELETE FROM locked_entry WHERE id NOT IN (SELECT id FROM entry)")
        self._locked = {str(row[0]) for row in tables.rows("SELECT id FROM locked_entry")}
        self._touched: dict[str, datetime] = {}

    def _load(self) -> dict[bytes, Session]:
        rows = self._tables.rows("SELECT token, id, account, device, since, until, way, second FROM entry")
        return {row[0]: _session(row[1:]) for row in rows}

    def begin(
        self, account: UUID, device: str, length: timedelta, way: str = "password", *, second: bool = False
    ) -> tuple[str, Session]:
        """A new session and its token; the oldest ends where one account has too many."""
        self.forget_old()
        theirs = sorted(self.of(account), key=lambda session: session.since)
        for old in theirs[: max(0, len(theirs) - self._per_account + 1)]:
            self.end(account, old.id)
        now = self._clock.now()
        session = Session(
            id=secrets.token_hex(8),
            account=account,
            device=device,
            since=now,
            until=now + length,
            way=way,
            second=now if second else None,
        )
        token = secrets.token_urlsafe(32)
        self._keep(token, session)
        return token, session

    def _keep(self, token: str, session: Session) -> None:
        self._tables.write(
            "INSERT INTO entry VALUES (?,?,?,?,?,?,?,?)",
            (
                _digest(token),
                session.id,
                str(session.account),
                session.device,
                session.since.isoformat(),
                session.until.isoformat(),
                session.way,
                None if session.second is None else session.second.isoformat(),
            ),
        )
        self._held[_digest(token)] = session

    def raise_to(self, token: str) -> str | None:
        """A second factor was shown in this session: it says so from now on, under a new token.

        None if the session is over.
        """
        session = self.find(token)
        if session is None:
            return None
        now, fresh = self._clock.now(), secrets.token_urlsafe(32)
        with self._tables.together():
            self._tables.write("DELETE FROM entry WHERE id=?", (session.id,))
            self._keep(fresh, replace(session, second=now))
        self._held.pop(_digest(token), None)
        self._before = {key: one for key, one in self._before.items() if now < one[1]}
        self._before[_digest(token)] = (session, now + OVERLAP)
        return fresh

    def forget_old(self) -> list[UUID]:
        """Sessions that are over by time leave no trace; whose they were."""
        now, over = self._clock.now(), []
        for token, session in list(self._held.items()):
            if session.until <= now:
                self._tables.write("DELETE FROM entry WHERE token=?", (token,))
                self._held.pop(token, None)
                self._touched.pop(session.id, None)
                over.append(session.account)
        return over

    def touch(self, name: str) -> None:
        """Somebody is at the page of this session."""
        self._touched[name] = self._clock.now()

    def lock(self, name: str) -> None:
        """Until it is unlocked, also over a restart."""
        self._tables.write("INSERT INTO locked_entry VALUES (?) ON CONFLICT (id) DO NOTHING", (name,))
        self._locked.add(name)

    def unlock(self, name: str) -> None:
        self.touch(name)
        self._tables.write("DELETE FROM locked_entry WHERE id=?", (name,))
        self._locked.discard(name)

    def is_locked(self, name: str, idle: timedelta) -> bool:
        """Whether it was locked, or nobody has touched it for so long."""
        if name in self._locked:
            return True
        if self._clock.now() - self._touched.setdefault(name, self._clock.now()) <= idle:
            return False
        self.lock(name)
        return True

    def find(self, token: str) -> Session | None:
        """The session of a cookie; none if it is unknown, ended or too old."""
        now, digest = self._clock.now(), _digest(token)
        session = self._held.get(digest)
        if session is None and digest in self._before:
            earlier, until = self._before[digest]
            session = earlier if now < until and self.named(earlier.id) is not None else None
        return session if session is not None and now < session.until else None

    def named(self, name: str) -> Session | None:
        """The session with this id, if it is not over."""
        now = self._clock.now()
        return next((one for one in list(self._held.values()) if one.id == name and now < one.until), None)

    def of(self, account: UUID) -> list[Session]:
        """Everywhere this account is in."""
        now = self._clock.now()
        return [one for one in list(self._held.values()) if one.account == account and now < one.until]

    def end(self, account: UUID, session: str) -> bool:
        """End one session of an account by its id; false if it has none of that name."""
        tokens = [
            token for token, one in list(self._held.items()) if one.id == session and one.account == account
        ]
        for token in tokens:
            self._tables.write("DELETE FROM entry WHERE token=?", (token,))
            self._held.pop(token, None)
            self.unlock(session)
            self._touched.pop(session, None)
        return bool(tokens)

    def end_all(self, account: UUID, but: str | None = None) -> int:
        """End every session of an account, except the one with the id `but`; how many that were."""
        return sum(self.end(account, one.id) for one in self.of(account) if one.id != but)


def _session(row: tuple[Any, ...]) -> Session:
    name, account, device, since, until, way, second = row
    return Session(
        id=name,
        account=UUID(account),
        device=device,
        since=datetime.fromisoformat(since),
        until=datetime.fromisoformat(until),
        way=way,
        second=None if second is None else datetime.fromisoformat(second),
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
