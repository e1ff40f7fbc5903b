"""Frozen working calendars of Kazakhstan: which days worked, by whose word, and since when that was known."""

from datetime import date, datetime
from functools import lru_cache
from typing import Final

from domain.law.calendars.edition import CalendarEdition
from domain.law.calendars.edition_2025_12 import EDITION as DECEMBER_2025
from domain.law.calendars.edition_2026_03 import EDITION as MARCH_2026
from domain.law.local_time import local_date

EDITIONS: Final[tuple[CalendarEdition, ...]] = (DECEMBER_2025, MARCH_2026)
"""Every edition in the product, oldest first."""

NEWEST: Final = EDITIONS[-1]


def edition_known_at(on: date) -> CalendarEdition:
    """The calendar as it was known on the local day `on`; before the first edition, the first."""
    known = [edition for edition in EDITIONS if edition.known_from <= on]
    return known[-1] if known else EDITIONS[0]


@lru_cache(maxsize=16)
def edition_known_when(at: datetime) -> CalendarEdition:
    """The calendar as it was known at an aware instant; commands that are decided together ask for one."""
    return edition_known_at(local_date(at))


def edition_called(key: str) -> CalendarEdition | None:
    """The edition that an event names, if this product carries it."""
    return next((edition for edition in EDITIONS if edition.key == key), None)
