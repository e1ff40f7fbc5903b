"""Accepting a joint plan: all groups or none, and what became otherwise meanwhile is named."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.case import visit_events as visits
from domain.case.events import CaseAttached, CaseTaken
from domain.joint_plan import COUNTS_FOR, PLANNED, JointPlan, PlannedVisit
from domain.joint_sending import AcceptJointPlan, Part, accept, visit_in
from domain.refusal import Refused
from domain.shift import ShiftEnded, TeamBooked
from tests.builders import (
    AINUR,
    ALMA,
    BOLAT,
    CASE,
    DANA,
    NOON,
    OTHER_CASE,
    OTHER_SHIFT,
    OTHER_TEAM,
    SHIFT,
    TEAM,
    after,
    an_id,
    assessed,
    assigned,
    booked,
    closed,
    considered,
    context,
    on_duty,
    received,
    taken,
)
from tests.domain.test_assignment import recommended
from tests.given import case_of, shift_of

PLAN_ID = an_id("plan")

PAIRS = (
    PlannedVisit(case=CASE, team=TEAM, risk_class=1, drive_seconds=600, wait_seconds=900),
    PlannedVisit(case=OTHER_CASE, team=OTHER_TEAM, risk_class=1, drive_seconds=720, wait_seconds=800),
)
PLAN = JointPlan(at=NOON, engine="air", data_version="1", pairs=PAIRS, alone=PAIRS[::-1])
ACCEPT = AcceptJointPlan(plan_id=PLAN_ID, plan=PLAN)
WAITS = (received(), taken(), assessed(1))


def part(*history: object, shift: tuple[object, ...] | None = None, other: bool = False) -> Part:
    duty = on_duty(team=OTHER_TEAM if other else TEAM)
    now = shift_of(*((duty,) if shift is None else shift))
    shift_id = OTHER_SHIFT if other else SHIFT
    return Part(case=case_of(*(history or WAITS)), shift_id=shift_id if now.on_duty else None, shift=now)


BOTH = (part(), part(other=True))


def test_accepted_both_are_sent_with_the_plan_and_what_there_was_to_choose_from() -> None:
    offers = (recommended(600), recommended(60))
    found = accept(BOTH, replace(ACCEPT, recommendations=offers), context(after(1)))
    assert not isinstance(found, Refused)
    for pair, sending, offer in zip(PAIRS, found, offers, strict=True):
        (event,), (book,) = sending.case, sending.shift
        visit = visit_in(PLAN_ID, pair.case)
        assert (event.visit, event.team, event.joint_plan, event.recommendation) == (
            visit,
            pair.team,
            PLAN,
            offer,
        )
        assert event.eta_at == after(1) + timedelta(seconds=pair.drive_seconds)
        assert book == TeamBooked(team=pair.team, visit=visit, case=pair.case)


def test_what_nobody_had_taken_is_taken_by_whoever_accepts() -> None:
    untaken = part(received(), assessed(1))
    sent = accept((untaken, BOTH[1]), ACCEPT, context(by=BOLAT))
    assert not isinstance(sent, Refused)
    taking, sending = sent[0].case
    assert isinstance(taking, CaseTaken)
    assert taking.owner == BOLAT
    assert isinstance(sending, visits.TeamAssigned)
    assert len(sent[1].case) == 1


def refused(first: Part, second: Part = BOTH[1], command: AcceptJointPlan = ACCEPT, at=NOON) -> Refused:
    found = accept((first, second), command, context(at))
    assert isinstance(found, Refused)
    return found


def test_a_group_that_was_sent_meanwhile_refuses_the_whole_plan_and_is_named() -> None:
    taken = part(shift=((on_duty(), NOON, ALMA), (booked(), after(1), BOLAT)))
    found = refused(taken)
    assert found.code == "plan-team-taken"
    assert found.params == {
        "case": str(CASE),
        "team": str(TEAM),
        "account": str(BOLAT),
        "at": after(1).isoformat(),
    }


def test_a_shift_that_ended_meanwhile_is_named() -> None:
    found = refused(part(shift=(on_duty(), ShiftEnded(team=TEAM, members=(AINUR, DANA)))))
    assert (found.code, found.params["team"]) == ("plan-team-off", str(TEAM))


def test_a_case_that_somebody_sent_to_meanwhile_gets_no_second_group() -> None:
    found = refused(part(*WAITS, (assigned(team=OTHER_TEAM), after(1), BOLAT)))
    assert found.code == "plan-case-sent"
    assert found.params == {
        "case": str(CASE),
        "team": str(OTHER_TEAM),
        "account": str(BOLAT),
        "at": after(1).isoformat(),
    }


@pytest.mark.parametrize(
    "more", [(considered(),), (considered(), closed()), (CaseAttached(to=OTHER_CASE, to_number="2"),)]
)
def test_a_case_that_is_over_meanwhile_refuses_the_plan(more: tuple[object, ...]) -> None:
    assert refused(part(*WAITS, *more)).code == "plan-case-over"


def test_the_second_pair_is_looked_at_as_the_first_is() -> None:
    assert refused(BOTH[0], part(*WAITS, considered(), other=True)).params["case"] == str(OTHER_CASE)


def test_a_plan_that_nobody_knows_or_that_is_old_is_gone() -> None:
    assert refused(*BOTH, command=replace(ACCEPT, plan=None)).code == "plan-gone"
    assert refused(*BOTH, command=replace(ACCEPT, plan=replace(PLAN, pairs=()))).code == "plan-gone"
    assert refused(*BOTH, at=NOON + COUNTS_FOR + timedelta(seconds=1)).code == "plan-gone"
    assert not isinstance(accept(BOTH, ACCEPT, context(NOON + COUNTS_FOR)), Refused)


def test_accepted_a_second_time_it_changes_nothing() -> None:
    sent_before = [
        part(*WAITS, assigned(visit=visit_in(PLAN_ID, pair.case), team=pair.team)) for pair in PAIRS
    ]
    assert accept(sent_before, ACCEPT, context(after(60))) == ()


def test_the_plan_names_no_class_that_is_not_planned_for() -> None:
    assert {pair.risk_class for pair in PAIRS} <= set(PLANNED)
    assert 3 not in PLANNED


def test_what_is_stored_reads_as_it_was() -> None:
    events = accept(BOTH, ACCEPT, context())
    assert not isinstance(events, Refused)
    state = case_of(*WAITS, *events[0].case)
    assert state.visits[visit_in(PLAN_ID, CASE)].eta_at == after(10)
    assert isinstance(events[0].case[0], visits.TeamAssigned)
