"""Rule 2. An immediate threat to life and health: at once, on the day of receipt, working day or not."""

import pytest

from domain.law.due import EVERY_DAY, Notice, threat_due
from tests.law.cases import at, until


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-03-22T21:40", "2026-03-22 23:59:59"),  # a Sunday and a holiday
        ("2026-03-20T19:30Z", "2026-03-21 23:59:59"),  # local Saturday 00:30
        ("2026-03-20T18:59:59Z", "2026-03-20 23:59:59"),
        ("2026-03-20T19:00Z", "2026-03-21 23:59:59"),  # local midnight begins the day
        ("2026-03-20T23:59:59", "2026-03-20 23:59:59"),
        ("2024-02-29T17:59:59Z", "2024-02-29 23:59:59"),  # 23:59:59 at UTC+6, the last second of that zone
        ("2024-02-29T18:00Z", "2024-02-29 23:59:59"),  # clocks went back: 23:00 once more, the same day
        ("2024-02-29T18:59:59Z", "2024-02-29 23:59:59"),
        ("2024-02-29T19:00Z", "2024-03-01 23:59:59"),  # 1 March begins an hour later than it used to
    ],
)
def test_due_on_the_local_day_of_receipt(received: str, expected: str) -> None:
    due = threat_due(at(received))
    assert until(due) == expected
    assert due.at >= at(received)


def test_the_day_the_clocks_went_back_had_25_hours() -> None:
    assert threat_due(at("2024-02-29T10:00Z")).at == at("2024-02-29T18:59:59Z")
    assert threat_due(at("2024-02-28T10:00Z")).at == at("2024-02-28T17:59:59Z")


def test_a_threat_asks_no_calendar_and_no_closing_hour() -> None:
    due = threat_due(at("2026-03-22T21:40"))
    assert (due.kind, due.citation, due.edition, due.notices) == ("threat", "r-threat", EVERY_DAY, ())


def test_before_the_rules_the_due_time_carries_a_notice() -> None:
    assert threat_due(at("2025-12-12T23:00")).notices == (Notice.BEFORE_RULES,)
    assert threat_due(at("2025-12-13T00:00")).notices == ()
