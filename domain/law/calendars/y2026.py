"""Days of 2026 that differ from the week, Constitution Day aside: the editions do not agree on it."""

from typing import Final

from domain.law.calendars.edition import Day, holiday, moved
from domain.law.calendars.sources import NOTES_2026, SUNDAY_MOVES
from domain.law.week import Week

ROWS: Final[tuple[Day, ...]] = (
    holiday("2026-01-01", "new-year", NOTES_2026),
    holiday("2026-01-02", "new-year", NOTES_2026),
    holiday("2026-01-07", "orthodox-christmas", NOTES_2026),
    holiday("2026-03-08", "womens-day", NOTES_2026),
    moved("2026-03-09", "2026-03-08", "womens-day", NOTES_2026),
    holiday("2026-03-21", "nauryz", NOTES_2026),
    holiday("2026-03-22", "nauryz", NOTES_2026),
    holiday("2026-03-23", "nauryz", NOTES_2026),
    moved("2026-03-24", "2026-03-21", "nauryz", NOTES_2026, Week.FIVE),
    moved("2026-03-25", "2026-03-22", "nauryz", NOTES_2026, Week.FIVE),
    moved("2026-03-24", "2026-03-22", "nauryz", SUNDAY_MOVES, Week.SIX),
    holiday("2026-05-01", "unity-day", NOTES_2026),
    holiday("2026-05-07", "defender-day", NOTES_2026),
    holiday("2026-05-09", "victory-day", NOTES_2026),
    moved("2026-05-11", "2026-05-09", "victory-day", NOTES_2026, Week.FIVE),
    holiday("2026-05-27", "kurban-ait", NOTES_2026),
    holiday("2026-07-06", "capital-day", NOTES_2026),
    holiday("2026-10-25", "republic-day", NOTES_2026),
    moved("2026-10-26", "2026-10-25", "republic-day", NOTES_2026),
    holiday("2026-12-16", "independence-day", NOTES_2026),
)
