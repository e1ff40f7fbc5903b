"""Guessing gets slower: after a few wrong passwords a login waits, each time twice as long as before.

Counted by what was typed, known or not, so that it never tells which logins exist. Networks are counted by
another one, which allows more and forgets sooner: many people share an address.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from dispatch.clock import Clock
from dispatch.schema import microseconds
from dispatch.tables.port import Tables

KEPT: Final = 10_000
"""Logins whose failures are remembered; the one that failed longest ago is forgotten first."""

FORGOTTEN_AFTER: Final = 24 * 3_600.0
"""Seconds without a wrong try after which earlier ones count no more."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS guessed (
    kind TEXT NOT NULL, name TEXT NOT NULL, failed INTEGER NOT NULL, until REAL NOT NULL,
    last REAL NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS guessed_last ON guessed (kind, last);
"""
_SET: Final = (
    "INSERT INTO guessed VALUES (?,?,?,?,?) ON CONFLICT (kind, name) DO UPDATE SET"
    " failed=excluded.failed, until=excluded.until, last=excluded.last"
)
_TOO_MANY: Final = (
    "DELETE FROM guessed WHERE kind=? AND name IN (SELECT name FROM"
    " (SELECT name, row_number() OVER (ORDER BY last DESC) AS rank FROM guessed WHERE kind=?) AS ranked"
    " WHERE rank>?)"
)


class Guesses(Protocol):
    """Who has to wait after wrong tries, and how long."""

    def wait(self, name: str) -> float:
        """Seconds until the next try of this name will be looked at; 0 if it may come now."""
        ...

    def failed(self, name: str) -> None:
        """A try was wrong."""
        ...

    def succeeded(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong ones so far; when the next is looked at, and when the last one was, in seconds."""

    failed: int = 0
    until: float = 0.0
    last: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """`free` tries cost nothing; then the first wait (seconds) is doubled up to the longest."""

    free: int
    first_wait: float
    longest_wait: float
    kept: int = KEPT
    forgotten_after: float = FORGOTTEN_AFTER

    def after(self, tries: Tries, now: float) -> Tries:
        """One more that was wrong."""
        failed = 1 if now - tries.last > self.forgotten_after else tries.failed + 1
        if failed < self.free:
            return replace(tries, failed=failed, last=now)
        doubled = self.first_wait * 2 ** min(failed - self.free, 30)
        return Tries(failed, now + min(doubled, self.longest_wait), now)


class Guessing:
    """In the memory of the one process that serves."""

    def __init__(self, patience: Patience, monotonic: Callable[[], float]) -> None:
        self._patience = patience
        self._monotonic = monotonic
        self._tries: OrderedDict[str, Tries] = OrderedDict()

    def wait(self, name: str) -> float:
        tries = self._tries.get(name)
        return 0.0 if tries is None else max(0.0, tries.until - self._monotonic())

    def failed(self, name: str) -> None:
        before = self._tries.pop(name, Tries())
        self._tries[name] = self._patience.after(before, self._monotonic())
        while len(self._tries) > self._patience.kept:
            self._tries.popitem(last=False)

    def succeeded(self, name: str) -> None:
        self._tries.pop(name, None)


class SharedGuessing:
    """In tables that several processes share: tries at all of them count together.

    `blind` gives a keyed hash of a name for a purpose: what was typed, a password perhaps, is nowhere.
    """

    def __init__(
        self,
        tables: Tables,
        kind: str,
        patience: Patience,
        clock: Clock,
        blind: Callable[[str, str], str],
    ) -> None:
        self._tables = tables
        self._kind = kind
        self._patience = patience
        self._clock = clock
        self._blind = blind
        tables.prepare(_SCHEMA)

    def wait(self, name: str) -> float:
        return max(0.0, self._tries(self._key(name)).until - self._now())

    def failed(self, name: str) -> None:
        key, now = self._key(name), self._now()
        with self._tables.together():
            tries = self._patience.after(self._tries(key), now)
            self._tables.write(_SET, (self._kind, key, tries.failed, tries.until, tries.last))
            if tries.failed == 1:
                self._forget(now)

    def succeeded(self, name: str) -> None:
        key = self._key(name)
        if self._tries(key).failed:
            self._tables.write("DELETE FROM guessed WHERE kind=? AND name=?", (self._kind, key))

    def _tries(self, key: str) -> Tries:
        rows = self._tables.rows(
            "SELECT failed, until, last FROM guessed WHERE kind=? AND name=?", (self._kind, key)
        )
        return Tries(*rows[0]) if rows else Tries()

    def _forget(self, now: float) -> None:
        """What counts no more, and the oldest where there are too many."""
        before = now - self._patience.forgotten_after
        self._tables.write("DELETE FROM guessed WHERE kind=? AND last<?", (self._kind, before))
        ((kept,),) = self._tables.rows("SELECT count(*) FROM guessed WHERE kind=?", (self._kind,))
        if kept > self._patience.kept:
            self._tables.write(_TOO_MANY, (self._kind, self._kind, self._patience.kept))

    def _key(self, name: str) -> str:
        return self._blind(f"guessing-{self._kind}", name)

    def _now(self) -> float:
        return microseconds(self._clock.now()) / 1e6
