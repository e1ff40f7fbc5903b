"""Kazakhstan's civil time: which local day an instant belongs to, and the last second of a local day.

One zone for the country, `Asia/Almaty`: UTC+6 until 2024-02-29T17:59:59Z, UTC+5 after. The zone is read from
the tzdata package and not from the machine, whose own copy may be older than the change of 2024.
"""

from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

ZONE_NAME: Final = "Asia/Almaty"
SECOND: Final = timedelta(seconds=1)
DAY: Final = timedelta(days=1)


def _zone() -> ZoneInfo:
    with resources.files("tzdata").joinpath("zoneinfo", *ZONE_NAME.split("/")).open("rb") as stored:
        return ZoneInfo.from_file(stored, key=ZONE_NAME)


ALMATY: Final = _zone()


def local(at: datetime) -> datetime:
    """The same instant on a clock in Kazakhstan. `at` is aware."""
    return at.astimezone(ALMATY)


def local_date(at: datetime) -> date:
    """The local calendar day that an aware instant falls on."""
    return local(at).date()


def instant(on: date, minute: int = 0) -> datetime:
    """The UTC instant at which the local day `on` has reached `minute` minutes after midnight.

    The evening of 29 February 2024 has its last hour twice; the second one is meant, so that nothing that
    came on a day is later than the day's end.
    """
    wall = datetime.combine(on, time(), tzinfo=ALMATY) + timedelta(minutes=minute)
    return wall.replace(fold=1).astimezone(UTC)


def last_second(on: date, closes: int | None = None) -> datetime:
    """The last second of a local day that still counts as in time, in UTC.

    23:59:59, or the second before the closing hour (minutes after midnight) where the centre has set one.
    """
    end = instant(on + DAY) if closes is None else instant(on, closes)
    return end - SECOND
