"""How much slower than at night a town drives, by the hour."""

from datetime import datetime
from typing import Final

from domain.law.local_time import local

_NIGHT: Final = 1.0
_DAY: Final = 1.3
_PEAK: Final = 1.7


def time_factor(at: datetime) -> float:
    """How much slower than at night the town drives at this hour, until our own drives tell [assumption]."""
    hour = local(at).hour
    if hour in (8, 9, 17, 18, 19):
        return _PEAK
    return _DAY if 7 <= hour < 22 else _NIGHT
