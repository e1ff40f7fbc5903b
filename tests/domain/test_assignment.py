"""Sending a team, taking it back: a group of the centre's own, on duty, on no other visit (rule 7)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.case import events as happened
from domain.case import visit_commands as ask
from domain.case import visit_events as visits
from domain.case.terms import OverrideCode, VisitState
from domain.centre import CentreSettings
from domain.law.citations import Rule
from domain.recommendation import Candidate, Recommendation, UsedPosition
from domain.shift import ShiftEnded, TeamBooked, TeamFreed
from tests.builders import (
    AINUR,
    BOLAT,
    CASE,
    CHILD,
    DANA,
    NOON,
    OTHER_TEAM,
    OTHER_VISIT,
    SHIFT,
    TEAM,
    VISIT,
    after,
    an_id,
    assessed,
    assign,
    assigned,
    booked,
    closed,
    considered,
    ended,
    on_duty,
    received,
    taken,
)
from tests.given import case_of, given

FREED = TeamFreed(team=TEAM, visit=VISIT)
BOOKED = TeamBooked(team=TEAM, visit=VISIT, case=CASE)


def test_a_team_on_duty_and_free_is_sent_and_booked() -> None:
    given(received(), taken(), assessed(1)).with_shift(on_duty()).when(assign()).then(assigned(), BOOKED)


def test_not_even_an_assessment_is_waited_for() -> None:
    given(received(), taken()).with_shift(on_duty()).when(assign()).then(assigned(), BOOKED)


def test_the_time_to_accept_is_the_centres() -> None:
    patient = CentreSettings(accept_within=10)
    case = given(received(), taken()).with_shift(on_duty())
    answer = case.when(assign(), at=after(2), centre=patient).answer
    assert answer.case[0].accept_by == after(12)


def test_the_same_visit_again_changes_nothing_another_team_is_another_visit() -> None:
    sent = given(received(), taken(), assigned()).with_shift(on_duty(), booked())
    sent.when(assign()).then()
    sent.when(assign(team=OTHER_TEAM)).refused("visit-known")


@pytest.mark.parametrize("history", [(), (on_duty(), ShiftEnded(team=TEAM, members=(AINUR, DANA)))])
def test_a_team_off_duty_is_refused(history: tuple[object, ...]) -> None:
    case = given(received(), taken())
    case = case.with_shift(*history) if history else case
    case.when(assign()).refused("team-off-duty", Rule.VISIT_GROUP)


def test_a_team_on_another_visit_is_refused_with_who_sent_it_and_when() -> None:
    busy = given(received(), taken()).with_shift(on_duty(), (booked(OTHER_VISIT), after(7), BOLAT))
    busy.when(assign()).refused("team-busy", Rule.VISIT_GROUP, account=str(BOLAT), at=after(7).isoformat())


def test_freed_it_can_be_sent_again() -> None:
    freed = TeamFreed(team=TEAM, visit=OTHER_VISIT)
    given(received(), taken()).with_shift(on_duty(), booked(OTHER_VISIT), freed).when(assign()).then(
        assigned(), BOOKED
    )


@pytest.mark.parametrize(
    ("members", "code"),
    [((), "group-missing"), ((AINUR,), "group-too-small"), ((AINUR, AINUR), "group-too-small")],
)
def test_no_order_to_drive_without_a_group(members: tuple[object, ...], code: str) -> None:
    given(received(), taken()).with_shift(on_duty(members=members)).when(assign()).refused(code)


def test_the_size_of_a_group_is_a_setting() -> None:
    alone = given(received(), taken()).with_shift(on_duty(members=(AINUR,)))
    alone.when(assign(), centre=CentreSettings(group_size=1)).then(visits.TeamAssigned, BOOKED)


def test_somewhere_to_drive_is_needed() -> None:
    nowhere = received(school=None, nearest_school=None)
    given(nowhere, taken()).with_shift(on_duty()).when(assign()).refused("place-unknown")
    corrected = happened.PlaceCorrected(school=an_id("s"), nearest_school=None, district=None, child=CHILD)
    given(nowhere, taken(), corrected).with_shift(on_duty()).when(assign()).then(visits.TeamAssigned, BOOKED)


def test_visits_and_reasons_have_an_end() -> None:
    over = [
        event
        for n in range(50)
        for event in (
            assigned(visit=an_id(f"v{n}")),
            visits.AssignmentCancelled(visit=an_id(f"v{n}"), team=TEAM, child=CHILD),
        )
    ]
    given(received(), taken(), *over).with_shift(on_duty()).when(assign()).refused("too-many-visits", most=50)
    given(received(), taken()).with_shift(on_duty()).when(assign(reason="a" * 2_001)).refused("text-too-long")


def test_no_case_no_visit() -> None:
    given().with_shift(on_duty()).when(assign()).refused("case-unknown")
    shut = given(received(), taken(), assessed(), considered(), closed())
    shut.with_shift(on_duty()).when(assign()).refused("case-closed")


def recommended(seconds: int) -> Recommendation:
    used = UsedPosition(lat=43.2, lon=76.9, source="phone", age_seconds=4)
    first = Candidate(
        team=TEAM,
        shift=SHIFT,
        seconds_low=seconds,
        seconds=seconds,
        seconds_high=seconds,
        metres=900,
        margin_seconds=None,
        position=used,
        reasons=(),
    )
    return Recommendation(at=NOON, engine="air", data_version="1", ranked=(first,))


def test_what_was_recommended_is_kept_and_says_when_it_arrives() -> None:
    command = assign(recommendation=recommended(600), reason="knows the school")
    (sent,) = given(received(), taken()).with_shift(on_duty()).when(command).answer.case
    assert (sent.eta_at, sent.recommendation) == (NOON + timedelta(seconds=600), recommended(600))
    assert sent.override_reason == "knows the school"


def test_a_team_that_was_not_recommended_has_no_time() -> None:
    other = assign(team=OTHER_TEAM, recommendation=recommended(600), reason="knows the child")
    (sent,) = given(received(), taken()).with_shift(on_duty(team=OTHER_TEAM)).when(other).answer.case
    assert sent.eta_at is None


@pytest.mark.parametrize("reason", [None, "", "  \n"])
def test_who_takes_another_than_the_first_says_why(reason: str | None) -> None:
    another = assign(team=OTHER_TEAM, recommendation=recommended(600), reason=reason)
    case = given(received(), taken()).with_shift(on_duty(team=OTHER_TEAM))
    case.when(another).refused("override-reason-missing")


def test_who_sends_one_although_nobody_was_fit_says_why() -> None:
    nobody = Recommendation(at=NOON, engine="air", data_version="1")
    given(received(), taken()).with_shift(on_duty()).when(assign(recommendation=nobody)).refused(
        "override-reason-missing"
    )


@pytest.mark.parametrize(
    "told",
    [
        {"recommendation": None},
        {"recommendation": replace(recommended(600), anew=True)},
        {"recommendation": recommended(600), "reason": "knows the child"},
        {"recommendation": recommended(600), "override": OverrideCode.ROAD},
    ],
)
def test_no_reason_is_asked_for_what_nobody_saw(told) -> None:
    another = assign(team=OTHER_TEAM, **told)
    (sent,) = given(received(), taken()).with_shift(on_duty(team=OTHER_TEAM)).when(another).answer.case
    assert sent.team == OTHER_TEAM


def test_reassigning_cancels_the_earlier_visit_in_the_same_step() -> None:
    late = assign(visit=OTHER_VISIT, team=OTHER_TEAM, instead_of=VISIT, reason="stuck")
    given(received(), taken(), assigned()).with_shift(on_duty(team=OTHER_TEAM)).when(late).then(
        visits.AssignmentCancelled(visit=VISIT, team=TEAM, child=CHILD, reason="stuck"),
        visits.TeamAssigned,
        TeamBooked(team=OTHER_TEAM, visit=OTHER_VISIT, case=CASE),
        FREED,
    )


@pytest.mark.parametrize(
    ("history", "code"),
    [
        ((), "visit-unknown"),
        ((assigned(), ended()), "visit-over"),
        ((assigned(), visits.AssignmentCancelled(visit=VISIT, team=TEAM, child=CHILD)), "visit-cancelled"),
    ],
)
def test_only_a_running_visit_is_replaced(history: tuple[object, ...], code: str) -> None:
    late = assign(visit=OTHER_VISIT, team=OTHER_TEAM, instead_of=VISIT)
    given(received(), taken(), *history).with_shift(on_duty(team=OTHER_TEAM)).when(late).refused(code)


DECLINE = ask.DeclineAssignment(case=CASE, visit=VISIT, reason="flat tyre")
CANCEL = ask.CancelAssignment(case=CASE, visit=VISIT, reason="found at home")


@pytest.mark.parametrize(
    ("command", "event", "state"),
    [
        (DECLINE, visits.AssignmentDeclined, VisitState.DECLINED),
        (CANCEL, visits.AssignmentCancelled, VisitState.CANCELLED),
    ],
)
def test_declined_or_cancelled_the_team_is_free(command: object, event: type, state: VisitState) -> None:
    said, _ = given(received(), taken(), assigned()).when(command).then(event, FREED)
    assert case_of(received(), assigned(), said).visits[VISIT].state is state
    given(received(), taken(), assigned(), said).when(command).then()


@pytest.mark.parametrize("kind", [ask.DeclineAssignment, ask.CancelAssignment])
def test_both_say_why_and_of_which_visit(kind: type) -> None:
    sent = given(received(), taken(), assigned())
    sent.when(kind(case=CASE, visit=VISIT, reason=" ")).refused("text-missing", field="reason")
    sent.when(kind(case=CASE, visit=VISIT, reason="a" * 2_001)).refused("text-too-long", field="reason")
    given(received(), taken()).when(kind(case=CASE, visit=VISIT, reason="r")).refused("visit-unknown")


def test_a_visit_ends_and_frees_the_team_once() -> None:
    command = ask.EndVisit(case=CASE, visit=VISIT, outcome="not-needed")
    given(received(), taken(), assigned()).when(command).then(ended(), FREED)
    given(received(), taken(), assigned(), ended()).when(command).then()
    declined = visits.AssignmentDeclined(visit=VISIT, team=TEAM, child=CHILD)
    given(received(), taken(), assigned(), declined).when(command).refused("visit-over")


def test_unanswered_the_team_may_still_accept() -> None:
    silent = visits.AssignmentUnanswered(visit=VISIT, team=TEAM)
    assert case_of(received(), assigned(), silent).visits[VISIT].unanswered
    accept = ask.AcceptAssignment(case=CASE, visit=VISIT)
    given(received(), taken(), assigned(), silent).when(accept).then(visits.AssignmentAccepted)
