"""Rule 5. Under a threat help starts without consent, and two obligations open at the same moment."""

import pytest

from domain.law.citations import CITATIONS, Mark, Rule
from domain.law.due import Obligation, obligation_due
from domain.law.threat_exception import PARTS, lacking, on_hold
from tests.law.cases import at, until


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        ("2026-03-22T21:40", "2026-03-22 23:59:59"),
        ("2026-03-22T23:59:59", "2026-03-22 23:59:59"),
        ("2026-03-23T00:00", "2026-03-23 23:59:59"),
    ],
)
def test_both_are_due_at_the_end_of_the_same_day(opened: str, expected: str) -> None:
    assert until(obligation_due(at(opened))) == expected


def test_the_term_is_shown_as_ours_and_the_duty_as_law() -> None:
    due = obligation_due(at("2026-03-22T21:40"))
    assert CITATIONS[Rule(due.citation)].mark is Mark.OURS
    assert [CITATIONS[Rule(key)].mark for key in due.rests_on] == [Mark.RULES]


@pytest.mark.parametrize(
    ("obligation", "danger", "decided", "held"),
    [
        (Obligation.INFORM_PARENTS, False, False, False),
        (Obligation.INFORM_PARENTS, True, False, True),
        (Obligation.INFORM_PARENTS, True, True, False),
        (Obligation.INFORM_BODY, True, False, False),  # the competent body's duty stands
    ],
)
def test_the_household_is_the_danger(obligation: Obligation, danger: bool, decided: bool, held: bool) -> None:
    assert on_hold(obligation, household_is_danger=danger, head_decided=decided) is held


def test_a_duty_is_settled_by_four_parts_or_by_the_head() -> None:
    assert lacking(frozenset()) == PARTS
    assert lacking(frozenset({"time", "person", "channel"})) == ("result",)
    assert lacking(frozenset(PARTS)) == ()
    assert lacking(frozenset(), head_signed_reason=True) == ()
