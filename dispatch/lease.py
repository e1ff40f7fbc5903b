"""Which of several processes acts for the whole installation: a lease by the database's clock, with a token.

Whoever holds it says so every second; who has said nothing for `HELD_FOR` seconds has lost it. Each taking
raises the token, and every transaction of whoever acts looks first whether its token is still the newest
(`Held.fence`): a process that stood still and wakes up writes nothing. The lease's row is held until that
transaction ends, so that nobody takes over between the look and the COMMIT.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread
from typing import Any, Final

from dispatch.ports import StoreUnavailable
from dispatch.tables.port import Tables

WORK: Final = "work"
"""The schema, in the log's own database."""
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS lease (
    name TEXT PRIMARY KEY, holder TEXT NOT NULL, token INTEGER NOT NULL, until INTEGER NOT NULL,
    told TEXT NOT NULL);
"""
HELD_FOR: Final = 4.0
RENEW_EVERY: Final = 1.0
TRY_EVERY: Final = 0.25
_NOW: Final = "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)"
_TAKE: Final = (
    "INSERT INTO lease VALUES (?, ?, 1, NOW + ?, '') ON CONFLICT (name) DO UPDATE SET"
    " holder=excluded.holder, token=lease.token + 1, until=excluded.until, told=''"
    " WHERE lease.until < NOW RETURNING token"
).replace("NOW", _NOW)
_RENEW: Final = "UPDATE lease SET until=NOW + ?, told=? WHERE name=? AND token=?".replace("NOW", _NOW)
_GIVE_BACK: Final = "UPDATE lease SET until=0, told='' WHERE name=? AND token=?"
_STANDING: Final = "SELECT holder, NOW - until, told FROM lease WHERE name=?".replace("NOW", _NOW)
_MINE: Final = "SELECT 1 FROM work.lease WHERE name=? AND token=? FOR SHARE"
_log = logging.getLogger(__name__)


class Superseded(StoreUnavailable):
    """Another process has taken over: nothing was saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One taking of a lease."""

    name: str
    token: int

    def fence(self, connection: Any) -> Exception | None:
        """Within a transaction of the log's database: why nothing of ours may be written any more."""
        if connection.execute(_MINE, (self.name, self.token)).fetchone() is not None:
            return None
        return Superseded("another process has taken over: nothing was saved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who acts, for how many seconds nobody has (0 while somebody does), what the holder told of itself."""

    holder: str
    idle: float
    told: str


@dataclass(frozen=True, slots=True)
class Acting:
    """What a process knows of who acts: since when nobody does, and what whoever does told of itself.

    `unsaved`: since when nothing can be saved, and so nobody can be asked about.
    """

    since: datetime | None = None
    unsaved: datetime | None = None
    told: Mapping[str, Any] = field(default_factory=dict)


class Lease:
    """One name, held by one process at a time. Safe from any thread; raises StoreUnavailable."""

    def __init__(self, tables: Tables, name: str, holder: str) -> None:
        self._tables = tables
        self._name = name
        self._holder = holder

    def take(self) -> Held | None:
        """Ours from now on, if nobody holds it."""
        found = self._tables.rows(_TAKE, (self._name, self._holder, round(HELD_FOR * 1e6)))
        return Held(name=self._name, token=int(found[0][0])) if found else None

    def renew(self, held: Held, told: str = "") -> bool:
        """Whether it is still ours; then for another while. `told` is for whoever asks how things are."""
        return self._tables.write(_RENEW, (round(HELD_FOR * 1e6), told, self._name, held.token)) == 1

    def give_back(self, held: Held) -> None:
        """Another may take it at once."""
        self._tables.write(_GIVE_BACK, (self._name, held.token))

    def standing(self) -> Standing | None:
        """How it is now; nothing where nobody ever took it."""
        found = self._tables.rows(_STANDING, (self._name,))
        if not found:
            return None
        holder, over, told = found[0]
        return Standing(holder=holder, idle=max(0.0, over / 1e6), told=told)


class Candidate:
    """Takes a lease whenever it is free and keeps it, on a thread of its own.

    `taken` and `lost` are called there, in turn; a lease that could not be renewed for as long as it is held
    counts as lost. `told` is what others read of us; it must not raise.
    """

    def __init__(
        self,
        lease: Lease,
        monotonic: Callable[[], float],
        taken: Callable[[Held], None],
        lost: Callable[[], None],
        told: Callable[[], str] = lambda: "",
    ) -> None:
        self._lease = lease
        self._monotonic = monotonic
        self._taken = taken
        self._lost = lost
        self._told = told
        self._held: Held | None = None
        self._sure_until = 0.0
        self._ended = Event()
        self._thread = Thread(target=self._work, name="lease", daemon=True)

    @property
    def held(self) -> Held | None:
        """What we hold, as far as we know."""
        return self._held

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop renewing. Give the lease back (`give_back`) once nothing is done under it any more."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def give_back(self) -> None:
        """Let another take it at once."""
        held, self._held = self._held, None
        if held is not None:
            try:
                self._lease.give_back(held)
            except StoreUnavailable:
                _log.warning("the lease could not be given back; it ends by itself")

    def _work(self) -> None:
        while not self._ended.is_set():
            try:
                self._step()
            except StoreUnavailable as error:
                _log.warning("the lease could not be asked about: %s", error)
                self._lose_if_late()
            except Exception:  # noqa: BLE001 - it must go on; the next look tries again
                _log.exception("the lease could not be looked at")
                self._lose_if_late()
            self._ended.wait(TRY_EVERY if self._held is None else RENEW_EVERY)

    def _step(self) -> None:
        asked = self._monotonic()
        if self._held is None:
            self._held = self._lease.take()
            if self._held is not None:
                self._sure_until = asked + HELD_FOR
                self._taken(self._held)
        elif self._lease.renew(self._held, self._told()):
            self._sure_until = asked + HELD_FOR
        else:
            self._let_go()

    def _lose_if_late(self) -> None:
        if self._held is not None and self._monotonic() > self._sure_until:
            self._let_go()

    def _let_go(self) -> None:
        self._held = None
        self._lost()
