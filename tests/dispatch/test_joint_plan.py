"""From rows of cases and teams to the plan: one rung for all, who is fit for whom, who waits at all."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from dispatch.joint_plan import Request, joint_plan, waiting_of, waits
from dispatch.positions import LivePosition
from dispatch.recommend import Scene
from dispatch.routing.ladder import Ladder
from dispatch.routing.straight import StraightLine
from domain.centre import CentreSettings
from domain.identity import CaseId
from domain.joint_plan import Waiting
from domain.places import Point
from domain.remote import OnSite
from domain.skills import ChildSkills
from tests.builders import NOON
from tests.dispatch.test_recommend import row
from tests.dispatch.told_rung import Told

FIRST, SECOND = Point(lat=46.18, lon=70.42), Point(lat=46.20, lon=70.42)


def request(number: int, destination: Point, language: str | None = None, minutes: int = 0) -> Request:
    waiting = Waiting(
        case=CaseId(UUID(int=number)), risk_class=1, received_at=NOON - timedelta(minutes=minutes)
    )
    return Request(waiting=waiting, destination=destination, language=language)


def on_board(number: int, **other):
    return row(number, ends_at=(NOON + timedelta(hours=3)).isoformat(), **other)


def asked(requests, rows, router=None, live=None, settings=None):
    by = router or Ladder(StraightLine())
    return joint_plan(requests, rows, live or {}, settings or CentreSettings(), by, NOON)


def test_all_times_are_asked_for_at_once_and_are_of_one_rung() -> None:
    roads, air = Told("roads", "engine-gone"), StraightLine()
    found = asked([request(1, FIRST), request(2, SECOND)], [on_board(1), on_board(2)], Ladder(roads, air))
    assert roads.calls == 1
    assert (found.plan.engine, [each.code for each in found.fallen]) == ("air", ["engine-gone"])
    assert {each.engine for each in found.recommendations} == {"air"}


def test_a_group_is_fit_for_this_child_or_not_in_the_plan() -> None:
    rows = [on_board(1, languages=["kk"]), on_board(2, languages=["ru"])]
    found = asked([request(1, FIRST, "ru", minutes=2), request(2, FIRST, "kk")], rows)
    assert [(each.case.int, each.team.int) for each in found.plan.pairs] == [(1, 2), (2, 1)]
    assert found.plan.left == 0


def test_each_child_gets_a_profession_of_its_age_and_at_an_unknown_age_any() -> None:
    skilled = CentreSettings(skills=ChildSkills(under_7=("special-pedagogue",), from_7=("psychologist",)))
    rows = [on_board(1), on_board(2, professions=["special-pedagogue"])]
    older, small = request(1, SECOND), request(2, FIRST, minutes=2)
    of_age = [replace(older, scene=Scene(age=9)), replace(small, scene=Scene(age=5))]
    found = asked(of_age, rows, settings=skilled)
    assert [(each.case.int, each.team.int) for each in found.plan.pairs] == [(2, 2), (1, 1)]
    unknown = asked([older, small], rows, settings=skilled)
    assert [(each.case.int, each.team.int) for each in unknown.plan.pairs] == [(2, 1), (1, 2)]


@pytest.mark.parametrize(
    "changed",
    [{"status": "sent"}, {"status": "off"}, {"shift": None}, {"members": ["a"]}, {"professions": ["x"]}],
)
def test_who_is_under_way_or_cannot_go_is_never_planned_with(changed) -> None:
    found = asked([request(1, FIRST), request(2, SECOND)], [on_board(1), on_board(2, **changed)])
    assert {each.team.int for each in found.plan.pairs} == {1}
    assert found.plan.left == 1


def test_a_place_that_no_road_leads_to_waits_on() -> None:
    nowhere = Point(lat=0, lon=0)
    found = asked([request(1, nowhere, minutes=9), request(2, SECOND)], [on_board(1), on_board(2)])
    assert [each.case.int for each in found.plan.pairs] == [2]
    assert [each.int for each in found.classes] == [1, 2]


def test_each_pair_comes_with_its_range_and_all_there_was_to_choose_from() -> None:
    live = {UUID(int=2): LivePosition(team=UUID(int=2), point=SECOND, at=NOON, source="phone")}
    found = asked([request(1, FIRST), request(2, SECOND)], [on_board(1), on_board(2)], live=live)
    assert [(each.case.int, each.team.int) for each in found.plan.pairs] == [(1, 1), (2, 2)]
    for pair, offer in zip(found.plan.pairs, found.recommendations, strict=True):
        low, high = found.ranges[pair.case, pair.team]
        assert low < pair.drive_seconds < high
        assert {each.team for each in offer.ranked} == {UUID(int=1), UUID(int=2)}
    assert [found.positions[UUID(int=n)].source for n in (1, 2)] == ["base", "phone"]


WAITS = {
    "id": str(UUID(int=7)),
    "class": 1,
    "received_at": NOON.isoformat(),
    "closed_at": None,
    "considered": False,
    "attached_to": None,
    "school": None,
    "nearest_school": "s",
    "visits": [{"state": "cancelled"}, {"state": "declined"}],
}


@pytest.mark.parametrize(
    "changed",
    [
        {"class": None},
        {"class": 3},
        {"closed_at": "x"},
        {"considered": True},
        {"attached_to": "x"},
        {"nearest_school": None},
        *({"visits": [{"state": state}]} for state in ("sent", "accepted", "en-route", "let-in", "done")),
    ],
)
def test_who_waits_for_a_group(changed) -> None:
    assert waits(WAITS)
    assert not waits({**WAITS, **changed})


def test_a_row_that_waits_says_since_when() -> None:
    assert waiting_of(WAITS) == Waiting(case=CaseId(UUID(int=7)), risk_class=1, received_at=NOON)


def test_what_is_kept_with_each_pair_says_that_nobody_is_there_in_time() -> None:
    late = OnSite(received_at=NOON - timedelta(hours=2), by=NOON - timedelta(hours=1))
    requests = [replace(request(1, FIRST), scene=Scene(target=late)), request(2, SECOND)]
    offers = asked(requests, [on_board(1), on_board(2)]).recommendations
    assert [offer.remote is not None for offer in offers] == [True, False]
