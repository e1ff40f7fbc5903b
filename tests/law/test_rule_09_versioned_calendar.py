"""Rule 9. One clock, versioned calendar: a new edition never rewrites the past."""

import pytest

from dispatch.encoding import event_converter
from domain.law.calendars import EDITIONS, edition_called, edition_known_at
from domain.law.due import DueTime, Reading, Week, consideration_due, threat_due
from domain.law.recalculation import recalculated_due
from tests.law.cases import AFTER_REFERENDUM, DECEMBER_2025, MIDNIGHT_CLOSING, at, day, until

RECEIVED = at("2026-08-28T10:00")


def due_known_at(known: str, week: Week = Week.FIVE) -> DueTime:
    return consideration_due(RECEIVED, week, Reading.ARRIVAL, edition_known_at(day(known)), MIDNIGHT_CLOSING)


def recalculated(current: DueTime, now: str, calendar=AFTER_REFERENDUM, received=RECEIVED) -> DueTime | None:
    return recalculated_due(
        current, received, at(now), Week.FIVE, Reading.ARRIVAL, calendar, MIDNIGHT_CLOSING
    )


@pytest.mark.parametrize(
    ("known", "five", "six"),
    [
        ("2026-03-01", "2026-09-02", "2026-09-01"),
        ("2026-03-17", "2026-09-02", "2026-09-01"),
        ("2026-03-18", "2026-09-01", "2026-08-31"),
        ("2026-08-28", "2026-09-01", "2026-08-31"),
    ],
)
def test_received_28_august_2026_by_what_was_known(known: str, five: str, six: str) -> None:
    assert until(due_known_at(known)) == f"{five} 23:59:59"
    assert until(due_known_at(known, Week.SIX)) == f"{six} 23:59:59"


def test_the_edition_is_named_in_the_due_time() -> None:
    assert due_known_at("2026-03-01").edition == "kz-2025-12"
    assert due_known_at("2026-08-28").edition == "kz-2026-03"


def test_before_the_first_edition_the_first_one_answers() -> None:
    assert edition_known_at(day("1999-01-01")) is EDITIONS[0]
    assert edition_called("kz-2026-03") is AFTER_REFERENDUM
    assert edition_called("never-heard-of") is None


def test_a_new_edition_brings_the_due_time_nearer_or_moves_it_away() -> None:
    old, new = due_known_at("2026-03-01"), due_known_at("2026-08-28")
    nearer = recalculated(old, "2026-08-31T12:00")
    assert nearer == new
    assert recalculated(new, "2026-08-31T12:00", DECEMBER_2025) == old


def test_what_stays_as_it_was() -> None:
    old = due_known_at("2026-03-01")
    assert recalculated(old, "2026-09-03T00:00") is None, "the term has passed"
    assert recalculated(old, "2026-08-31T12:00", DECEMBER_2025) is None, "the same edition"
    assert recalculated(threat_due(RECEIVED), "2026-08-28T12:00") is None, "no calendar was used"
    january = consideration_due(
        at("2026-01-05T10:00"), Week.FIVE, Reading.ARRIVAL, DECEMBER_2025, MIDNIGHT_CLOSING
    )
    same = recalculated(january, "2026-01-06T10:00", received=at("2026-01-05T10:00"))
    assert same is None, "the new edition gives the same instant"


def test_a_due_time_comes_back_from_the_log_as_it_went_in() -> None:
    due = due_known_at("2026-03-01")
    converter = event_converter()
    assert converter.loads(converter.dumps(due), DueTime) == due
