"""Which demands nobody free fulfils in time: the smallest such, all of them, and who would be there first."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.recommendation import Group, Need, Shortfall
from domain.recommendation import shortfall as short
from domain.recommendation.fitness import lacks
from domain.recommendation.shortfall import shortfalls
from tests.domain.test_recommendation import NEED, NOW, group

KK, RU = frozenset({"kk"}), frozenset({"ru"})
NOBODY = frozenset[str]()
IN_40 = timedelta(minutes=40)


def free_in(minutes: float, **other) -> dict[str, object]:
    return {"status": "on-site", "free_at": NOW + timedelta(minutes=minutes), **other}


def asked(
    groups: list[Group], minutes: dict[int, float], within: timedelta | None = IN_40, need: Need = NEED
):
    seconds = {each.team: round(minutes[each.team.int] * 60) for each in groups if each.team.int in minutes}
    return shortfalls(groups, need, seconds, within)


def test_the_sentence_of_the_one_who_has_both_and_is_busy():
    """No free group speaks Kazakh and has a psychologist within 40 min; nearest is 2, free in about 35."""
    groups = [
        group(1, languages=RU),
        group(2, **free_in(33)),
        group(3, languages=KK, professions=NOBODY),
        group(4, **free_in(20)),
    ]
    (told,) = asked(groups, {1: 5, 2: 4, 3: 9, 4: 30})
    assert told == Shortfall(
        demands=("language:kk", "profession"),
        within_minutes=40,
        nearest=groups[1].team,
        free_in_minutes=35,
        there_in_minutes=40,
    )


def test_what_nobody_has_at_all_is_named_alone():
    groups = [group(1, languages=RU), group(2, languages=RU, professions=NOBODY)]
    (told,) = asked(groups, {1: 5, 2: 5})
    assert told == Shortfall(demands=("language:kk",), within_minutes=40)


def test_two_that_nobody_has_are_two():
    told = asked([group(1, languages=RU, professions=NOBODY)], {1: 5})
    assert [each.demands for each in told] == [("language:kk",), ("profession",)]


def test_where_somebody_has_all_in_time_nothing_is_short():
    assert asked([group(1), group(2, languages=RU)], {1: 40, 2: 1}) == ()


def test_where_nobody_is_there_in_time_that_is_all_there_is_to_say():
    groups = [group(1), group(2, languages=RU)]
    assert asked(groups, {1: 41, 2: 90}) == (
        Shortfall(
            demands=(), within_minutes=40, nearest=groups[0].team, free_in_minutes=0, there_in_minutes=45
        ),
    )


@pytest.mark.parametrize("within", [None, timedelta(), timedelta(minutes=-9)])
def test_without_a_target_and_after_it_a_free_group_counts_however_far(within):
    assert asked([group(1)], {1: 500}, within) == ()
    (told,) = asked([group(1, languages=RU)], {1: 500}, within)
    assert told == Shortfall(demands=("language:kk",))


def test_nobody_on_duty_is_short_too():
    assert asked([group(1, status="off")], {}) == (Shortfall(demands=(), within_minutes=40),)
    assert asked([], {}) == (Shortfall(demands=(), within_minutes=40),)


def test_a_resting_group_is_free_when_it_has_rested():
    need = replace(NEED, rest_after_visit=timedelta(minutes=30))
    resting = group(1, visit_ended_at=NOW - timedelta(minutes=18))
    (told,) = asked([resting], {1: 6}, need=need)
    assert (told.nearest, told.free_in_minutes, told.there_in_minutes) == (resting.team, 15, 20)


def test_who_is_busy_and_nobody_knows_until_when_is_named_without_a_time():
    groups = [group(1, status="sent", free_at=None), group(2, **free_in(-5))]
    (told,) = asked(groups, {1: 6, 2: 3})
    assert (told.nearest, told.free_in_minutes, told.there_in_minutes) == (groups[1].team, None, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"members": 1},
        {"ends_at": NOW + timedelta(minutes=60)},
        {"languages": RU},
        {"shift": None},
    ],
)
def test_nobody_is_named_who_could_not_go_then_either(changed):
    (told,) = asked([group(1, **free_in(35, **changed))], {1: 5})
    assert told.nearest is None


def test_one_who_fulfils_everything_is_named_before_one_who_fulfils_what_is_short():
    half, whole = group(1, professions=NOBODY, **free_in(10)), group(2, **free_in(30))
    here = group(3, languages=RU)
    assert asked([half, whole, here], {1: 5, 2: 5, 3: 5})[0].nearest == whole.team
    assert asked([half, here], {1: 5, 3: 5})[0].nearest == half.team


GROUPS = st.builds(
    group,
    st.integers(1, 40),
    status=st.sampled_from(["free", "free", "on-site", "off"]),
    free_at=st.sampled_from([None, NOW - timedelta(minutes=3), NOW + timedelta(minutes=20)]),
    ends_at=st.sampled_from([NOW + timedelta(minutes=20), NOW + timedelta(hours=5)]),
    languages=st.frozensets(st.sampled_from(["kk", "ru", "en"])),
    professions=st.frozensets(st.sampled_from(["psychologist", "lawyer"])),
)
SITUATIONS = st.lists(st.tuples(GROUPS, st.integers(1, 90)), max_size=10, unique_by=lambda pair: pair[0].team)
NEEDS = st.builds(
    lambda languages, asks: replace(
        NEED, languages=languages, professions=NEED.professions if asks else NOBODY
    ),
    st.frozensets(st.sampled_from(["kk", "ru", "en"])),
    st.booleans(),
)


def broken(told: tuple[Shortfall, ...], situation, need: Need, within: timedelta | None) -> list[str]:
    """What is wrong with what was told, judged over all combinations there are."""
    at_hand = [
        g
        for g, minutes in situation
        if g.status == "free"
        and g.ends_at - NOW >= need.least_shift_left
        and (within is None or timedelta(minutes=minutes) <= within)
    ]

    def somebody(some: frozenset[str]) -> bool:
        return any(not lacks(g, need) & some for g in at_hand)

    every = [
        frozenset(some) for size in range(len(need.demands) + 1) for some in combinations(need.demands, size)
    ]
    smallest = {
        some for some in every if not somebody(some) and all(somebody(less) for less in every if less < some)
    }
    named = [frozenset(each.demands) for each in told]
    faults = ["not the smallest that nobody fulfils"] if set(named) != smallest else []
    by_team = {g.team: g for g, _ in situation}
    for each in told:
        who = None if each.nearest is None else by_team[each.nearest]
        wanted = set(each.demands or need.demands)
        if who is not None and (lacks(who, need) & wanted or who.status == "off"):
            faults.append("names one who does not fulfil it")
    return faults


@given(SITUATIONS, NEEDS, st.sampled_from([None, IN_40]))
def test_the_smallest_combinations_are_named_and_no_other(situation, need, within):
    groups = [g for g, _ in situation]
    told = asked(groups, {g.team.int: minutes for g, minutes in situation}, within, need)
    assert broken(told, situation, need, within) == []
    assert len(set(told)) == len(told)


def test_naming_more_than_the_smallest_is_found(monkeypatch):
    """The planted fault: all demands together, although one of them is what nobody has."""
    monkeypatch.setattr(short, "_combinations", lambda demands: [frozenset(demands)])
    situation = [(group(1, languages=RU), 5)]
    told = asked([situation[0][0]], {1: 5})
    assert broken(told, situation, NEED, IN_40) == ["not the smallest that nobody fulfils"]


def test_a_busy_group_taken_for_free_is_found(monkeypatch):
    """The planted fault: whoever is on a visit counts as at hand."""
    monkeypatch.setattr(short, "hindrances", lambda g, need: ())
    busy = group(1, **free_in(30))
    told = asked([busy], {1: 5})
    assert broken(told, [(busy, 5)], NEED, IN_40) == ["not the smallest that nobody fulfils"]
