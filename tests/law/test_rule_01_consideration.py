"""Rule 1. An ordinary request is considered by the end of the second working day after receipt."""

import dataclasses

import pytest

from domain.law.due import (
    Hours,
    Notice,
    Reading,
    Week,
    consideration_counted,
    consideration_due,
    minute_of,
    registered_at,
)
from tests.law.cases import AFTER_REFERENDUM, MIDNIGHT_CLOSING, UNTIL_18, at, day, until

TABLE = [
    # received            five-day week  six-day week
    ("2026-01-05T10:00", "2026-01-08", "2026-01-08"),
    ("2026-03-20T16:00", "2026-03-27", "2026-03-26"),
    ("2026-03-21T11:00", "2026-03-27", "2026-03-26"),
    ("2026-05-06T10:00", "2026-05-12", "2026-05-11"),
    ("2026-05-08T10:00", "2026-05-13", "2026-05-12"),
    ("2026-05-26T10:00", "2026-05-29", "2026-05-29"),
    ("2026-07-03T10:00", "2026-07-08", "2026-07-07"),
    ("2026-08-28T10:00", "2026-09-01", "2026-08-31"),
    ("2026-10-23T10:00", "2026-10-28", "2026-10-27"),
    ("2026-12-15T10:00", "2026-12-18", "2026-12-18"),
    ("2026-12-31T10:00", "2027-01-06", "2027-01-05"),
    ("2027-03-11T10:00", "2027-03-16", "2027-03-13"),
    ("2027-03-19T10:00", "2027-03-26", "2027-03-25"),
]

AFTER_HOURS = [
    # received at 18:30 of the same days, the centre closes at 18:00: counted from its next opening
    # received      five-day week  six-day week
    ("2026-01-05T18:30", "2026-01-09", "2026-01-09"),
    ("2026-03-20T18:30", "2026-03-30", "2026-03-27"),
    ("2026-03-21T18:30", "2026-03-30", "2026-03-27"),
    ("2026-05-06T18:30", "2026-05-13", "2026-05-12"),
    ("2026-05-08T18:30", "2026-05-14", "2026-05-13"),
    ("2026-05-26T18:30", "2026-06-01", "2026-05-30"),
    ("2026-07-03T18:30", "2026-07-09", "2026-07-08"),
    ("2026-08-28T18:30", "2026-09-02", "2026-09-01"),
    ("2026-10-23T18:30", "2026-10-29", "2026-10-28"),
    ("2026-12-15T18:30", "2026-12-21", "2026-12-19"),
    ("2026-12-31T18:30", "2027-01-08", "2027-01-06"),
    ("2027-03-11T18:30", "2027-03-17", "2027-03-16"),
    ("2027-03-19T18:30", "2027-03-29", "2027-03-26"),
]
"""The same table by the other reading; worked out by hand from the calendar."""

ROWS_THE_TABLE_STANDS_ON = [
    "2026-01-07",
    "2026-03-23",
    "2026-03-24",
    "2026-03-25",
    "2026-05-07",
    "2026-05-09",
    "2026-05-11",
    "2026-05-27",
    "2026-07-06",
    "2026-10-26",
    "2026-12-16",
    "2027-01-01",
    "2027-01-02",
    "2027-01-04",
    "2027-03-15",
    "2027-03-22",
    "2027-03-23",
    "2027-03-24",
]


def due_by_arrival(received: str, week: Week, calendar=AFTER_REFERENDUM, hours=MIDNIGHT_CLOSING):
    return consideration_due(at(received), week, Reading.ARRIVAL, calendar, hours)


def faults_of_the_table(calendar) -> list[str]:
    """The rows of the table that a calendar gets wrong."""
    return [
        f"{received}, {week}-day week"
        for received, five, six in TABLE
        for week, expected in ((Week.FIVE, five), (Week.SIX, six))
        if until(due_by_arrival(received, week, calendar)) != f"{expected} 23:59:59"
    ]


@pytest.mark.parametrize(("received", "five", "six"), TABLE)
def test_received_then_due(received: str, five: str, six: str) -> None:
    assert until(due_by_arrival(received, Week.FIVE)) == f"{five} 23:59:59"
    assert until(due_by_arrival(received, Week.SIX)) == f"{six} 23:59:59"


@pytest.mark.parametrize(("received", "five", "six"), AFTER_HOURS)
def test_received_after_hours_then_due_by_the_opening(received: str, five: str, six: str) -> None:
    for week, expected in ((Week.FIVE, five), (Week.SIX, six)):
        due = consideration_due(at(received), week, Reading.OPENING, AFTER_REFERENDUM, UNTIL_18)
        assert until(due) == f"{expected} 17:59:59"


@pytest.mark.parametrize(("received", "five", "six"), TABLE)
def test_whoever_comes_in_hours_has_the_same_term_by_both_readings(
    received: str, five: str, six: str
) -> None:
    for week, expected in ((Week.FIVE, five), (Week.SIX, six)):
        if AFTER_REFERENDUM.is_working(day(received[:10]), week):
            due = consideration_due(at(received), week, Reading.OPENING, AFTER_REFERENDUM, UNTIL_18)
            assert until(due) == f"{expected} 17:59:59"


@pytest.mark.parametrize("dropped", ROWS_THE_TABLE_STANDS_ON)
def test_a_calendar_without_one_row_fails_the_table(dropped: str) -> None:
    rows = tuple(row for row in AFTER_REFERENDUM.rows if row.on != day(dropped))
    assert len(rows) < len(AFTER_REFERENDUM.rows)
    assert faults_of_the_table(dataclasses.replace(AFTER_REFERENDUM, rows=rows))


def test_the_whole_calendar_passes_the_table() -> None:
    assert faults_of_the_table(AFTER_REFERENDUM) == []


def test_the_last_second_is_in_time_and_midnight_is_overdue() -> None:
    due = due_by_arrival("2026-03-20T16:00", Week.FIVE)
    assert not due.is_overdue(at("2026-03-27T23:59:59"))
    assert due.is_overdue(at("2026-03-28T00:00:00"))
    assert due.overdue_from == at("2026-03-28T00:00:00")


def test_with_a_closing_hour_the_day_ends_there() -> None:
    due = due_by_arrival("2026-03-20T16:00", Week.FIVE, hours=UNTIL_18)
    assert until(due) == "2026-03-27 17:59:59"
    assert due.is_overdue(at("2026-03-27T18:00"))


@pytest.mark.parametrize(
    ("received", "arrival", "opening"),
    [
        ("2026-03-20T16:00", "2026-03-27", "2026-03-27"),  # in hours: both readings agree
        ("2026-03-20T17:59:59", "2026-03-27", "2026-03-27"),
        ("2026-03-20T18:00", "2026-03-27", "2026-03-30"),  # after closing: opening is Thu 26 March
        ("2026-03-21T11:00", "2026-03-27", "2026-03-30"),  # a day off: the same opening
        ("2026-05-11T11:00", "2026-05-13", "2026-05-14"),  # a moved day off
        ("2026-05-12T07:00", "2026-05-14", "2026-05-14"),  # before opening: the same day all the same
    ],
)
def test_two_readings_of_a_request_after_hours(received: str, arrival: str, opening: str) -> None:
    for reading, expected in ((Reading.ARRIVAL, arrival), (Reading.OPENING, opening)):
        due = consideration_due(at(received), Week.FIVE, reading, AFTER_REFERENDUM, UNTIL_18)
        assert until(due) == f"{expected} 17:59:59"


@pytest.mark.parametrize(
    ("received", "registered"),
    [
        ("2026-03-20T16:00", "2026-03-20T16:00"),
        ("2026-03-20T08:59:59", "2026-03-20T09:00"),
        ("2026-03-20T18:00", "2026-03-26T09:00"),
        ("2026-03-22T21:40", "2026-03-26T09:00"),
    ],
)
def test_when_a_request_is_registered(received: str, registered: str) -> None:
    assert registered_at(at(received), Week.FIVE, AFTER_REFERENDUM, UNTIL_18) == at(registered)


def test_an_hour_that_came_twice_closes_the_second_time() -> None:
    until_half_past_eleven = Hours.from_clock("09:00", "23:30")
    due = due_by_arrival("2024-02-27T10:00", Week.FIVE, hours=until_half_past_eleven)
    assert due.overdue_from == at("2024-02-29T18:30Z"), "23:30 at UTC+5; at UTC+6 it was 17:30Z"


@pytest.mark.parametrize("clock", ["24:01", "9:00", "18:60", "18.00", "", "١٨:٠٠"])
def test_a_closing_hour_that_is_none(clock: str) -> None:
    assert minute_of(clock) is None
    with pytest.raises(ValueError, match="HH:MM"):
        Hours.from_clock("09:00", clock)


def test_the_due_time_names_its_edition_and_citations() -> None:
    due = due_by_arrival("2026-03-20T16:00", Week.FIVE)
    assert (due.kind, due.citation, due.edition) == ("consideration", "r-consideration", "kz-2026-03")
    assert due.rests_on == ("cc-terms", "ours-reading-arrival")
    by_opening = consideration_due(
        at("2026-03-20T16:00"), Week.FIVE, Reading.OPENING, AFTER_REFERENDUM, UNTIL_18
    )
    assert by_opening.rests_on == ("cc-terms", "appc-64", "ours-closing-hour")


@pytest.mark.parametrize(
    ("received", "notices"),
    [
        ("2025-12-12T10:00", (Notice.BEFORE_RULES,)),
        ("2025-12-13T00:00", ()),
        ("2026-12-15T10:00", ()),
        ("2026-12-31T10:00", (Notice.PROVISIONAL_CALENDAR,)),
        ("2027-12-31T10:00", (Notice.PROVISIONAL_CALENDAR, Notice.BEYOND_CALENDAR)),
        ("2023-03-01T10:00", (Notice.BEFORE_RULES, Notice.BEYOND_CALENDAR)),
    ],
)
def test_what_is_said_beside_the_due_time(received: str, notices: tuple[Notice, ...]) -> None:
    assert due_by_arrival(received, Week.FIVE).notices == notices


def test_every_day_on_the_way_is_told() -> None:
    counting = consideration_counted(
        at("2026-03-20T16:00"), Week.FIVE, Reading.ARRIVAL, AFTER_REFERENDUM, MIDNIGHT_CLOSING
    )
    told = [(step.day.on.isoformat(), step.day.kind.value, step.number) for step in counting.steps]
    assert told == [
        ("2026-03-21", "holiday", None),
        ("2026-03-22", "holiday", None),
        ("2026-03-23", "holiday", None),
        ("2026-03-24", "moved-day-off", None),
        ("2026-03-25", "moved-day-off", None),
        ("2026-03-26", "ordinary", 1),
        ("2026-03-27", "ordinary", 2),
    ]


def test_a_sunday_that_was_worked_counts_and_its_friday_does_not() -> None:
    assert until(due_by_arrival("2025-01-02T10:00", Week.FIVE)) == "2025-01-06 23:59:59"
    assert until(due_by_arrival("2024-05-03T10:00", Week.FIVE)) == "2024-05-06 23:59:59"
    assert until(due_by_arrival("2024-05-07T10:00", Week.FIVE)) == "2024-05-13 23:59:59"
