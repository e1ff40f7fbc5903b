"""Rule 7. A visit is made by a named group and ends with kinds, forms and terms of help."""

import pytest

from domain.law.visit_outcome import Outcome, group_fault, outcome_fault


@pytest.mark.parametrize(
    ("members", "least", "code"),
    [
        ((), 2, "group-missing"),
        ((), 0, "group-missing"),  # even a centre that asks for nobody sends somebody
        (("anna",), 2, "group-too-small"),
        (("anna", "anna"), 2, "group-too-small"),  # one person named twice is one person
        (("anna", "berik"), 2, None),
        (("anna",), 1, None),
        (("anna", "berik"), 3, "group-too-small"),
    ],
)
def test_no_order_to_drive_without_a_group(members: tuple[str, ...], least: int, code: str | None) -> None:
    fault = group_fault(members, least)
    assert (fault.code if fault else None) == code


def test_two_by_default() -> None:
    assert group_fault(("anna",)) is not None
    assert group_fault(("anna", "berik")) is None


@pytest.mark.parametrize(
    ("kinds", "forms", "terms", "lacks"),
    [
        (("consulting",), ("individual",), "three meetings until 10.04.2026", None),
        (("consulting",), ("individual",), ("three meetings",), None),
        ((), ("individual",), "three meetings", "kinds"),
        (("consulting",), (), "three meetings", "forms"),
        (("consulting",), ("individual",), "", "terms"),
        (("  ",), ("individual",), "three meetings", "kinds"),
        (("consulting",), ("individual",), " ", "terms"),
    ],
)
def test_helped_says_kind_form_and_term(
    kinds: tuple[str, ...], forms: tuple[str, ...], terms: str, lacks: str | None
) -> None:
    fault = outcome_fault(Outcome.HELPED, kinds, forms, terms)
    assert (fault.params["field"] if fault else None) == lacks


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.HELPED])
def test_every_other_ending_needs_none(outcome: Outcome) -> None:
    assert outcome_fault(outcome, (), (), "") is None


def test_the_endings_are_these() -> None:
    assert [outcome.value for outcome in Outcome] == [
        "helped",
        "refused-at-door",
        "child-not-there",
        "not-needed",
        "consent-refused",
        "handed-to-103-102",
        "broken-off",
    ]
