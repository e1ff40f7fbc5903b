"""When somebody was last at the page or the phone of a session, in whichever process.

Held in memory. Where several processes share the tables it is written down as well, once a second at most,
and asked for before anybody is called idle.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from dispatch.clock import Clock
from dispatch.ports import StoreUnavailable
from dispatch.schema import microseconds, moment_from
from dispatch.tables.port import Tables

APART: Final = timedelta(seconds=1)
"""Touches of one session are written down so far apart at least."""
KEPT: Final = timedelta(days=8)
"""Longer than any session lasts."""
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS touched (session TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
"""
_WRITE: Final = (
    "INSERT INTO touched VALUES (?,?) ON CONFLICT (session) DO UPDATE SET at=excluded.at"
    " WHERE touched.at<excluded.at"
)


class Touches:
    """Safe from any thread. Times are the machine's own."""

    def __init__(self, tables: Tables, clock: Clock) -> None:
        self._tables = tables
        self._clock = clock
        self._at: dict[str, datetime] = {}
        self._written: dict[str, datetime] = {}
        tables.prepare(SCHEMA)
        tables.write("DELETE FROM touched WHERE at<?", (microseconds(clock.now() - KEPT),))

    def note(self, session: str) -> bool:
        """Somebody is there now; whether others should be told, by `touch`. Never waits."""
        now = self._at[session] = self._clock.now()
        written = self._written.get(session)
        return self._tables.shared and (written is None or now - written >= APART)

    def fresh(self, session: str, allowed: timedelta) -> bool:
        """Whether this process knows that somebody was there within so long. Never waits."""
        at = self._at.get(session)
        return at is not None and self._clock.now() - at <= allowed

    def touch(self, session: str) -> None:
        """Somebody is there now. Raises StoreUnavailable for a silent database alone: whatever else is asked
        of it would be waited for as long again. This process knows it all the same.
        """
        if not self.note(session):
            return
        now = self._at[session]
        try:
            self._tables.write(_WRITE, (session, microseconds(now)))
        except StoreUnavailable as fault:
            if fault.silent:
                raise
        else:
            self._written[session] = now

    def idle(self, session: str, allowed: timedelta) -> bool | None:
        """Whether nobody has touched it for so long; nothing if nobody ever did, as far as is known."""
        if self.fresh(session, allowed):
            return False
        now, at = self._clock.now(), self._at.get(session)
        if self._tables.shared:
            for (elsewhere,) in self._tables.rows("SELECT at FROM touched WHERE session=?", (session,)):
                at = self._at[session] = max(moment_from(elsewhere), at or moment_from(elsewhere))
        return None if at is None else now - at > allowed

    def forget(self, session: str) -> None:
        """The session is over."""
        self._at.pop(session, None)
        if self._written.pop(session, None) is None:
            return
        with suppress(StoreUnavailable):  # it goes at a later start
            self._tables.write("DELETE FROM touched WHERE session=?", (session,))

    def trim(self, most: int, older: timedelta) -> None:
        """Let go of what is older in memory, where there are too many."""
        if len(self._at) > most:
            now = self._clock.now()
            self._at = {name: at for name, at in self._at.items() if now - at < older}
            self._written = {name: at for name, at in self._written.items() if name in self._at}
