"""Days of 2024 that differ from the week."""

from typing import Final

from domain.law.calendars.edition import Day, holiday, moved, worked
from domain.law.calendars.sources import LISTED, MOVED_2024
from domain.law.week import Week

ROWS: Final[tuple[Day, ...]] = (
    holiday("2024-01-01", "new-year", LISTED),
    holiday("2024-01-02", "new-year", LISTED),
    holiday("2024-01-07", "orthodox-christmas", LISTED),  # a Sunday; never moves
    holiday("2024-03-08", "womens-day", LISTED),
    holiday("2024-03-21", "nauryz", LISTED),
    holiday("2024-03-22", "nauryz", LISTED),
    holiday("2024-03-23", "nauryz", LISTED),
    moved("2024-03-25", "2024-03-23", "nauryz", LISTED, Week.FIVE),
    holiday("2024-05-01", "unity-day", LISTED),
    worked("2024-05-04", "2024-05-08", MOVED_2024, Week.FIVE),
    holiday("2024-05-07", "defender-day", LISTED),
    moved("2024-05-08", "2024-05-04", "", MOVED_2024, Week.FIVE),
    holiday("2024-05-09", "victory-day", LISTED),
    holiday("2024-06-16", "kurban-ait", LISTED),  # a Sunday; never moves
    holiday("2024-07-06", "capital-day", LISTED),
    moved("2024-07-08", "2024-07-06", "capital-day", LISTED, Week.FIVE),
    holiday("2024-08-30", "constitution-day", LISTED),
    holiday("2024-10-25", "republic-day", LISTED),
    holiday("2024-12-16", "independence-day", LISTED),
)
