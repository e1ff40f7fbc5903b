"""Rule 6. Nothing is refused at the door; what is not ours is redirected by the third working day."""

import pytest

from domain.law.admission import still_to_ask
from domain.law.due import Week, redirect_due
from tests.law.cases import AFTER_REFERENDUM, UNTIL_18, at, until


@pytest.mark.parametrize(
    ("received", "five", "six"),
    [
        ("2026-07-03T10:00", "2026-07-09", "2026-07-08"),
        ("2026-07-03T23:59:59", "2026-07-09", "2026-07-08"),
        ("2026-07-04T00:00", "2026-07-09", "2026-07-09"),
        ("2026-03-20T16:00", "2026-03-30", "2026-03-27"),
    ],
)
def test_redirected_by_the_third_working_day_after_receipt(received: str, five: str, six: str) -> None:
    assert until(redirect_due(at(received), Week.FIVE, AFTER_REFERENDUM)) == f"{five} 23:59:59"
    assert until(redirect_due(at(received), Week.SIX, AFTER_REFERENDUM)) == f"{six} 23:59:59"


def test_the_closing_hour_ends_the_day() -> None:
    due = redirect_due(at("2026-07-03T10:00"), Week.FIVE, AFTER_REFERENDUM, UNTIL_18)
    assert until(due) == "2026-07-09 17:59:59"
    assert (due.kind, due.citation, due.edition) == ("redirect", "appc-76", "kz-2026-03")


def test_a_report_in_mass_media_is_asked_for_its_address_and_time_and_for_nobody() -> None:
    seen = at("2026-03-20T16:00")
    whole = still_to_ask(in_mass_media=True, publication="example.kz/1", seen_at=seen)
    assert whole == ()
    assert still_to_ask(in_mass_media=True, publication=" ", seen_at=None) == (
        "publication",
        "publication_seen_at",
    )
    assert still_to_ask(in_mass_media=False, publication=None, seen_at=None) == ()
