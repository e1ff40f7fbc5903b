"""The search against every possible plan; forbidden pairs; one rung for all; the planted faults."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations, permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import joint_plan as search
from dispatch.joint_plan import best
from domain.identity import CaseId, TeamId
from domain.joint_plan import (
    PLANNED,
    Drives,
    PlannedVisit,
    Waiting,
    faults,
    gain,
    in_order,
    one_by_one,
    visit_of,
    weighted,
)
from tests.builders import NOON

Plan = tuple[PlannedVisit, ...]


def every_plan(waiting: list[Waiting], drives: Drives) -> Iterator[Plan]:
    """All of them, the empty one too."""
    teams = sorted({team for _, team in drives})
    for size in range(min(len(waiting), len(teams)) + 1):
        for some in combinations(waiting, size):
            for who in permutations(teams, size):
                pairs = list(zip(some, who, strict=True))
                if all((each.case, team) in drives for each, team in pairs):
                    yield tuple(visit_of(each, team, drives[each.case, team], NOON) for each, team in pairs)


def worth(plan: Plan, waiting: list[Waiting]) -> tuple[object, ...]:
    """Less is better: who is served, in order; the longest wait class by class; the sum."""
    served = {each.case for each in plan}
    unserved = tuple(each.case not in served for each in in_order(waiting))
    waits = [
        max((each.wait_seconds for each in plan if each.risk_class == risk), default=0) for risk in PLANNED
    ]
    return (unserved, *waits, weighted(plan))


def broken(plan: Plan, waiting: list[Waiting], drives: Drives) -> list[str]:
    """What is wrong with a plan, judged by all the others and not by the search."""
    found = list(faults(plan, drives))
    least = min(worth(each, waiting) for each in every_plan(waiting, drives))
    mine = worth(plan, waiting)
    names = ("served", *(f"longest {risk}" for risk in PLANNED), "sum")
    found += [name for name, ours, theirs in zip(names, mine, least, strict=True) if ours != theirs]
    return found


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Waiting], Drives]:
    cases, teams = draw(st.integers(0, 4)), draw(st.integers(0, 5))
    waiting = [
        Waiting(
            case=CaseId(UUID(int=n)),
            risk_class=draw(st.sampled_from(PLANNED)),
            received_at=NOON
            - timedelta(minutes=draw(st.integers(0, 5)), milliseconds=draw(st.integers(0, 999))),
        )
        for n in range(1, cases + 1)
    ]
    seconds = st.none() | st.integers(0, 9).map(lambda n: n * 60)
    drives = {
        (each.case, TeamId(UUID(int=100 + t))): told
        for each in waiting
        for t in range(teams)
        if (told := draw(seconds)) is not None
    }
    return waiting, drives


@given(situations())
def test_no_plan_is_better_and_nothing_forbidden_is_chosen(situation) -> None:
    waiting, drives = situation
    assert broken(best(waiting, drives, NOON), waiting, drives) == []


@given(situations())
def test_together_is_never_worse_than_one_by_one(situation) -> None:
    waiting, drives = situation
    together, alone = best(waiting, drives, NOON), one_by_one(waiting, drives, NOON)
    assert worth(together, waiting) <= worth(alone, waiting)
    assert faults(alone, drives) == ()
    found = gain(together, alone)
    assert found is None or found.kind == "earlier" or found.before != found.after


@given(situations(), st.randoms())
def test_the_plan_does_not_hang_on_the_order_of_asking(situation, chance) -> None:
    waiting, drives = situation
    mixed, pairs = list(waiting), list(drives.items())
    chance.shuffle(mixed)
    chance.shuffle(pairs)
    assert best(mixed, dict(pairs), NOON) == best(waiting, drives, NOON)


def table(*rows: list[int | None], classes: list[int] | None = None) -> tuple[list[Waiting], Drives]:
    waiting = [
        Waiting(case=CaseId(UUID(int=n)), risk_class=risk, received_at=NOON)
        for n, risk in enumerate(classes or [1] * len(rows), 1)
    ]
    drives = {
        (waiting[c].case, TeamId(UUID(int=100 + t))): minutes * 60
        for c, row_ in enumerate(rows)
        for t, minutes in enumerate(row_)
        if minutes is not None
    }
    return waiting, drives


FEW_FIT = table([5, 6], [3, None])


def test_without_the_bound_on_waits_the_least_sum_is_found_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """1 and 5 minutes are less together than 4 and 3, and somebody waits longer."""
    two = table([1, 4], [3, 5])
    monkeypatch.setattr(search, "_shortest_waits", lambda waits, classes, allowed: allowed)
    assert "longest 1" in broken(best(*two, NOON), *two)


def test_without_the_sum_any_plan_within_the_waits_is_found_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    two = table([7, 3, 9], [9, 9, 9])
    monkeypatch.setattr(search, "_least_sum", lambda costs, allowed: [0, 1])
    assert broken(best(*two, NOON), *two) == ["sum"]


def test_with_a_class_forgotten_the_order_of_classes_is_found_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    two, bound = table([8, 2], [4, 3], classes=[2, 0]), search._shortest_waits
    monkeypatch.setattr(search, "_shortest_waits", lambda w, classes, a: bound(w, -classes, a))
    assert broken(best(*two, NOON), *two)[0] == "longest 0"


def test_whoever_can_go_soonest_first_is_found_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: with more cases than groups the last ones are served."""
    three = table([9], [1], [2])
    monkeypatch.setattr(search, "_served", lambda possible: [1])
    assert broken(best(*three, NOON), *three)[0] == "served"


def test_a_search_that_ignores_what_is_forbidden_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The result itself is checked: whatever the search did, no child gets a group that is not fit."""
    monkeypatch.setattr(search, "_least_sum", lambda costs, allowed: [0, 1])
    with pytest.raises(ValueError, match="forbidden"):
        best(*FEW_FIT, NOON)
    monkeypatch.setattr(search, "_least_sum", lambda costs, allowed: [0, 0])
    with pytest.raises(ValueError, match="team-twice"):
        best(*FEW_FIT, NOON)


def test_more_cases_than_groups_whoever_waited_longest_goes_first() -> None:
    waiting, drives = table([9], [1], [2])
    waiting[0] = Waiting(case=waiting[0].case, risk_class=1, received_at=NOON - timedelta(minutes=1))
    (pair,) = best(waiting, drives, NOON)
    assert pair.case == waiting[0].case


def test_the_only_one_who_fits_is_kept_for_whom_nobody_else_fits() -> None:
    together, alone = best(*FEW_FIT, NOON), one_by_one(*FEW_FIT, NOON)
    assert len(together) == 2
    assert len(alone) == 1
    found = gain(together, alone)
    assert found is not None
    assert (found.kind, found.before, found.after) == ("served", 1, 2)


@pytest.mark.parametrize("situation", [([], {}), (table([None, None])[0], {})])
def test_nobody_waits_or_nobody_can_go(situation) -> None:
    assert best(*situation, NOON) == ()


def test_fifty_groups_and_twenty_cases_are_planned() -> None:
    from random import Random

    chance = Random(1)
    waiting, drives = table(*[[chance.randint(2, 40) for _ in range(50)] for _ in range(20)])
    assert len(best(waiting, drives, NOON)) == 20
