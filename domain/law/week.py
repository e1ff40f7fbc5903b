"""How a centre works: five- or six-day week, its hours, and which of two readings it counts by."""

import re
from dataclasses import dataclass
from enum import StrEnum

MINUTES_OF_A_DAY = 24 * 60


_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00", re.ASCII)


def minute_of(clock: str) -> int | None:
    """Minutes after midnight of a time written `HH:MM` (24:00 is the day's end); none if it is not one."""
    if not _CLOCK.fullmatch(clock):
        return None
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


class Week(StrEnum):
    """The centre's working week: Saturday and Sunday off, or Sunday alone."""

    FIVE = "5"
    SIX = "6"


class Reading(StrEnum):
    """From which day a term counts when a request comes after hours or on a day off (both readings exist).

    ARRIVAL is strict and the default: the day the request came. OPENING is the day the centre next opens,
    when the request is registered.
    """

    ARRIVAL = "arrival"
    OPENING = "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The centre's hours in minutes after local midnight; both are settings of ours, no law names them.

    `closes` is the first minute at which the centre is shut, so 18:00 is 1080 and 17:59:59 is the last second
    in time. Without it a day ends at midnight.
    """

    opens: int = 9 * 60
    closes: int | None = None

    @classmethod
    def from_clock(cls, opens: str, closes: str | None) -> "Hours":
        """From `HH:MM` as people write it. Raises ValueError where that is no time of day."""
        first, last = minute_of(opens), None if closes is None else minute_of(closes)
        if first is None or (closes is not None and last is None):
            raise ValueError("a time of day reads HH:MM")
        return cls(opens=first, closes=last)

    @property
    def sensible(self) -> bool:
        """The centre opens before it closes, both on the same day."""
        end = MINUTES_OF_A_DAY if self.closes is None else self.closes
        return 0 <= self.opens < end <= MINUTES_OF_A_DAY


MIDNIGHT = Hours(opens=0, closes=None)
