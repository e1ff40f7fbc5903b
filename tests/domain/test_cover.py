"""What a group's going leaves uncovered; where that decides: never over three minutes, never for a threat."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity import TeamId
from domain.recommendation import TIE_S, CoverLoss, Need, Reason, Recommendation, rank, ranking, shortlist
from domain.recommendation.ranking import WEIGHED
from tests.domain.test_recommendation import group, leg

NOW = datetime(2026, 3, 20, 11, 0, tzinfo=UTC)
REACH = 10_000.0


def need(risk_class: int | None) -> Need:
    return Need(at=NOW, group_size=2, least_shift_left=timedelta(minutes=30), risk_class=risk_class)


def team(number: int) -> TeamId:
    return TeamId(UUID(int=number))


def loss(schools: int, **other) -> CoverLoss:
    return CoverLoss(schools=schools, covered=100, within_minutes=25, **other)


def ranked(seconds: list[int], losses: list[int], risk_class: int | None) -> Recommendation:
    """Group n drives so long, and its going leaves so many schools."""
    groups = [group(n) for n in range(1, len(seconds) + 1)]
    legs = {each.team: leg(s) for each, s in zip(groups, seconds, strict=True)}
    lost = {each.team: loss(n) if n else None for each, n in zip(groups, losses, strict=True)}
    asked = need(risk_class)
    return rank(shortlist(groups, asked), legs, asked, engine="air", data_version="1", cover=lost.get)


def order(found: Recommendation) -> list[int]:
    return [each.team.int for each in found.ranked]


@pytest.mark.parametrize("risk_class", [2, 3])
def test_of_two_that_are_as_good_as_equal_the_one_goes_that_leaves_less(risk_class):
    found = ranked([600, 700, 1_000], [9, 0, 0], risk_class)
    assert order(found) == [2, 1, 3]
    assert [each.reasons[0] for each in found.ranked] == [
        Reason(code="keeps-cover", minutes=2),
        Reason(code="sooner", minutes=2),
        Reason(code="later", minutes=5),
    ]
    assert [each.margin_seconds for each in found.ranked] == [-100, 400, None]


@pytest.mark.parametrize("risk_class", [0, 1, None])
def test_for_a_threat_and_before_an_assessment_only_time_counts_and_the_warning_stands(risk_class):
    found = ranked([600, 601, 1_000], [90, 0, 0], risk_class)
    assert order(found) == [1, 2, 3]
    assert found.ranked[0].cover == loss(90)
    assert found.ranked[0].reasons[0].code == "nearest"


def test_three_minutes_are_equal_and_a_second_more_is_not():
    assert order(ranked([600, 600 + TIE_S], [9, 0], 2)) == [2, 1]
    assert order(ranked([600, 601 + TIE_S], [9, 0], 2)) == [1, 2]


def test_the_three_minutes_count_from_the_soonest_and_do_not_add_up():
    assert order(ranked([600, 760, 920], [9, 5, 0], 3)) == [2, 1, 3]


SITUATIONS = st.lists(st.tuples(st.integers(0, 900), st.sampled_from([0, 0, 3, 9, 40])), max_size=15)


def broken(found: Recommendation, risk_class: int | None) -> list[str]:
    """What an order may never be, judged pair by pair and not as the code under test does it."""
    faults = []
    every = found.ranked
    for place, before in enumerate(every):
        for after in every[place + 1 :]:
            later = before.seconds - after.seconds
            lost = [0 if each.cover is None else each.cover.schools for each in (before, after)]
            if later > TIE_S:
                faults.append("passed by more than the tie")
            if later > 0 and risk_class not in (2, 3):
                faults.append("not by time")
            if later > 0 and lost[0] >= lost[1]:
                faults.append("passed for nothing")
    if min((each.seconds for each in every), default=0) + TIE_S < (every[0].seconds if every else 0):
        faults.append("the first is late")
    if every and min(each.seconds for each in every) not in [each.seconds for each in every[:2]]:
        faults.append("the soonest is hidden")
    return faults


@given(SITUATIONS, st.sampled_from([None, 0, 1, 2, 3]))
def test_cover_never_costs_more_than_the_tie_and_nothing_in_an_urgent_class(situation, risk_class):
    seconds, losses = [s for s, _ in situation], [n for _, n in situation]
    found = ranked(seconds, losses, risk_class)
    assert broken(found, risk_class) == []
    assert sorted(order(found)) == list(range(1, len(situation) + 1))


@given(SITUATIONS)
def test_for_an_urgent_class_the_order_is_that_of_time_alone(situation):
    seconds, losses = [s for s, _ in situation], [n for _, n in situation]
    assert order(ranked(seconds, losses, 1)) == order(ranked(seconds, [0] * len(losses), 1))


@pytest.mark.parametrize(
    ("planted", "risk_class", "fault"),
    [
        (("TIE_S", 600), 2, "passed by more than the tie"),
        (("TIED_CLASSES", frozenset({0, 1, 2, 3})), 1, "not by time"),
    ],
)
def test_a_wider_tie_or_one_for_a_threat_is_found(monkeypatch, planted, risk_class, fault):
    """The planted faults."""
    monkeypatch.setattr(ranking, *planted)
    assert fault in broken(
        ranked([100, 500] if risk_class == 2 else [100, 200], [9, 0], risk_class), risk_class
    )


def test_the_soonest_is_second_at_worst():
    assert order(ranked([600, 630, 660, 690], [9, 0, 3, 0], 2)) == [2, 1, 3, 4]


def test_an_order_by_cover_among_all_equals_is_found():
    """The planted fault: the soonest is sorted behind everybody who leaves less."""
    found = ranked([600, 630, 660, 690], [9, 0, 3, 0], 2)
    turned = sorted(found.ranked, key=lambda each: 0 if each.cover is None else each.cover.schools)
    planted = Recommendation(at=NOW, engine="air", data_version="1", ranked=tuple(turned))
    assert broken(planted, 2) == ["the soonest is hidden"]


def test_an_order_by_cover_alone_is_found():
    """The planted fault: whoever leaves more goes first."""
    found = ranked([600, 700], [0, 9], 2)
    turned = Recommendation(at=NOW, engine="air", data_version="1", ranked=tuple(reversed(found.ranked)))
    assert "passed for nothing" in broken(turned, 2)


def test_of_at_most_so_many_it_is_reckoned_at_all():
    asked: list[TeamId] = []

    def cover(who: TeamId) -> None:
        asked.append(who)

    groups = [group(n) for n in range(1, 31)]
    legs = {each.team: leg(600) for each in groups}
    for risk_class, most in ((2, WEIGHED), (1, 3)):
        asked.clear()
        wanted = need(risk_class)
        rank(shortlist(groups, wanted), legs, wanted, engine="air", data_version="1", cover=cover)
        assert len(asked) == most
