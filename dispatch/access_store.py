"""Who can enter and who is in: password hashes and sessions, in `access.db`, beside the log and never in it.

A session is a random token of 256 bits in a cookie; here only its SHA-256 is kept, so that a stolen file
opens nothing. Sessions are also held in memory, where every request looks. Times are the machine's own,
whatever the product's clock does.
"""

import hashlib
import secrets
import sqlite3
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from dispatch.clock import Clock
from dispatch.ports import StoreUnavailable

_SCHEMA = """
CREATE TABLE IF NOT EXISTS credential (account TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS session (
    token BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, device TEXT NOT NULL,
    since TEXT NOT NULL, until TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS demo_login (
    login TEXT PRIMARY KEY, password TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL,
    rank INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody is in. `id` names the session to its owner; the token is known to the browser alone."""

    id: str
    account: UUID
    device: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLogin:
    """A login that everybody may see; exists in a demonstration database only."""

    login: str
    password: str
    role: str
    name: str


class AccessStore:
    """Safe from any thread. Writes are rare and small."""

    def __init__(self, path: Path, clock: Clock, *, length: timedelta, per_account: int) -> None:
        self._clock = clock
        self._length = length
        self._per_account = per_account
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        path.chmod(0o600)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.executescript(_SCHEMA)
        self._write("DELETE FROM session WHERE until<=?", (clock.now().isoformat(),))
        self._sessions = self._load()

    def _load(self) -> dict[bytes, Session]:
        rows = self._connection.execute("SELECT token, id, account, device, since, until FROM session")
        return {
            token: Session(
                id=name,
                account=UUID(account),
                device=device,
                since=datetime.fromisoformat(since),
                until=datetime.fromisoformat(until),
            )
            for token, name, account, device, since, until in rows
        }

    # ---- passwords

    def set_password(self, account: UUID, hashed: str) -> None:
        """From now on this hash counts; whoever was in with the old password is out."""
        self._write("INSERT OR REPLACE INTO credential VALUES (?,?)", (str(account), hashed))
        for session in self.sessions(account):
            self.end(account, session.id)

    def hash_of(self, account: UUID) -> str | None:
        with self._lock:
            row = self._connection.execute(
                "SELECT hash FROM credential WHERE account=?", (str(account),)
            ).fetchone()
        return None if row is None else str(row[0])

    # ---- sessions

    def begin(self, account: UUID, device: str) -> tuple[str, Session]:
        """A new session and its token; the oldest ends where one account has too many."""
        self._forget_old()
        theirs = sorted(self.sessions(account), key=lambda session: session.since)
        for old in theirs[: max(0, len(theirs) - self._per_account + 1)]:
            self.end(account, old.id)
        now = self._clock.now()
        token = secrets.token_urlsafe(32)
        session = Session(
            id=secrets.token_hex(8), account=account, device=device, since=now, until=now + self._length
        )
        self._write(
            "INSERT INTO session VALUES (?,?,?,?,?,?)",
            (_digest(token), session.id, str(account), device, now.isoformat(), session.until.isoformat()),
        )
        self._sessions[_digest(token)] = session
        return token, session

    def _forget_old(self) -> None:
        """Sessions that are over by time leave no trace."""
        now = self._clock.now()
        for token, session in list(self._sessions.items()):
            if session.until <= now:
                self._write("DELETE FROM session WHERE token=?", (token,))
                self._sessions.pop(token, None)

    def find(self, token: str) -> Session | None:
        """The session of a cookie; none if it is unknown, ended or too old."""
        session = self._sessions.get(_digest(token))
        return session if session is not None and self._clock.now() < session.until else None

    def sessions(self, account: UUID) -> list[Session]:
        """Everywhere this account is in."""
        now = self._clock.now()
        return [one for one in list(self._sessions.values()) if one.account == account and now < one.until]

    def end(self, account: UUID, session: str) -> bool:
        """End one session of an account by its id; false if it has none of that name."""
        tokens = [
            token
            for token, one in list(self._sessions.items())
            if one.id == session and one.account == account
        ]
        for token in tokens:
            self._write("DELETE FROM session WHERE token=?", (token,))
            self._sessions.pop(token, None)
        return bool(tokens)

    # ---- demonstration

    def show_logins(self, logins: list[DemoLogin]) -> None:
        """Keep the logins that a demonstration offers to everybody."""
        for rank, one in enumerate(logins):
            self._write(
                "INSERT OR REPLACE INTO demo_login VALUES (?,?,?,?,?)",
                (one.login, one.password, one.role, one.name, rank),
            )

    def shown_logins(self) -> list[DemoLogin]:
        with self._lock:
            rows = self._connection.execute(
                "SELECT login, password, role, name FROM demo_login ORDER BY rank"
            ).fetchall()
        return [DemoLogin(login=row[0], password=row[1], role=row[2], name=row[3]) for row in rows]

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        try:
            with self._lock:
                self._connection.execute(statement, values)
        except sqlite3.OperationalError as error:
            raise StoreUnavailable("the store of logins cannot be written") from error


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
