"""Who is in. A session is a random token of 256 bits in a cookie; only its SHA-256 is kept, in `access`,
so that a stolen table opens nothing. Sessions are also held in memory, where every request looks.

The token changes at login and whenever a second factor is shown, so that nobody can plant one beforehand;
for a few seconds the one before still counts for what the session was before, because other tabs of the
same browser are in the middle of sending it. Times are the machine's own, whatever the product's clock does.

Between processes: a token that is not in memory is asked for in the table, and what was ended, locked or
raised elsewhere is so here from the next `look` on.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from threading import RLock
from typing import Final
from uuid import UUID

from dispatch.clock import Clock
from dispatch.schema import microseconds
from dispatch.session_rows import Earlier, Session, SessionRows
from dispatch.tables.port import Tables
from dispatch.touches import Touches

__all__ = ["OVERLAP", "Session", "Sessions"]

OVERLAP: Final = timedelta(seconds=10)
"""So long the token before a step-up goes on counting for what it was."""


class Sessions:
    """Safe from any thread. `watch` hears, after it is durable, that who is in was changed here."""

    def __init__(
        self, tables: Tables, clock: Clock, *, per_account: int, watch: Callable[[], None] = lambda: None
    ) -> None:
        self.watch = watch
        self._shared = tables.shared
        self._clock = clock
        self._per_account = per_account
        self._touches = Touches(tables, clock)
        self._rows = SessionRows(tables, clock.now())
        self._changing = RLock()
        self._seen = self._rows.moved()
        self._held = self._rows.all()
        self._named = {session.id: token for token, session in self._held.items()}
        self._before: Earlier = self._rows.earlier(clock.now())
        self._locked = self._rows.locked()

    def begin(
        self, account: UUID, device: str, length: timedelta, way: str = "password", *, second: bool = False
    ) -> tuple[str, Session]:
        """A new session and its token; the oldest ends where one account has too many."""
        self.forget_old()
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
        with self._changing:
            for old in self._rows.add(_digest(token), session, self._per_account):
                self._drop(old)
            self._hold(_digest(token), session)
        self.watch()
        return token, session

    def raise_to(self, token: str) -> str | None:
        """A second factor was shown in this session: it says so from now on, under a new token.

        None if the session is over.
        """
        session = self.find(token)
        if session is None:
            return None
        now, fresh = self._clock.now(), secrets.token_urlsafe(32)
        with self._changing:
            raised = self._rows.raise_to(session.id, _digest(fresh), now, now + OVERLAP)
            if raised is None:
                return None
            before = self._named.get(session.id)
            if before is not None:
                self._before[before] = (self._held.pop(before), now + OVERLAP)
            self._hold(_digest(fresh), raised)
            self._before = {key: one for key, one in self._before.items() if now < one[1]}
        self.watch()
        return fresh

    def look(self) -> frozenset[UUID]:
        """Take in what other processes changed; whose sessions that concerns. Raises StoreUnavailable."""
        moved = self._rows.moved() if self._shared else self._seen
        if moved == self._seen:
            return frozenset()
        with self._changing:
            standing, locked = self._rows.tokens(), self._rows.locked()
            fresh = self._rows.of_tokens(standing - self._held.keys())
            gone = {token: one for token, one in self._held.items() if token not in standing}
            self._before = self._rows.earlier(self._clock.now())
            for token, session in fresh.items():
                self._hold(token, session)
            for token in gone:
                self._drop(token)
            differing = self._locked ^ locked
            self._locked, self._seen = locked, moved
            concerned = [*gone.values(), *fresh.values()]
            concerned += [self._held[self._named[name]] for name in differing if name in self._named]
        return frozenset(session.account for session in concerned)

    def forget_old(self) -> list[UUID]:
        """Sessions that are over by time leave no trace; whose they were."""
        now = self._clock.now()
        over = [one for one in list(self._held.values()) if one.until <= now]
        for session in over:
            self._end(session.account, session.id)
        return [session.account for session in over]

    def touch(self, name: str) -> None:
        """Somebody is at the page of this session."""
        self._touches.touch(name)

    def note(self, name: str) -> bool:
        """The same in this process alone; whether `touch` should tell the others. Never waits."""
        return self._touches.note(name)

    def awake(self, name: str, idle: timedelta) -> bool:
        """Whether it is certain without asking that it is not locked. Never waits."""
        return name not in self._locked and self._touches.fresh(name, idle)

    def lock(self, name: str) -> None:
        """Until it is unlocked, also over a restart."""
        with self._changing:
            self._rows.lock(name)
            self._locked.add(name)
        self.watch()

    def unlock(self, name: str) -> None:
        self.touch(name)
        with self._changing:
            self._rows.unlock(name)
            self._locked.discard(name)
        self.watch()

    def is_locked(self, name: str, idle: timedelta) -> bool:
        """Whether it was locked, or nobody has touched it for so long."""
        if name in self._locked and (not self._shared or self._rows.is_locked(name)):
            return True
        match self._touches.idle(name, idle):
            case None:
                self._touches.touch(name)
            case True:
                return self._lock_idle(name, idle)
        self._locked.discard(name)
        return False

    def _lock_idle(self, name: str, idle: timedelta) -> bool:
        with self._changing:
            self._rows.lock_idle(name, microseconds(self._clock.now() - idle))
            if not self._rows.is_locked(name):
                return False
            self._locked.add(name)
        self.watch()
        return True

    def held(self, token: str) -> Session | None:
        """The session of a cookie, if this process has it in memory. Never waits."""
        now, digest = self._clock.now(), _digest(token)
        earlier, until = self._before.get(digest, (None, now))
        before = earlier if earlier is not None and now < until and earlier.id in self._named else None
        session = self._held.get(digest) or before
        return session if session is not None and now < session.until else None

    def find(self, token: str) -> Session | None:
        """The session of a cookie; none if it is unknown, ended or too old."""
        session = self.held(token)
        if session is None and self._shared:
            self._ask(_digest(token))
            session = self.held(token)
        return session

    def _ask(self, digest: bytes) -> None:
        """Begun or raised in another process a moment ago."""
        with self._changing:
            found = self._rows.of_tokens([digest])
            for token, session in found.items():
                self._hold(token, session)
            if not found:
                self._before = self._rows.earlier(self._clock.now())
                if digest in self._before:
                    self.named(self._before[digest][0].id)

    def named(self, name: str) -> Session | None:
        """The session with this id, if it is not over."""
        if name not in self._named and self._shared:
            with self._changing:
                found = self._rows.named(name)
                if found is not None:
                    self._hold(*found)
        session = self._held.get(self._named.get(name, b""))
        return session if session is not None and self._clock.now() < session.until else None

    def of(self, account: UUID) -> list[Session]:
        """Everywhere this account is in."""
        now = self._clock.now()
        return [one for one in list(self._held.values()) if one.account == account and now < one.until]

    def end(self, account: UUID, session: str) -> bool:
        """End one session of an account by its id; false if it has none of that name."""
        ended = self._end(account, session)
        if ended:
            self.watch()
        return ended

    def _end(self, account: UUID, name: str) -> bool:
        with self._changing:
            token = self._rows.end(account, name)
            held = self._held.get(self._named.get(name, b""))
            if held is not None and held.account == account:
                self._drop(self._named[name])
        return token is not None

    def end_all(self, account: UUID, but: str | None = None) -> int:
        """End every session of an account, except the one with the id `but`; how many that were."""
        return sum(self.end(account, name) for name in self._rows.names_of(account) if name != but)

    def _hold(self, token: bytes, session: Session) -> None:
        """From now on the session goes by this token."""
        before = self._named.get(session.id)
        if before is not None and before != token:
            self._held.pop(before, None)
        self._held[token] = session
        self._named[session.id] = token

    def _drop(self, token: bytes) -> None:
        session = self._held.pop(token, None)
        if session is not None and self._named.get(session.id) == token:
            del self._named[session.id]
            self._locked.discard(session.id)
            self._touches.forget(session.id)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
