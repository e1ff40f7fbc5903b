"""What drives that were driven teach about those to come: how many times as long as was reckoned they take.

Kept by part of the day, as traffic is. Everything here is ours, not the law's [ours].
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from statistics import median
from typing import Final

from domain.law.local_time import local


class DayPart(StrEnum):
    """Hours that drive alike."""

    NIGHT = "night"
    DAY = "day"
    PEAK = "peak"


_PEAK_HOURS: Final = frozenset({8, 9, 17, 18, 19})

ENOUGH: Final = 30
"""With fewer drives nothing is learnt: a handful of jams would move every time on the board."""

CAUTION: Final = 10
"""The median counts as if so many drives more had taken exactly as long as was reckoned."""

LEAST: Final = 0.5
MOST: Final = 2.0
"""No factor lies beyond these: what asks for more is no traffic but wrong data, and a person has to look."""

SHORTEST_S: Final = 60
"""Below a minute nobody drove: two buttons were pressed one after the other."""

WILDEST: Final = 5.0
"""A drive so many times as long or short as reckoned was another: somebody stopped, or pressed late."""


def day_part(at: datetime) -> DayPart:
    """The part of the day that `at` (aware) lies in, by local time."""
    hour = local(at).hour
    if hour in _PEAK_HOURS:
        return DayPart.PEAK
    return DayPart.DAY if 7 <= hour < 22 else DayPart.NIGHT


def tells(reckoned: float, driven: float) -> bool:
    """Whether a drive of `driven` seconds says anything about having been reckoned at `reckoned` seconds."""
    if reckoned < SHORTEST_S or driven < SHORTEST_S:
        return False
    return 1 / WILDEST <= driven / reckoned <= WILDEST


def factor_of(ratios: Sequence[float]) -> float:
    """By how much to multiply a reckoned time, from driven / reckoned of earlier drives (each above 0).

    Their median drawn towards 1, which weighs less the more drives there are; 1 until there are `ENOUGH`.
    """
    if len(ratios) < ENOUGH:
        return 1.0
    weight = len(ratios) / (len(ratios) + CAUTION)
    drawn: float = median(ratios) ** weight
    return min(MOST, max(LEAST, drawn))
