"""The frozen calendars, held against the `holidays` package day by day, in both weeks."""

import dataclasses
from datetime import date, timedelta
from hashlib import sha256
from typing import ClassVar

import pytest
from holidays.countries import Kazakhstan
from holidays.observed_holiday_base import SUN_TO_NEXT_WORKDAY

from domain.law.calendars import EDITIONS
from domain.law.calendars.edition import CalendarEdition, DayKind, holiday, moved
from domain.law.calendars.sources import SOURCES
from domain.law.due import Week
from tests.law.cases import AFTER_REFERENDUM, DECEMBER_2025, day

YEARS = (2024, 2025, 2026, 2027)


class SixDayKazakhstan(Kazakhstan):
    """Only Sunday is off and only Sunday's holidays move. The Saturday moved in 2024 was worked here."""

    weekend: ClassVar[set[int]] = {6}

    def _populate(self, year: int) -> None:
        orders = self.special_public_holidays.items()
        self.special_public_holidays = {of: moves for of, moves in orders if of != 2024}
        super()._populate(year)


LIBRARY = {
    Week.FIVE: Kazakhstan(years=YEARS),
    Week.SIX: SixDayKazakhstan(years=YEARS, observed_rule=SUN_TO_NEXT_WORKDAY),
}


def every_day() -> list[date]:
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def disagreements(calendar: CalendarEdition, week: Week) -> list[date]:
    """The days on which a calendar and the library do not agree whether anybody works."""
    library = LIBRARY[week]
    return [on for on in every_day() if calendar.is_working(on, week) != library.is_working_day(on)]


@pytest.mark.parametrize("week", list(Week))
def test_the_newest_edition_agrees_with_the_library(week: Week) -> None:
    assert disagreements(AFTER_REFERENDUM, week) == []


@pytest.mark.parametrize("week", list(Week))
def test_the_older_edition_differs_by_constitution_day_alone(week: Week) -> None:
    assert disagreements(DECEMBER_2025, week) == [day("2026-08-31"), day("2027-03-15"), day("2027-08-30")]


def test_a_calendar_without_any_one_row_is_seen() -> None:
    for row in AFTER_REFERENDUM.rows:
        without = dataclasses.replace(
            AFTER_REFERENDUM, rows=tuple(other for other in AFTER_REFERENDUM.rows if other is not row)
        )
        off_anyway = all(
            without.is_working(row.on, week) == AFTER_REFERENDUM.is_working(row.on, week)
            for week in row.weeks
        )
        seen = any(disagreements(without, week) for week in row.weeks)
        assert seen or off_anyway, row


@pytest.mark.parametrize("week", list(Week))
def test_one_day_too_many_is_seen(week: Week) -> None:
    more = (*AFTER_REFERENDUM.rows, holiday("2026-06-16", "new-year", "week"))
    planted = dataclasses.replace(AFTER_REFERENDUM, rows=more)
    assert disagreements(planted, week) == [day("2026-06-16")]


FROZEN = {
    "kz-2025-12": "39813597ce477787",
    "kz-2026-03": "8948512402e06078",
}
"""What each edition says, as one number: history rests on it."""


def digest(calendar: CalendarEdition) -> str:
    """Every day of the covered years: who works, in both weeks."""
    days = "".join(str(int(calendar.is_working(on, week))) for on in every_day() for week in Week)
    return sha256(days.encode()).hexdigest()[:16]


@pytest.mark.parametrize("calendar", EDITIONS, ids=lambda calendar: calendar.key)
def test_an_edition_never_changes(calendar: CalendarEdition) -> None:
    assert digest(calendar) == FROZEN[calendar.key], "an edition stays as it is: add a newer one"


def test_a_changed_edition_is_seen() -> None:
    changed = dataclasses.replace(
        AFTER_REFERENDUM, rows=(*AFTER_REFERENDUM.rows, holiday("2026-06-16", "new-year", "week"))
    )
    assert digest(changed) != FROZEN["kz-2026-03"]


@pytest.mark.parametrize("calendar", EDITIONS, ids=lambda calendar: calendar.key)
def test_every_row_has_a_source_that_is_written_down(calendar: CalendarEdition) -> None:
    assert {row.source for row in calendar.rows} <= set(SOURCES)
    assert calendar.known_from_source in SOURCES


@pytest.mark.parametrize("calendar", EDITIONS, ids=lambda calendar: calendar.key)
def test_rows_say_what_can_be(calendar: CalendarEdition) -> None:
    for row in calendar.rows:
        for week in row.weeks:
            weekend = row.on.weekday() > (4 if week is Week.FIVE else 5)
            assert weekend is (row.kind is DayKind.WORKED) or row.kind is DayKind.HOLIDAY, row
        assert (row.other is not None) is (row.kind in (DayKind.MOVED, DayKind.WORKED)), row
        assert calendar.covers(row.on), row


def test_christmas_and_kurban_ait_never_move() -> None:
    stands_for = {row.name for row in AFTER_REFERENDUM.rows if row.kind is DayKind.MOVED}
    assert not stands_for & {"orthodox-christmas", "kurban-ait"}


def test_two_rows_for_one_day_are_refused() -> None:
    twice = (*AFTER_REFERENDUM.rows, moved("2026-03-24", "2026-03-22", "nauryz", "week", Week.SIX))
    with pytest.raises(ValueError, match="two rows"):
        dataclasses.replace(AFTER_REFERENDUM, rows=twice)


def test_beyond_the_years_only_the_week_counts() -> None:
    assert not AFTER_REFERENDUM.covers(day("2028-01-03"))
    assert AFTER_REFERENDUM.is_working(day("2028-01-03"), Week.FIVE)
    assert not AFTER_REFERENDUM.is_working(day("2028-01-01"), Week.FIVE)
    assert AFTER_REFERENDUM.is_working(day("2028-01-01"), Week.SIX)
