"""Rule 8. Each school's support service is monitored at least once per half-year."""

import pytest

from domain.law.due import Notice
from domain.law.monitoring import half_year_end, monitoring_awaited, monitoring_due, next_half_year_end
from tests.law.cases import at, day, until


@pytest.mark.parametrize(
    ("monitored", "expected"),
    [
        ("2026-02-10", "2026-12-31 23:59:59"),
        ("2026-01-01", "2026-12-31 23:59:59"),
        ("2026-06-30", "2026-12-31 23:59:59"),
        ("2026-07-01", "2027-06-30 23:59:59"),
        ("2026-12-31", "2027-06-30 23:59:59"),
    ],
)
def test_monitored_then_next_due(monitored: str, expected: str) -> None:
    assert until(monitoring_due(day(monitored), known_since=day("2025-12-20"))) == expected


def test_never_monitored_in_the_first_half_is_overdue_from_1_july() -> None:
    due = monitoring_due(None, known_since=day("2026-01-15"))
    assert not due.is_overdue(at("2026-06-30T23:59:59"))
    assert due.is_overdue(at("2026-07-01T00:00"))


@pytest.mark.parametrize(
    ("missed", "awaited"),
    [
        (None, "2026-06-30"),
        ("2026-06-30", "2026-12-31"),  # each half-year is missed by itself
        ("2026-12-31", "2027-06-30"),
        ("2025-12-31", "2026-06-30"),
    ],
)
def test_after_a_missed_half_year_the_clock_waits_for_the_next(missed: str | None, awaited: str) -> None:
    due = monitoring_due(None, known_since=day("2026-01-15"))
    assert until(monitoring_awaited(due, None if missed is None else day(missed)))[:10] == awaited


def test_a_school_that_came_back_has_the_half_year_of_its_return() -> None:
    assert until(monitoring_due(day("2026-02-10"), known_since=day("2028-03-01")))[:10] == "2028-06-30"


def test_half_years_are_those_of_the_calendar() -> None:
    assert half_year_end(day("2026-06-30")) == day("2026-06-30")
    assert half_year_end(day("2026-07-01")) == day("2026-12-31")
    assert next_half_year_end(day("2026-12-31")) == day("2027-06-30")


def test_a_half_year_before_the_rules_carries_a_notice() -> None:
    assert monitoring_due(None, known_since=day("2025-05-01")).notices == (Notice.BEFORE_RULES,)
    assert monitoring_due(None, known_since=day("2025-12-01")).notices == ()
