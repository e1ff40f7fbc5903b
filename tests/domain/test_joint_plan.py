"""What a joint plan is compared by and with; what may never be in one; what accepting it decides."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from domain.case import visit_events as visits
from domain.case.events import CaseAttached
from domain.identity import CaseId, TeamId
from domain.joint_plan import (
    COUNTS_FOR,
    PLANNED,
    Drives,
    Gain,
    JointPlan,
    PlannedVisit,
    Waiting,
    faults,
    gain,
    in_order,
    longest,
    one_by_one,
    visit_of,
)
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
)
from tests.domain.test_assignment import recommended
from tests.given import case_of, shift_of

PLAN_ID = an_id("plan")


def case(number: int) -> CaseId:
    return CaseId(UUID(int=number))


def team(number: int) -> TeamId:
    return TeamId(UUID(int=100 + number))


def waiting(number: int, risk_class: int = 1, minutes: float = 0) -> Waiting:
    return Waiting(case=case(number), risk_class=risk_class, received_at=NOON - timedelta(minutes=minutes))


def drives(*rows: list[int | None]) -> Drives:
    """Minutes, a row per case from 1 on, a column per team; nothing for a forbidden pair."""
    return {
        (case(c), team(t)): minutes * 60
        for c, row in enumerate(rows, 1)
        for t, minutes in enumerate(row, 1)
        if minutes is not None
    }


def sent(pairs: tuple[PlannedVisit, ...]) -> dict[int, int]:
    return {pair.case.int: pair.team.int - 100 for pair in pairs}


def test_one_by_one_takes_the_nearest_left_by_class_and_then_by_time() -> None:
    three = [waiting(1, 2, minutes=30), waiting(2, 1, minutes=1), waiting(3, 1, minutes=5)]
    assert [each.case.int for each in in_order(three)] == [3, 2, 1]
    found = one_by_one(three, drives([5, 9, 9], [5, 9, 9], [5, 8, 9]), NOON)
    assert sent(found) == {3: 1, 2: 2, 1: 3}
    assert [(each.drive_seconds, each.wait_seconds) for each in found] == [
        (300, 600),
        (540, 600),
        (540, 2340),
    ]


def test_one_by_one_passes_over_whom_no_group_is_left_for() -> None:
    two = [waiting(1), waiting(2, minutes=5)]
    assert sent(one_by_one(two, drives([4, None], [3, 7]), NOON)) == {2: 1}


def together(table: Drives, who: list[Waiting], pairs: dict[int, int]) -> tuple[PlannedVisit, ...]:
    by_case = {each.case: each for each in who}
    return tuple(visit_of(by_case[case(c)], team(t), table[case(c), team(t)], NOON) for c, t in pairs.items())


@pytest.mark.parametrize(
    ("classes", "rows", "pairs", "found"),
    [
        ([1, 1], ([10, 18], [10, 24]), {1: 2, 2: 1}, ("longest", 1, 24 * 60, 18 * 60)),
        ([1, 1], ([10, 12], [30, None]), {1: 2, 2: 1}, ("served", 1, 1, 2)),
        ([1, 2], ([10, 10], [10, 30]), {1: 2, 2: 1}, ("longest", 2, 30 * 60, 10 * 60)),
        ([1, 1], ([10, 18], [10, 18]), {1: 2, 2: 1}, None),
        ([1, 2], ([10, 11], [10, 30]), {1: 2, 2: 1}, None),
    ],
)
def test_the_first_difference_tells_what_is_gained(classes, rows, pairs, found) -> None:
    who = [waiting(n, risk_class) for n, risk_class in enumerate(classes, 1)]
    table = drives(*rows)
    alone = one_by_one(who, table, NOON)
    expected = (
        None if found is None else Gain(kind=found[0], risk_class=found[1], before=found[2], after=found[3])
    )
    assert gain(together(table, who, pairs), alone) == expected
    assert gain(alone, alone) is None


def test_where_the_longest_waits_are_the_same_the_drives_count_by_weight() -> None:
    who = [waiting(1, 1), waiting(2, 1), waiting(3, 1, minutes=90)]
    table = drives([5, 6, 50], [5, 20, 50], [1, 1, 40])
    alone = together(table, who, {3: 1, 1: 2, 2: 3})
    ours = together(table, who, {3: 1, 1: 2, 2: 2})
    assert gain(ours, alone) == Gain(kind="sum", risk_class=None, before=1140, after=540)


def test_nobody_who_waited_longer_is_passed_over() -> None:
    who = [waiting(1, minutes=9), waiting(2)]
    table = drives([5], [3])
    first, second = (together(table, who, {n: 1}) for n in (1, 2))
    found = gain(first, second)
    assert found is not None
    assert (found.kind, found.worth_offering) == ("earlier", True)
    assert longest(first, found) == 14 * 60


def test_a_gain_of_less_than_a_minute_interrupts_nobody() -> None:
    small = Gain(kind="longest", risk_class=1, before=659, after=600)
    assert not small.worth_offering
    assert replace(small, before=660).worth_offering


def test_the_longest_wait_is_that_of_the_class_it_is_about() -> None:
    who = [waiting(1, 1), waiting(2, 2)]
    found = together(drives([5, 6], [9, 9]), who, {1: 1, 2: 2})
    assert longest(found) == 300
    assert longest(found, Gain(kind="longest", risk_class=2, before=600, after=540)) == 540
    assert longest(()) == 0


def test_what_may_never_be_in_a_plan_is_found() -> None:
    """The planted faults: a pair that is forbidden, one told wrong, a case and a group twice."""
    who = [waiting(1), waiting(2)]
    table = drives([5, 6], [7, None])
    good = together(table, who, {1: 2, 2: 1})
    assert faults(good, table) == ()
    forbidden = replace(good[1], team=team(2))
    assert faults((forbidden,), table) == ("forbidden",)
    assert faults((replace(good[0], drive_seconds=1),), table) == ("forbidden",)
    assert faults((good[0], together(table, who, {1: 1})[0]), table) == ("case-twice",)
    assert faults(together(table, who, {1: 1, 2: 1}), table) == ("team-twice",)


# accepting

PAIRS = (
    PlannedVisit(case=CASE, team=TEAM, risk_class=1, drive_seconds=600, wait_seconds=900),
    PlannedVisit(case=OTHER_CASE, team=OTHER_TEAM, risk_class=1, drive_seconds=720, wait_seconds=800),
)
PLAN = JointPlan(at=NOON, engine="air", data_version="1", pairs=PAIRS, alone=PAIRS[::-1])
ACCEPT = AcceptJointPlan(plan_id=PLAN_ID, plan=PLAN)
WAITS = (received(), assessed(1))


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
