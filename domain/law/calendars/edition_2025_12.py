"""The calendar of December 2025: Constitution Day is 30 August, in 2026 a Sunday, so 31 August is off."""

from datetime import date
from typing import Final

from domain.law.calendars import y2024, y2025, y2026, y2027
from domain.law.calendars.edition import CalendarEdition, holiday, moved
from domain.law.calendars.sources import EDITION_DECEMBER_2025, NOTES_2026

CONSTITUTION_DAY: Final = (
    holiday("2026-08-30", "constitution-day", NOTES_2026),
    moved("2026-08-31", "2026-08-30", "constitution-day", NOTES_2026),
    holiday("2027-08-30", "constitution-day", NOTES_2026),
)

EDITION: Final = CalendarEdition(
    key="kz-2025-12",
    known_from=date(2025, 12, 1),
    known_from_source=EDITION_DECEMBER_2025,
    years=(2024, 2025, 2026, 2027),
    provisional=(2027,),
    rows=y2024.ROWS + y2025.ROWS + y2026.ROWS + y2027.ROWS + CONSTITUTION_DAY,
)
