"""Rule 10. Its two clocks: notice of a breach, and the answer to a request to delete."""

from datetime import date

import pytest

from domain.law.breach import breach_notice_due
from domain.law.deletion import deletion_due, kept_until
from domain.law.due import Week
from tests.law.cases import AFTER_REFERENDUM, at, until


@pytest.mark.parametrize(
    ("found", "five", "six"),
    [
        ("2026-10-23T17:00", "2026-10-27", "2026-10-24"),
        ("2026-10-23T00:00", "2026-10-27", "2026-10-24"),
        ("2026-10-22T23:59:59", "2026-10-23", "2026-10-23"),
        ("2026-10-25T12:00", "2026-10-27", "2026-10-27"),
    ],
)
def test_a_breach_is_notified_within_one_working_day(found: str, five: str, six: str) -> None:
    assert until(breach_notice_due(at(found), Week.FIVE, AFTER_REFERENDUM)) == f"{five} 23:59:59"
    assert until(breach_notice_due(at(found), Week.SIX, AFTER_REFERENDUM)) == f"{six} 23:59:59"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2026-03-10T09:00", "2026-03-25 23:59:59"),  # a moved day off: calendar days do not care
        ("2026-03-10T23:59:59", "2026-03-25 23:59:59"),
        ("2026-03-11T00:00", "2026-03-26 23:59:59"),
        ("2026-12-20T09:00", "2027-01-04 23:59:59"),
    ],
)
def test_a_deletion_is_answered_within_15_calendar_days(asked: str, expected: str) -> None:
    due = deletion_due(at(asked))
    assert until(due) == expected
    assert due.rests_on == ("ours-calendar-days",)


@pytest.mark.parametrize(
    ("closed", "days", "expected"),
    [
        ("2026-03-10T09:00", 1, date(2026, 3, 12)),
        ("2026-03-10T23:59:59", 365, date(2027, 3, 11)),
        ("2026-03-11T00:00", 365, date(2027, 3, 12)),
    ],
)
def test_a_closed_case_is_kept_for_the_centres_time(closed: str, days: int, expected: date) -> None:
    assert kept_until(at(closed), days) == expected
