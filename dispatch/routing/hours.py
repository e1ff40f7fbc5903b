"""How much slower than at night a town drives, by the hour."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from domain.driving import DayPart, day_part

_FACTORS: Final[Mapping[DayPart, float]] = {DayPart.NIGHT: 1.0, DayPart.DAY: 1.3, DayPart.PEAK: 1.7}


def time_factor(at: datetime) -> float:
    """How much slower than at night the town drives at this hour, until our own drives tell [assumption]."""
    return _FACTORS[day_part(at)]
