"""How many cases each account read within an hour: in memory, begun anew from the log of readings."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from dispatch.reads_found import FoundReads

HOUR: Final = timedelta(hours=1)
MOST_CASES: Final = 10_000
"""Cases remembered of one account."""


class CardsRead:
    """Which cases each account read in the last hour. Used by the event loop alone."""

    def __init__(self) -> None:
        self._read: dict[str, OrderedDict[str, datetime]] = {}

    def load(self, found: FoundReads, now: datetime, doors: tuple[str, ...]) -> None:
        """What was read in the hour before this process began."""
        for account, case, at in found.cards_since(now - HOUR, doors):
            self.count(account, case, at)

    def count(self, account: str, case: str, now: datetime) -> int:
        """Note one more; how many different cases it makes within the hour."""
        read = self._read.setdefault(account, OrderedDict())
        read[case] = now
        read.move_to_end(case)
        while read and (next(iter(read.values())) <= now - HOUR or len(read) > MOST_CASES):
            read.popitem(last=False)
        return len(read)
