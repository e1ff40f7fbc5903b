"""Emergency access: a reason, an hour, a day to review it, and whom it goes to if nobody does."""

from datetime import timedelta

import pytest

from domain.access import RIGHTS, Action
from domain.case.commands import AddNote, CloseCase, RecordServiceCall
from domain.case.deadlines import moments
from domain.case.emergency import (
    ABROAD,
    KIND,
    LASTS,
    MOST,
    REVIEW_WITHIN,
    Category,
    EmergencyAccessEscalated,
    EmergencyAccessOpened,
    EmergencyAccessReviewed,
    OpenEmergencyAccess,
    ReviewEmergencyAccess,
    granted,
    reaches,
)
from domain.case.events import CaseClosed
from domain.case.terms import EmergencyService
from domain.moments import CheckMoment, Moment
from tests.builders import (
    ALMA,
    BOLAT,
    CASE,
    CHILD,
    HEAD,
    NOON,
    SECOND,
    after,
    an_id,
    context,
    received,
    taken,
)
from tests.given import case_of, given

ACCESS = an_id("access")
REASON = "The mother calls: he is on the roof"


def asked(**changes: object) -> OpenEmergencyAccess:
    said = {"case": CASE, "access": ACCESS, "category": Category.CHILD_IN_DANGER, "reason": REASON}
    return OpenEmergencyAccess(**{**said, **changes})  # type: ignore[arg-type]


def opened(**changes: object) -> EmergencyAccessOpened:
    said = {
        "access": ACCESS,
        "category": Category.CHILD_IN_DANGER,
        "from_region": "KZ-75",
        "until": NOON + LASTS,
        "review_by": NOON + REVIEW_WITHIN,
        "owner": None,
        "child": CHILD,
        "reason": REASON,
    }
    return EmergencyAccessOpened(**{**said, **changes})  # type: ignore[arg-type]


def looked_at(justified: bool = True, reason: str = "", access: object = ACCESS) -> ReviewEmergencyAccess:
    return ReviewEmergencyAccess(case=CASE, access=access, justified=justified, reason=reason)  # type: ignore[arg-type]


CHECK = CheckMoment(kind=KIND, ref=str(ACCESS))


def test_it_is_taken_with_a_reason_and_names_who_answered_for_the_case() -> None:
    given(received()).when(asked()).then(opened())
    given(received(), taken(BOLAT)).when(asked()).then(opened(owner=BOLAT))


@pytest.mark.parametrize("reason", ["", "x" * 19, "  " + "x" * 19 + "  "])
def test_nineteen_characters_are_no_reason(reason: str) -> None:
    given(received()).when(asked(reason=reason)).refused("reason-too-short", least=20)


def test_twenty_are() -> None:
    given(received()).when(asked(reason="x" * 20)).then(EmergencyAccessOpened)
    given(received()).when(asked(reason="x" * 20_001)).refused("text-too-long")


def test_a_closed_case_can_be_read_too_and_one_that_is_not_there_cannot() -> None:
    given(received(), CaseClosed(child=CHILD, result="x")).when(asked()).then(EmergencyAccessOpened)
    given().when(asked()).refused("case-unknown")


def test_it_lasts_an_hour_to_the_second() -> None:
    state = case_of(received(), opened())
    assert granted(state, ALMA, after(60) - SECOND)
    assert not granted(state, ALMA, after(60))
    assert not granted(state, BOLAT, after(1))
    assert not granted(state, None, after(1))


def test_asked_again_while_it_runs_nothing_happens_and_afterwards_it_is_another_one() -> None:
    again = asked(access=an_id("second"))
    given(received(), opened()).when(again, at=after(59)).then()
    given(received(), opened()).when(again, at=after(61)).then(EmergencyAccessOpened)


def test_of_one_case_there_are_not_endlessly_many() -> None:
    many = [opened(access=an_id(f"access {n}")) for n in range(MOST)]
    given(received(), *many).when(asked(), by=BOLAT).refused("too-many-emergencies", most=MOST)


def test_who_reaches_over_is_as_the_rights_table_has_it() -> None:
    assert set(ABROAD) == {str(role) for role in RIGHTS[Action.OPEN_EMERGENCY_ABROAD]}


def test_only_those_who_run_a_region_reach_into_another() -> None:
    state = case_of(received())
    assert [reaches(state, asked(), context(role=role)) for role in ("dispatcher", "head", "operator")] == [
        True,
        True,
        False,
    ]


def test_what_keeps_the_child_safe_reaches_over_while_it_runs_and_nothing_else_does() -> None:
    state = case_of(received(), opened())
    call = RecordServiceCall(case=CASE, service=EmergencyService.AMBULANCE)
    assert reaches(state, call, context(after(1)))
    assert reaches(state, AddNote(case=CASE, text="x"), context(after(1)))
    assert not reaches(state, call, context(after(60)))
    assert not reaches(state, call, context(after(1), BOLAT))
    assert not reaches(state, CloseCase(case=CASE, result="x"), context(after(1)))


def test_another_person_reviews_it_once() -> None:
    history = (received(), opened())
    reviewed = EmergencyAccessReviewed(access=ACCESS, justified=True, child=CHILD, reason=None)
    given(*history).when(looked_at(), by=HEAD).then(reviewed)
    given(*history).when(looked_at(), by=ALMA).refused("own-emergency")
    given(*history, (reviewed, after(5), HEAD)).when(looked_at(), by=HEAD).refused("emergency-reviewed")
    given(*history).when(looked_at(access=an_id("none")), by=HEAD).refused("access-unknown")


def test_not_justified_needs_a_reason_and_stands_also_on_a_closed_case() -> None:
    history = (received(), opened(), CaseClosed(child=CHILD, result="x"))
    given(*history).when(looked_at(False), by=HEAD).refused("text-missing")
    (event,) = given(*history).when(looked_at(False, "Curiosity"), by=HEAD).then(EmergencyAccessReviewed)
    assert (event.justified, event.reason) == (False, "Curiosity")


def test_its_moment_is_a_day_later() -> None:
    assert moments(opened()) == (Moment(at=NOON + REVIEW_WITHIN + SECOND, kind=KIND, ref=str(ACCESS)),)


def test_unreviewed_it_goes_further_up_once() -> None:
    late = NOON + REVIEW_WITHIN + SECOND
    escalated = EmergencyAccessEscalated(access=ACCESS)
    reviewed = EmergencyAccessReviewed(access=ACCESS, justified=True, child=CHILD)
    given(received(), opened()).when(CHECK, at=late).then(escalated)
    given(received(), opened(), CaseClosed(child=CHILD, result="x")).when(CHECK, at=late).then(escalated)
    given(received(), opened()).when(CHECK, at=late - timedelta(seconds=2)).then()
    given(received(), opened(), escalated).when(CHECK, at=late).then()
    given(received(), opened(), (reviewed, after(5), HEAD)).when(CHECK, at=late).then()


def test_also_after_it_went_up_it_can_be_reviewed() -> None:
    history = (received(), opened(), EmergencyAccessEscalated(access=ACCESS))
    given(*history).when(looked_at(), by=HEAD).then(EmergencyAccessReviewed)
