"""Days of 2025 that differ from the week."""

from typing import Final

from domain.law.calendars.edition import Day, holiday, moved, worked
from domain.law.calendars.sources import LISTED, MOVED_2025, SUNDAY_MOVES
from domain.law.week import Week

ROWS: Final[tuple[Day, ...]] = (
    holiday("2025-01-01", "new-year", LISTED),
    holiday("2025-01-02", "new-year", LISTED),
    moved("2025-01-03", "2025-01-05", "", MOVED_2025),
    worked("2025-01-05", "2025-01-03", MOVED_2025),
    holiday("2025-01-07", "orthodox-christmas", LISTED),
    holiday("2025-03-08", "womens-day", LISTED),
    moved("2025-03-10", "2025-03-08", "womens-day", LISTED, Week.FIVE),
    holiday("2025-03-21", "nauryz", LISTED),
    holiday("2025-03-22", "nauryz", LISTED),
    holiday("2025-03-23", "nauryz", LISTED),
    moved("2025-03-24", "2025-03-22", "nauryz", LISTED, Week.FIVE),
    moved("2025-03-25", "2025-03-23", "nauryz", LISTED, Week.FIVE),
    moved("2025-03-24", "2025-03-23", "nauryz", SUNDAY_MOVES, Week.SIX),
    holiday("2025-05-01", "unity-day", LISTED),
    holiday("2025-05-07", "defender-day", LISTED),
    holiday("2025-05-09", "victory-day", LISTED),
    holiday("2025-06-06", "kurban-ait", LISTED),
    holiday("2025-07-06", "capital-day", LISTED),
    moved("2025-07-07", "2025-07-06", "capital-day", LISTED),
    holiday("2025-08-30", "constitution-day", LISTED),
    moved("2025-09-01", "2025-08-30", "constitution-day", LISTED, Week.FIVE),
    holiday("2025-10-25", "republic-day", LISTED),
    moved("2025-10-27", "2025-10-25", "republic-day", LISTED, Week.FIVE),
    holiday("2025-12-16", "independence-day", LISTED),
)
