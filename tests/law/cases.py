"""How the tables of the law are written: local times in, local dates and times out."""

from datetime import UTC, date, datetime

from domain.law.calendars import edition_called
from domain.law.calendars.edition import CalendarEdition
from domain.law.due import DueTime, Hours
from domain.law.local_time import ALMATY

MIDNIGHT_CLOSING = Hours()
UNTIL_18 = Hours.from_clock("09:00", "18:00")


def at(text: str) -> datetime:
    """A time in Kazakhstan (`2026-03-20T16:00`), or an instant in UTC where it ends in Z."""
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=ALMATY)).astimezone(UTC)


def day(iso: str) -> date:
    return date.fromisoformat(iso)


def until(due: DueTime) -> str:
    """The last second in time as a person in Kazakhstan reads it."""
    return due.at.astimezone(ALMATY).strftime("%Y-%m-%d %H:%M:%S")


def edition(key: str) -> CalendarEdition:
    found = edition_called(key)
    assert found is not None
    return found


DECEMBER_2025 = edition("kz-2025-12")
AFTER_REFERENDUM = edition("kz-2026-03")
