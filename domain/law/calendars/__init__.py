"""Frozen working calendars of Kazakhstan: which days worked, by whose word, and since when that was known."""

from collections.abc import Sequence
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


def edition_known_at(on: date, loaded: Sequence[CalendarEdition] = ()) -> CalendarEdition:
    """The calendar as it was known on the local day `on`; before the first edition, the first.

    `loaded`: editions that came after the product was made, oldest first; of two known from the same day the
    one that came later.
    """
    known = [edition for edition in (*EDITIONS, *loaded) if edition.known_from <= on]
    return max(reversed(known), key=lambda edition: edition.known_from) if known else EDITIONS[0]


@lru_cache(maxsize=16)
def edition_known_when(at: datetime) -> CalendarEdition:
    """The product's own calendar as it was known at an aware instant; commands decided together ask once."""
    return edition_known_at(local_date(at))


def edition_called(key: str, loaded: Sequence[CalendarEdition] = ()) -> CalendarEdition | None:
    """The edition that an event names: one of the product's own or of those loaded."""
    return next((edition for edition in (*EDITIONS, *loaded) if edition.key == key), None)
