"""Rule 4. Under 16 no psychological service starts without recorded consent."""

import pytest

from domain.law.consent import WhoAgrees, needs_consent, who_agrees
from tests.law.cases import day


@pytest.mark.parametrize(
    ("born", "service", "needed"),
    [
        ("2010-03-24", "2026-03-23", True),
        ("2010-03-24", "2026-03-24", True),  # the birthday itself counts as under 16 (ours)
        ("2010-03-24", "2026-03-25", False),
        ("2026-03-24", "2026-03-24", True),
        ("2030-01-01", "2026-03-24", True),  # a birth date that cannot be is no proof of age
        ("2008-02-29", "2024-02-29", True),
        ("2008-02-29", "2024-03-01", False),
        ("2084-02-29", "2100-03-01", True),  # 2100 has no 29 February: the birthday falls on 1 March
        ("2084-02-29", "2100-03-02", False),
    ],
)
def test_consent_is_needed_under_16(born: str, service: str, needed: bool) -> None:
    assert needs_consent(day(born), day(service)) is needed


def test_unknown_age_counts_as_under_16() -> None:
    assert needs_consent(None, day("2026-03-24"))
    assert who_agrees(None, day("2026-03-24")) is WhoAgrees.REPRESENTATIVE


@pytest.mark.parametrize(
    ("service", "who"),
    [
        ("2026-03-24", WhoAgrees.REPRESENTATIVE),
        ("2026-03-25", WhoAgrees.CHILD_RECORDED),
        ("2028-03-24", WhoAgrees.CHILD_RECORDED),
        ("2028-03-25", WhoAgrees.OWN),
    ],
)
def test_whose_agreement_is_recorded(service: str, who: WhoAgrees) -> None:
    assert who_agrees(day("2010-03-24"), day(service)) is who
