"""What a joint plan is compared by and with, and what may never be in one."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from domain.identity import CaseId, TeamId
from domain.joint_plan import (
    Drives,
    Gain,
    PlannedVisit,
    Waiting,
    class_told,
    faults,
    gain,
    in_order,
    longest,
    one_by_one,
    visit_of,
)
from tests.builders import NOON


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
    assert (found.kind, found.worth_offering()) == ("earlier", True)
    assert longest(first, 1) == 14 * 60


def test_a_gain_of_less_than_a_minute_interrupts_nobody() -> None:
    small = Gain(kind="longest", risk_class=1, before=659, after=600)
    assert not small.worth_offering()
    assert replace(small, before=660).worth_offering()
    assert small.worth_offering(59)
    assert not replace(small, before=660).worth_offering(61)


def test_the_longest_wait_is_that_of_the_class_it_is_about() -> None:
    who = [waiting(1, 1), waiting(2, 2)]
    found = together(drives([5, 6], [9, 9]), who, {1: 1, 2: 2})
    gained = Gain(kind="longest", risk_class=2, before=600, after=540)
    assert (class_told(found, None), class_told(found, gained)) == (1, 2)
    assert class_told(found, replace(gained, kind="sum", risk_class=None)) == 1
    assert class_told((), None) == 0
    assert [longest(found, risk_class) for risk_class in (0, 1, 2)] == [0, 300, 540]


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
