"""The one clock of an installation, and the faster one of a demonstration."""

from datetime import datetime, timedelta

from dispatch.clock import Clock, FastClock, SystemClock
from domain.law.local_time import instant, local_date
from web.log_place import database_of
from web.settings import BadSettings, Settings

EVENING = 16 * 60
"""Minutes after local midnight at which a faster evening begins, yesterday."""


def clock_of(settings: Settings, demonstration: bool) -> Clock:
    """The one clock. Only a demonstration's may run at another rate: law's terms do not hurry.

    A demonstration that was run fast may have been left in the future; it goes on from there.
    """
    by_itself = settings.clock_rate == 1 and settings.clock_start is None
    if not demonstration:
        if not by_itself:
            raise BadSettings("real-clock")
        return SystemClock()
    now, last = SystemClock().now(), database_of(settings).last_recorded()
    if by_itself:
        return FastClock(last, 1.0) if last is not None and last > now else SystemClock()
    start = settings.clock_start or yesterday_evening(now)
    return FastClock(start if last is None else max(start, last), settings.clock_rate)


def yesterday_evening(now: datetime) -> datetime:
    """Yesterday at 16:00 local time."""
    return instant(local_date(now) - timedelta(days=1), EVENING)
