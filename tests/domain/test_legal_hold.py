"""Legal hold: asked by one, confirmed by another, lifted the same way; it binds from the first word on."""

import pytest

from domain.case.forgetting_events import Ground, SubjectForgotten
from domain.case.keeping import HoldState, Part
from domain.case.legal_hold import (
    MOST,
    AskLegalHold,
    AskLiftingHold,
    ConfirmLegalHold,
    DropLegalHold,
    HoldGround,
    LegalHoldAsked,
    LegalHoldDropped,
    LegalHoldLifted,
    LegalHoldPlaced,
)
from domain.identity import subject_of
from tests.builders import ALMA, BOLAT, CALLER, CASE, CHILD, an_id, received
from tests.given import Said, case_of, given

HOLD = an_id("hold")
ASK = AskLegalHold(case=CASE, hold=HOLD, ground=HoldGround.COURT, reason=" letter 12 ")
LIFT = AskLiftingHold(case=CASE, hold=HOLD, reason="the court has ruled")
CONFIRM, DROP = ConfirmLegalHold(case=CASE, hold=HOLD), DropLegalHold(case=CASE, hold=HOLD)
PLACED, LIFTED, DROPPED = LegalHoldPlaced(hold=HOLD), LegalHoldLifted(hold=HOLD), LegalHoldDropped(hold=HOLD)


def asked(lifting: bool = False, reason: str = "letter 12", hold: object = HOLD) -> LegalHoldAsked:
    return LegalHoldAsked(
        hold=hold,  # type: ignore[arg-type]
        lifting=lifting,
        ground=HoldGround.COURT,
        subject=CHILD,
        reason=reason,
    )


def forgotten(part: Part) -> SubjectForgotten:
    return SubjectForgotten(
        subject=subject_of(CASE, part), part=part, ground=Ground.RETENTION, proposed_by=ALMA
    )


LIFTING = asked(lifting=True, reason="the court has ruled")


def test_it_is_asked_for_with_a_reason_and_confirmed_by_another() -> None:
    given(received()).when(ASK).then(asked())
    given(received(), asked()).when(CONFIRM, by=BOLAT).then(PLACED)
    given(received(), asked()).when(CONFIRM, by=ALMA).refused("own-hold")
    given().when(ASK).refused("case-unknown")


def test_it_is_lifted_the_same_way() -> None:
    given(received(), asked(), PLACED).when(LIFT).then(LIFTING)
    waiting = given(received(), asked(), PLACED, LIFTING)
    waiting.when(CONFIRM, by=ALMA).refused("own-hold")
    waiting.when(CONFIRM, by=BOLAT).then(LIFTED)


def test_without_a_reason_nothing_is_asked() -> None:
    given(received()).when(AskLegalHold(case=CASE, hold=HOLD, ground=HoldGround.COURT, reason=" ")).refused(
        "text-missing", field="reason"
    )
    given(received(), asked(), PLACED).when(AskLiftingHold(case=CASE, hold=HOLD, reason="")).refused(
        "text-missing"
    )


@pytest.mark.parametrize(
    ("events", "state", "binds"),
    [
        ((asked(),), HoldState.ASKED, True),
        ((asked(), PLACED), HoldState.PLACED, True),
        ((asked(), DROPPED), HoldState.DROPPED, False),
        ((asked(), PLACED, LIFTING), HoldState.LIFT_ASKED, True),
        ((asked(), PLACED, LIFTING, DROPPED), HoldState.PLACED, True),
        ((asked(), PLACED, LIFTING, LIFTED), HoldState.LIFTED, False),
    ],
)
def test_it_binds_from_the_first_word_to_the_last(
    events: tuple[Said, ...], state: HoldState, binds: bool
) -> None:
    keeping = case_of(received(), *events).keeping
    assert (keeping.holds[HOLD].state, keeping.held) == (state, binds)


def test_what_waits_can_be_dropped_and_what_does_not_wait_cannot_be_confirmed() -> None:
    given(received(), asked()).when(DROP).then(DROPPED)
    given(received(), asked(), PLACED, LIFTING).when(DROP, by=BOLAT).then(DROPPED)
    for command in (CONFIRM, DROP):
        given(received(), asked(), PLACED).when(command, by=BOLAT).refused("no-hold-waits")
        given(received()).when(command, by=BOLAT).refused("no-hold-waits")


def test_only_a_placed_hold_is_lifted_and_asked_again_nothing_happens() -> None:
    for events in ((), (asked(),), (asked(), PLACED, LIFTING), (asked(), DROPPED)):
        given(received(), *events).when(LIFT).refused("hold-not-placed")
    given(received(), asked()).when(ASK).then()


def test_of_one_case_there_are_not_endlessly_many() -> None:
    many = [asked(hold=an_id(f"hold {n}")) for n in range(MOST)]
    given(received(), *many).when(ASK).refused("too-many-holds", most=MOST)


def test_the_reason_is_sealed_for_somebody_who_is_still_there() -> None:
    (event,) = given(received(), forgotten(Part.CHILD)).when(ASK).then(LegalHoldAsked)
    assert event.subject == CALLER
    given(received(), *(forgotten(part) for part in Part)).when(ASK).refused("already-forgotten")
