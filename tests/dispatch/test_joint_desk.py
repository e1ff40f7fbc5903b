"""Accepting a joint plan at the desk: all streams or none, and what happened meanwhile is named."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch.claims import TEAM_ON_VISIT
from dispatch.desk import desk
from dispatch.ports import Submission
from dispatch.streams import CASE as CASES
from dispatch.streams import SHIFT as SHIFTS
from domain.case import commands as ask
from domain.case import visit_events as visits
from domain.case.events import CaseTaken
from domain.case.terms import RiskClass
from domain.joint_plan import JointPlan, PlannedVisit
from domain.joint_sending import AcceptJointPlan, visit_in
from domain.refusal import Refused
from domain.shift import EndShift, StartShift, TeamBooked
from tests.builders import (
    ALMA,
    BOLAT,
    CASE,
    NOON,
    OTHER_CASE,
    OTHER_SHIFT,
    OTHER_TEAM,
    OTHER_VISIT,
    REGION,
    SHIFT,
    TEAM,
    VISIT,
    an_id,
    assign,
    receive,
)
from tests.dispatch.memory import CENTRE, Memory, opened
from tests.dispatch.test_desk import FIRST, SECOND_GROUP, code

PAIRS = (
    PlannedVisit(case=CASE, team=OTHER_TEAM, risk_class=1, drive_seconds=900, wait_seconds=900),
    PlannedVisit(case=OTHER_CASE, team=TEAM, risk_class=1, drive_seconds=600, wait_seconds=600),
)
PLAN = JointPlan(at=NOON, engine="air", data_version="1", pairs=PAIRS, alone=PAIRS)
ACCEPT = AcceptJointPlan(plan_id=an_id("plan"), plan=PLAN)
SHIFTS_OF = {CASE: OTHER_SHIFT, OTHER_CASE: SHIFT}


@pytest.fixture
def burst() -> Memory:
    """Two threats at once, two groups on duty and free."""
    house = opened()
    for case in (CASE, OTHER_CASE):
        house.accepted(receive(case=case, risk_class=RiskClass.THREAT, reason="r"))
    house.accepted(FIRST)
    evening = NOON + timedelta(hours=8)
    house.accepted(StartShift(shift=OTHER_SHIFT, team=OTHER_TEAM, members=SECOND_GROUP, ends_at=evening))
    return house


def untouched(house: Memory, command: AcceptJointPlan = ACCEPT) -> Refused:
    """The refusal, after which nothing is stored at all."""
    stored = len(house.events)
    found = house.submit(command)
    assert isinstance(found, Refused)
    assert len(house.events) == stored
    return found


def test_both_groups_are_sent_by_one_command(burst: Memory) -> None:
    stored = len(burst.events)
    burst.accepted(ACCEPT)
    made = burst.events[stored:]
    assert [type(each.event) for each in made] == [CaseTaken, visits.TeamAssigned, TeamBooked] * 2
    assert len({each.envelope.command_id for each in made}) == 1
    for pair in PAIRS:
        visit = visit_in(ACCEPT.plan_id, pair.case)
        assert burst.state(CASES, pair.case)[0].visits[visit].team == pair.team
        assert burst.state(SHIFTS, SHIFTS_OF[pair.case])[0].booking.visit == visit
        assert burst.holder(TEAM_ON_VISIT, str(pair.team)).holder == str(visit)
        assert burst.tables["teams"][str(pair.team)]["status"] == "sent"
    assert burst.accepted(ACCEPT).appends == ()


def test_one_group_taken_meanwhile_sends_nobody(burst: Memory) -> None:
    """Another dispatcher sent the second pair's group to the second pair's case or to a third one."""
    third = an_id("third case")
    burst.accepted(receive(case=third))
    burst.accepted(assign(case=third), by=BOLAT)
    found = untouched(burst)
    assert found.code == "plan-team-taken"
    assert (found.params["team"], found.params["account"]) == (str(TEAM), str(BOLAT))
    assert burst.tables["teams"][str(OTHER_TEAM)]["status"] == "free"


def test_a_case_sent_to_meanwhile_sends_nobody(burst: Memory) -> None:
    burst.accepted(assign(case=OTHER_CASE, visit=OTHER_VISIT), by=BOLAT)
    found = untouched(burst)
    assert (found.code, found.params["account"]) == ("plan-case-sent", str(BOLAT))


def test_a_shift_that_ended_meanwhile_sends_nobody(burst: Memory) -> None:
    burst.accepted(EndShift(shift=SHIFT))
    assert untouched(burst).code == "plan-team-off"


def test_a_case_that_went_to_another_region_sends_nobody(burst: Memory) -> None:
    burst.accepted(ask.TransferCase(case=OTHER_CASE, region="KZ-79", reason="r"))
    assert untouched(burst).code == "plan-case-over"


def test_a_case_without_a_place_or_unknown_is_refused_by_its_own_rule(burst: Memory) -> None:
    nowhere = replace(PAIRS[1], case=an_id("no case"))
    assert untouched(burst, replace(ACCEPT, plan=replace(PLAN, pairs=(PAIRS[0], nowhere)))).code == (
        "plan-case-over"
    )
    unplaced = an_id("unplaced case")
    burst.accepted(
        receive(case=unplaced, school=None, place="somewhere", risk_class=RiskClass.THREAT, reason="r")
    )
    pairs = (PAIRS[0], replace(PAIRS[1], case=unplaced))
    found = untouched(burst, replace(ACCEPT, plan=replace(PLAN, pairs=pairs)))
    assert (found.code, found.params["case"]) == ("place-unknown", str(unplaced))


def test_a_plan_that_the_server_does_not_know_is_gone(burst: Memory) -> None:
    assert untouched(burst, AcceptJointPlan(plan_id=an_id("another"))).code == "plan-gone"


def test_two_plans_at_once_exactly_one_wins(burst: Memory) -> None:
    second = replace(ACCEPT, plan_id=an_id("the other's plan"))
    burst.accepted(ACCEPT, by=ALMA)
    stored = len(burst.events)
    found = burst.submit(second, by=BOLAT)
    assert code(found) == "plan-case-sent"
    assert found.params["account"] == str(ALMA)
    assert len(burst.events) == stored


def test_another_regions_desk_sends_nobody_here(burst: Memory) -> None:
    there = Submission(
        name="accept-joint-plan",
        command=ACCEPT,
        command_id=an_id("there"),
        by=ALMA,
        role="dispatcher",
        region="KZ-79",
        centre=CENTRE,
    )
    assert there.region != REGION
    assert code(desk(burst, there, burst.now)) == "plan-case-over"


def test_the_visits_named_are_of_this_plan_alone() -> None:
    assert visit_in(ACCEPT.plan_id, CASE) != visit_in(an_id("another"), CASE)
    assert visit_in(ACCEPT.plan_id, CASE) not in (VISIT, OTHER_VISIT)
