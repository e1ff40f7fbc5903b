"""Sessions as rows of `access`: tokens by their SHA-256, what was locked, and a count of changes.

Every change is one transaction that counts it, so that a process that holds sessions in memory sees by one
number that it has to look.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dispatch.tables.port import Tables

# Older files have a table `session`, whose sessions do not say how somebody came in: they are over.
_SCHEMA = """
DROP TABLE IF EXISTS session;
CREATE TABLE IF NOT EXISTS entry (
    token BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, device TEXT NOT NULL,
    since TEXT NOT NULL, until TEXT NOT NULL, way TEXT NOT NULL, second TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_of ON entry (account);
CREATE TABLE IF NOT EXISTS earlier_entry (
    token BLOB PRIMARY KEY, id TEXT NOT NULL, second TEXT, until TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS locked_entry (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry_moved (one INTEGER PRIMARY KEY, n INTEGER NOT NULL);
"""
_MOVE: Final = "INSERT INTO entry_moved VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET n=entry_moved.n+1"
_COLUMNS: Final = "token, id, account, device, since, until, way, second"
_SELECT: Final = f"SELECT {_COLUMNS} FROM entry"  # noqa: S608 - our own columns
_EARLIER: Final = (
    "SELECT earlier_entry.token, entry.id, account, device, since, entry.until, way, earlier_entry.second,"
    " earlier_entry.until FROM earlier_entry JOIN entry ON entry.id=earlier_entry.id"
)
_LOCK_IDLE: Final = (
    "INSERT INTO locked_entry SELECT id FROM entry WHERE id=? AND NOT EXISTS"
    " (SELECT 1 FROM touched WHERE session=? AND at>=?) ON CONFLICT (id) DO NOTHING"
)
ASKED: Final = 200
"""Tokens named in one statement."""


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


Earlier = dict[bytes, tuple[Session, datetime]]
"""Tokens from before a step-up: what the session was then, and until when they count."""


class SessionRows:
    """Raises StoreUnavailable. Tokens are digests here."""

    def __init__(self, tables: Tables, now: datetime) -> None:
        self._tables = tables
        tables.prepare(_SCHEMA)
        with tables.together():
            over = tables.write("DELETE FROM entry WHERE until<=?", (now.isoformat(),))
            over += tables.write("DELETE FROM locked_entry WHERE id NOT IN (SELECT id FROM entry)")
            if over:
                tables.write(_MOVE)

    def moved(self) -> int:
        """Another number than before says that something was changed."""
        return sum(n for (n,) in self._tables.rows("SELECT n FROM entry_moved"))

    def all(self) -> dict[bytes, Session]:
        return {row[0]: _session(row[1:]) for row in self._tables.rows(_SELECT)}

    def tokens(self) -> set[bytes]:
        return {row[0] for row in self._tables.rows("SELECT token FROM entry")}

    def of_tokens(self, tokens: Collection[bytes]) -> dict[bytes, Session]:
        found, asked = {}, list(tokens)
        for start in range(0, len(asked), ASKED):
            some = asked[start : start + ASKED]
            marks = ",".join("?" * len(some))
            rows = self._tables.rows(f"{_SELECT} WHERE token IN ({marks})", some)
            found.update({row[0]: _session(row[1:]) for row in rows})
        return found

    def named(self, name: str) -> tuple[bytes, Session] | None:
        rows = self._tables.rows(f"{_SELECT} WHERE id=?", (name,))
        return (rows[0][0], _session(rows[0][1:])) if rows else None

    def earlier(self, now: datetime) -> Earlier:
        rows = self._tables.rows(f"{_EARLIER} WHERE earlier_entry.until>?", (now.isoformat(),))
        return {row[0]: (_session(row[1:8]), datetime.fromisoformat(row[8])) for row in rows}

    def locked(self) -> set[str]:
        return {row[0] for row in self._tables.rows("SELECT id FROM locked_entry")}

    def add(self, token: bytes, session: Session, most: int) -> list[bytes]:
        """One more; the oldest of its account end where it would have more than `most`: their tokens."""
        with self._tables.together():
            theirs = self._tables.rows(
                "SELECT token, id FROM entry WHERE account=? AND until>? ORDER BY since, id",
                (str(session.account), session.since.isoformat()),
            )
            ended = theirs[: max(0, len(theirs) - most + 1)]
            for old, name in ended:
                self._delete(old, name)
            self._insert(token, session)
            self._tables.write(_MOVE)
        return [old for old, _ in ended]

    def raise_to(self, name: str, token: bytes, now: datetime, until: datetime) -> Session | None:
        """The session has shown a second factor, and goes by this token; none if it is over."""
        with self._tables.together():
            before = self.named(name)
            if before is None or before[1].until <= now:
                return None
            raised, second = replace(before[1], second=now), _text(before[1].second)
            self._tables.write("DELETE FROM earlier_entry WHERE until<=?", (now.isoformat(),))
            self._tables.write(
                "INSERT INTO earlier_entry VALUES (?,?,?,?)", (before[0], name, second, until.isoformat())
            )
            self._tables.write("DELETE FROM entry WHERE id=?", (name,))
            self._insert(token, raised)
            self._tables.write(_MOVE)
        return raised

    def end(self, account: UUID, name: str) -> bytes | None:
        """The token that opens nothing any more; none if the account has no such session."""
        with self._tables.together():
            found = self.named(name)
            if found is None or found[1].account != account:
                return None
            self._delete(found[0], name)
            self._tables.write(_MOVE)
        return found[0]

    def names_of(self, account: UUID) -> list[str]:
        return [row[0] for row in self._tables.rows("SELECT id FROM entry WHERE account=?", (str(account),))]

    def lock(self, name: str) -> None:
        with self._tables.together():
            self._tables.write("INSERT INTO locked_entry VALUES (?) ON CONFLICT (id) DO NOTHING", (name,))
            self._tables.write(_MOVE)

    def lock_idle(self, name: str, touched_since: int) -> None:
        """The same, unless somebody has touched it since (microseconds), in whichever process."""
        with self._tables.together():
            if self._tables.write(_LOCK_IDLE, (name, name, touched_since)):
                self._tables.write(_MOVE)

    def unlock(self, name: str) -> None:
        with self._tables.together():
            if self._tables.write("DELETE FROM locked_entry WHERE id=?", (name,)):
                self._tables.write(_MOVE)

    def is_locked(self, name: str) -> bool:
        return bool(self._tables.rows("SELECT 1 FROM locked_entry WHERE id=?", (name,)))

    def _delete(self, token: bytes, name: str) -> None:
        self._tables.write("DELETE FROM entry WHERE token=?", (token,))
        self._tables.write("DELETE FROM locked_entry WHERE id=?", (name,))

    def _insert(self, token: bytes, session: Session) -> None:
        times = (session.since.isoformat(), session.until.isoformat(), session.way, _text(session.second))
        self._tables.write(
            f"INSERT INTO entry ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?)",  # noqa: S608 - our own columns
            (token, session.id, str(session.account), session.device, *times),
        )


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


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
