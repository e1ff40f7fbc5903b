"""Rule 3. Re-classing only brings the due time nearer; a lower class needs a second person and a reason."""

from dataclasses import replace

import pytest

from domain.law.due import Reading, Week, consideration_due, nearer, raised_due, threat_due
from domain.law.reclassing import is_lowering, is_threat, lowering_fault
from domain.refusal import Refused
from tests.law.cases import AFTER_REFERENDUM, MIDNIGHT_CLOSING, at, until

RECEIVED = at("2026-03-20T16:00")
ORDINARY = consideration_due(RECEIVED, Week.FIVE, Reading.ARRIVAL, AFTER_REFERENDUM, MIDNIGHT_CLOSING)


def test_raising_brings_the_due_time_nearer() -> None:
    assert until(nearer(ORDINARY, threat_due(RECEIVED))) == "2026-03-20 23:59:59"


def test_lowering_never_moves_it_away() -> None:
    threat = threat_due(RECEIVED)
    assert nearer(threat, ORDINARY) is threat
    assert nearer(ORDINARY, replace(ORDINARY, citation="r-threat")) is ORDINARY, "the same instant: it stays"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("2026-03-22T10:00", "2026-03-22 23:59:59"),
        ("2026-03-27T23:00", "2026-03-27 23:59:59"),  # the last day of the ordinary term: the same instant
        ("2026-03-28T10:00", "2026-03-27 23:59:59"),  # too late already: that stays visible
    ],
)
def test_a_threat_found_later_is_due_on_the_day_it_was_found(found: str, expected: str) -> None:
    assert until(raised_due(ORDINARY, at(found))) == expected


def test_that_it_counts_from_the_finding_is_shown_as_ours() -> None:
    due = raised_due(ORDINARY, at("2026-03-22T10:00"))
    assert (due.citation, due.rests_on) == ("r-threat", ("ours-reclassing",))


@pytest.mark.parametrize(("klass", "threat"), [(0, True), (1, True), (2, False), (3, False)])
def test_classes_0_and_1_are_the_immediate_threat(klass: int, threat: bool) -> None:
    assert is_threat(klass) is threat


@pytest.mark.parametrize(
    ("old", "new", "lowering"), [(None, 3, False), (3, 1, False), (2, 2, False), (1, 2, True), (0, 1, True)]
)
def test_what_lowering_is(old: int | None, new: int, lowering: bool) -> None:
    assert is_lowering(old, new) is lowering


@pytest.mark.parametrize(
    ("second", "reason", "code"),
    [
        (None, "the child is safe at home", "second-person-needed"),
        ("anna", "the child is safe at home", "second-person-needed"),
        ("berik", "  ", "text-missing"),
        ("berik", "the child is safe at home", None),
    ],
)
def test_lowering_needs_a_second_person_and_a_reason(
    second: str | None, reason: str, code: str | None
) -> None:
    fault = lowering_fault("anna", second, reason)
    assert (fault.code if isinstance(fault, Refused) else None) == code
