"""How many cases each account read within an hour: in memory, begun anew from the log of readings."""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from dispatch.reads_found import FoundReads

HOUR: Final = timedelta(hours=1)
MOST_CASES: Final = 10_000
"""Cases remembered of one account."""


class CardsRead:
    """Which cases each account read in the last hour. Safe from any thread.

    `shared`: other processes write this log of readings as well, so what they wrote is looked at before it is
    counted.
    """

    def __init__(self, found: FoundReads, doors: tuple[str, ...], *, shared: bool) -> None:
        self._found = found
        self._doors = doors
        self._shared = shared
        self._lock = Lock()
        self._seen = 0
        self._read: dict[str, OrderedDict[str, datetime]] = {}

    def load(self, now: datetime) -> None:
        """What was read in the hour before this process began."""
        with self._lock:
            self._take_in(now)

    def look(self, now: datetime) -> None:
        """Take in what other processes wrote since the last look. Asks the database, if there are others."""
        if self._shared:
            with self._lock:
                self._take_in(now)

    def _take_in(self, now: datetime) -> None:
        for position, account, case, at in self._found.cards_since(now - HOUR, self._doors, self._seen):
            self._note(account, case, at)
            self._seen = position

    def count(self, account: str, case: str, now: datetime) -> int:
        """Note one more; how many different cases it makes within the hour."""
        with self._lock:
            return len(self._note(account, case, now))

    def _note(self, account: str, case: str, now: datetime) -> OrderedDict[str, datetime]:
        read = self._read.setdefault(account, OrderedDict())
        read[case] = now
        read.move_to_end(case)
        while read and (next(iter(read.values())) <= now - HOUR or len(read) > MOST_CASES):
            read.popitem(last=False)
        return read
