"""What people type for a case's number."""

import pytest

from dispatch.numbers import meant

WHOLE = "KZ-75-2026-000123"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (WHOLE, WHOLE),
        (" kz-75-2026-000123 ", WHOLE),
        ("kz 75 2026 123", WHOLE),
        ("KZ–75–2026–123", WHOLE),
        ("75-2026-123", WHOLE),
        ("2026-123", "KZ-10-2026-000123"),
        ("123", "KZ-10-2027-000123"),
        ("№ 000123", "KZ-10-2027-000123"),
        ("KZ-123", "KZ-10-2027-000123"),
        ("nothing", "NOTHING"),
        ("", ""),
        ("9" * 5_000, "9" * 5_000),
    ],
)
def test_what_is_left_out_is_this_regions_and_this_years(typed: str, number: str) -> None:
    assert meant(typed, ("KZ-10", 2027)) == number
