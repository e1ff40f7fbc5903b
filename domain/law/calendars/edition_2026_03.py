"""Calendar after the referendum of March 2026: 31 August works; Constitution Day is 15 March from 2027."""

from datetime import date
from typing import Final

from domain.law.calendars import y2024, y2025, y2026, y2027
from domain.law.calendars.edition import CalendarEdition, holiday
from domain.law.calendars.sources import AFTER_REFERENDUM

CONSTITUTION_DAY: Final = (holiday("2027-03-15", "constitution-day", AFTER_REFERENDUM),)

EDITION: Final = CalendarEdition(
    key="kz-2026-03",
    known_from=date(2026, 3, 18),
    known_from_source=AFTER_REFERENDUM,
    years=(2024, 2025, 2026, 2027),
    provisional=(2027,),
    rows=y2024.ROWS + y2025.ROWS + y2026.ROWS + y2027.ROWS + CONSTITUTION_DAY,
)
