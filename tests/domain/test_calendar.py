"""Loading a newer edition of the calendar: whole or not at all, every fault by its day (rule 9)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain import calendar
from domain.calendar import MOST_LOADED, CalendarLoaded, Calendars, LoadCalendar, load_faults
from domain.law.calendars import DECEMBER_2025, EDITIONS, MARCH_2026, edition_called
from domain.law.calendars.checking import MOST_ROWS, faults
from domain.law.calendars.edition import CalendarEdition, Day, DayKind, holiday, moved, worked
from domain.law.due import Week
from domain.refusal import Refused
from tests.given import Answer
from tests.law.cases import day

SOURCE = "order of the labour ministry of 1 December 2026"
OF_2027 = tuple(replace(row, source=SOURCE) for row in MARCH_2026.rows if row.on.year == 2027)
LOAD = LoadCalendar(
    key="kz-2026-12", known_from=date(2026, 12, 1), source=SOURCE, years=(2027,), rows=OF_2027
)


def asked(command: LoadCalendar, *history: CalendarLoaded) -> Answer:
    return Answer(calendar.decide(calendars(*history), command))


def calendars(*history: CalendarLoaded) -> Calendars:
    state = calendar.INITIAL
    for event in history:
        state = calendar.evolve(state, event)
    return state


def loaded(**changes: Any) -> CalendarLoaded:
    (event,) = asked(replace(LOAD, **changes)).then(CalendarLoaded)
    assert isinstance(event, CalendarLoaded)
    return event


def codes(found: list[Refused]) -> set[str]:
    return {fault.code for fault in found}


def without(on: str) -> tuple[Day, ...]:
    rows = tuple(row for row in OF_2027 if row.on != day(on))
    assert len(rows) < len(OF_2027)
    return rows


def test_an_edition_is_stored_whole_with_the_years_it_says_nothing_of() -> None:
    event = loaded()
    assert event.years == (2024, 2025, 2026, 2027)
    assert event.provisional == (), "2027 is final by this file"
    assert {row for row in event.rows if row.on.year < 2027} == {
        row for row in MARCH_2026.rows if row.on.year < 2027
    }
    assert {row.source for row in event.rows if row.on.year == 2027} == {SOURCE}


def test_from_its_day_on_it_is_the_one_to_decide_by() -> None:
    state = calendars(loaded())
    assert state.known_at(day("2026-11-30")) is MARCH_2026
    assert state.known_at(day("2026-12-01")).key == "kz-2026-12"
    assert state.known_at(day("1999-01-01")) is DECEMBER_2025
    assert edition_called("kz-2026-12", state.loaded) is state.newest
    assert edition_called("kz-2026-12") is None


def test_of_two_known_from_the_same_day_the_later_one_counts() -> None:
    first = loaded()
    (second,) = asked(replace(LOAD, key="kz-2026-12-b", rows=OF_2027), first).then(CalendarLoaded)
    assert calendars(first, second).known_at(day("2026-12-01")).key == "kz-2026-12-b"


def test_the_same_edition_twice_changes_nothing_and_its_key_is_taken() -> None:
    asked(LOAD, loaded()).then()
    asked(replace(LOAD, provisional=(2027,)), loaded()).refused("calendar-key-taken")
    asked(replace(LOAD, key="kz-2026-03")).refused("calendar-key-taken")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": "Kz 2026"}, "not-a-key"),
        ({"known_from": date(2026, 3, 17)}, "calendar-not-newer"),
        ({"source": " "}, "calendar-edition-source-missing"),
        ({"source": "x" * 501}, "calendar-edition-source-missing"),
        ({"years": ()}, "calendar-years-missing"),
        ({"years": (1999,)}, "calendar-years-missing"),
        ({"years": (2027, 2029)}, "calendar-gap-year"),
        ({"years": (2030,)}, "calendar-gap-year"),
        ({"provisional": (2028,)}, "calendar-provisional-year"),
        ({"rows": (*OF_2027, holiday("2026-06-16", "x", SOURCE))}, "calendar-wrong-year"),
        ({"rows": (*OF_2027, holiday("2027-01-01", "new-year", SOURCE))}, "calendar-duplicate"),
        ({"rows": without("2027-03-22")}, "calendar-gap-day"),
        ({"rows": without("2027-05-16")}, "calendar-gap-name"),
        ({"rows": without("2027-03-21")}, "calendar-moved-alone"),
        ({"rows": (*OF_2027, holiday("2027-06-16", "x", " "))}, "calendar-source-missing"),
        ({"rows": (*OF_2027, holiday("2027-06-16", "", SOURCE))}, "calendar-name-missing"),
        ({"rows": (*OF_2027, moved("2027-06-16", "2027-06-12", "", SOURCE))}, "calendar-moved-alone"),
        ({"rows": (*OF_2027, worked("2027-06-13", "2027-06-16", SOURCE))}, "calendar-worked-alone"),
        ({"rows": (*OF_2027, worked("2027-06-16", "2027-06-17", SOURCE))}, "calendar-worked-on-working-day"),
        ({"rows": (*OF_2027, moved("2027-06-13", "2027-05-16", "", SOURCE))}, "calendar-moved-on-free-day"),
        ({"rows": (*OF_2027, moved("2027-06-16", "2027-03-21", "", SOURCE))}, "calendar-moved-twice"),
        ({"rows": OF_2027 * (MOST_ROWS // len(OF_2027) + 1)}, "calendar-too-long"),
    ],
)
def test_what_is_not_loaded(changes: dict[str, Any], code: str) -> None:
    command = replace(LOAD, **changes)
    assert code in codes(load_faults(calendar.INITIAL, command))
    assert isinstance(calendar.decide(calendar.INITIAL, command), Refused)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (Day(on=date(2027, 6, 16), kind=DayKind.MOVED, name="", source=SOURCE), "calendar-other-missing"),
        (
            Day(on=date(2027, 6, 16), kind=DayKind.HOLIDAY, name="x", source=SOURCE, weeks=()),
            "calendar-week-missing",
        ),
        (
            Day(on=date(2027, 6, 16), kind=DayKind.ORDINARY, name="", source=SOURCE, other=date(2027, 6, 15)),
            "calendar-other-not-asked",
        ),
    ],
)
def test_a_row_that_says_too_little_or_too_much(row: Day, code: str) -> None:
    assert codes(load_faults(calendar.INITIAL, replace(LOAD, rows=(*OF_2027, row)))) == {code}


def test_a_holiday_that_is_no_more_is_said_to_be_an_ordinary_day() -> None:
    now_worked = Day(on=date(2027, 3, 15), kind=DayKind.ORDINARY, name="", source=SOURCE)
    event = loaded(rows=(*without("2027-03-15"), now_worked))
    edition = calendars(event).newest
    assert edition.is_working(day("2027-03-15"), Week.FIVE)
    assert not MARCH_2026.is_working(day("2027-03-15"), Week.FIVE)


def test_a_new_year_has_the_holidays_of_the_last_known_one() -> None:
    rows = tuple(replace(row, on=row.on.replace(year=2028), other=None) for row in OF_2027)
    of_2028 = tuple(row for row in rows if row.kind is DayKind.HOLIDAY)
    command = replace(LOAD, years=(2028,), rows=of_2028, provisional=(2028,))
    (event,) = asked(command).then(CalendarLoaded)
    assert (event.years[-1], event.provisional) == (2028, (2027, 2028))
    fewer = tuple(row for row in of_2028 if row.on != date(2028, 12, 16))
    (gap,) = load_faults(calendar.INITIAL, replace(command, rows=fewer))
    assert (gap.code, gap.params) == ("calendar-gap-day", {"day": "2028-12-16", "name": "independence-day"})


def test_there_is_an_end_to_loading() -> None:
    many = Calendars(loaded=(MARCH_2026,) * MOST_LOADED)
    assert "calendar-too-many" in codes(load_faults(many, LOAD))


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.key)
def test_the_products_own_editions_have_no_fault(edition: CalendarEdition) -> None:
    assert faults(edition.rows, edition.years, edition.provisional, edition) == []


def test_an_event_that_speaks_twice_of_a_day_harms_nothing() -> None:
    twice = replace(loaded(), rows=OF_2027 + OF_2027)
    assert calendar.evolve(calendar.INITIAL, twice) == calendar.INITIAL
    assert calendar.evolve(calendar.INITIAL, "anything") == calendar.INITIAL
