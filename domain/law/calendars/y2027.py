"""Days of 2027 that differ from the week, Constitution Day aside. Provisional: orders may move days."""

from typing import Final

from domain.law.calendars.edition import Day, holiday, moved
from domain.law.calendars.sources import LISTED
from domain.law.week import Week

ROWS: Final[tuple[Day, ...]] = (
    holiday("2027-01-01", "new-year", LISTED),
    holiday("2027-01-02", "new-year", LISTED),
    moved("2027-01-04", "2027-01-02", "new-year", LISTED, Week.FIVE),
    holiday("2027-01-07", "orthodox-christmas", LISTED),
    holiday("2027-03-08", "womens-day", LISTED),
    holiday("2027-03-21", "nauryz", LISTED),
    holiday("2027-03-22", "nauryz", LISTED),
    holiday("2027-03-23", "nauryz", LISTED),
    moved("2027-03-24", "2027-03-21", "nauryz", LISTED),
    holiday("2027-05-01", "unity-day", LISTED),
    moved("2027-05-03", "2027-05-01", "unity-day", LISTED, Week.FIVE),
    holiday("2027-05-07", "defender-day", LISTED),
    holiday("2027-05-09", "victory-day", LISTED),
    moved("2027-05-10", "2027-05-09", "victory-day", LISTED),
    holiday("2027-05-16", "kurban-ait", LISTED),  # a Sunday; never moves
    holiday("2027-07-06", "capital-day", LISTED),
    holiday("2027-10-25", "republic-day", LISTED),
    holiday("2027-12-16", "independence-day", LISTED),
)
