"""The one clock of an installation, and the faster one of a demonstration."""

from datetime import datetime, timedelta

from dispatch.clock import Clock, FastClock, SystemClock
from dispatch.schema import last_recorded
from domain.law.local_time import instant, local_date
from web.settings import BadSettings, Settings

EVENING = 16 * 60
"""Minutes after local midnight at which a faster evening begins, yesterday."""


def clock_of(settings: Settings, demonstration: bool) -> Clock:
    """The one clock. Only a demonstration's may run at another rate: law's terms do not hurry.

    A demonstration that was run fast may have been left in the future; it goes on from there.
    """
    now, last = SystemClock().now(), last_recorded(settings.data / "log.db")
    if settings.clock_rate == 1 and settings.clock_start is None:
        ahead = demonstration and last is not None and last > now
        return FastClock(last, 1.0) if ahead and last is not None else SystemClock()
    if not demonstration:
        raise BadSettings("real-clock")
    start = settings.clock_start or yesterday_evening(now)
    return FastClock(start if last is None else max(start, last), settings.clock_rate)


def yesterday_evening(now: datetime) -> datetime:
    """Yesterday at 16:00 local time."""
    return instant(local_date(now) - timedelta(days=1), EVENING)
