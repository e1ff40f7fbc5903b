"""From rows of teams to the recommendation."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dispatch.positions import LivePosition
from dispatch.recommend import ASIDE, Scene, recommend
from dispatch.routing.ladder import Ladder
from dispatch.routing.port import RungDown
from dispatch.routing.straight import StraightLine, reach_m
from domain.centre import CentreSettings
from domain.places import Point
from domain.recommendation import FallenRung, Reason
from domain.remote import OnSite
from domain.skills import ChildSkills

NOW = datetime(2026, 3, 20, 11, 0, tzinfo=UTC)
SCHOOL = Point(lat=46.18, lon=70.42)


def row(number: int, **other):
    known = {
        "id": str(UUID(int=number)),
        "name": f"Group {number}",
        "home": [46.18 + number / 100, 70.42],
        "languages": ["kk", "ru"],
        "professions": ["psychologist"],
        "shift": str(UUID(int=100 + number)),
        "members": ["a", "b"],
        "ends_at": (NOW + timedelta(hours=3)).isoformat(),
        "status": "free",
    }
    return {**known, **other}


def ask(rows, live=None, language=None, destination=SCHOOL, router=None, settings=None, **scene):
    by = router or Ladder(StraightLine())
    return recommend(
        rows, live or {}, destination, language, settings or CentreSettings(), by, NOW, Scene(**scene)
    )


def test_the_nearest_base_wins_until_somebody_is_nearer():
    rows = [row(2), row(1), row(3)]
    assert [c.team.int for c in ask(rows).offered] == [1, 2, 3]
    near = LivePosition(team=UUID(int=3), point=SCHOOL, at=NOW, source="phone")
    found = ask(rows, {near.team: near})
    assert [c.team.int for c in found.offered] == [3, 1, 2]
    assert (found.engine, found.data_version) == ("air", StraightLine.data_version)


def test_the_childs_language_counts():
    found = ask([row(1, languages=["ru"]), row(2)], language="kk")
    assert [c.team.int for c in found.ranked] == [2]
    assert found.rejected[0].reasons == (Reason(code="language-missing", what="kk"),)


def test_a_team_off_duty_has_a_row_too():
    found = ask([row(1, shift=None, ends_at=None, status="off", members=[], professions=[])])
    assert found.rejected[0].reasons == (Reason(code="off-duty"),)


def test_a_destination_that_is_no_place_leaves_everyone_unreachable():
    found = ask([row(1)], destination=Point(lat=0, lon=0))
    assert found.rejected[0].reasons == (Reason(code="unreachable", what="point-zero"),)


def iso(minutes: float) -> str:
    return (NOW + timedelta(minutes=minutes)).isoformat()


def reasons(found):
    return {each.team.int: [reason.code for reason in each.reasons] for each in found.rejected}


def test_rest_counts_as_the_centre_says():
    back = row(1, status="free", visit_ended_at=iso(-10))
    short = row(2, rest_minutes=9 * 60)
    assert reasons(ask([back, short])) == {}
    strict = CentreSettings(rest_after_visit=15, rest_between_shifts=12 * 60)
    assert reasons(ask([back, short], settings=strict)) == {1: ["resting"], 2: ["rest-short"]}


def test_the_childs_age_decides_whom_it_takes():
    settings = CentreSettings(skills=ChildSkills(under_7=("special-pedagogue",)))
    rows = [row(1), row(2, professions=["special-pedagogue"])]
    assert reasons(ask(rows, age=6, settings=settings)) == {1: ["profession-missing"]}
    assert reasons(ask(rows, age=7, settings=settings)) == {2: ["profession-missing"]}
    assert reasons(ask(rows, settings=settings)) == {}


def test_how_far_those_are_who_cannot_go_is_told_and_never_ranks_them():
    found = ask(
        [row(1, languages=["ru"]), row(2), row(3, status="off", shift=None, ends_at=None)], language="kk"
    )
    told = {each.team.int: each.drive for each in found.rejected}
    assert [each.team.int for each in found.ranked] == [2]
    assert told[1] is not None
    assert told[1].seconds < found.ranked[0].seconds
    assert told[3] is None


class Roads(StraightLine):
    """A rung above the straight line that counts what it is asked for and fails from some time on."""

    name, data_version = "roads", "2026-10-01"

    def __init__(self, fails: int = 99) -> None:
        self.fails = fails
        self.asked: list[int] = []

    def legs(self, origins, destinations, at):
        self.asked.append(len(origins))
        if len(self.asked) >= self.fails:
            raise RungDown("engine-hung")
        return super().legs(origins, destinations, at)


def over(roads: Roads) -> Ladder:
    return Ladder(roads, StraightLine())


def test_who_cannot_go_is_asked_for_apart_and_never_costs_the_others_their_roads():
    roads = Roads()
    found = ask([row(1), row(2), row(3, status="sent")], router=over(roads))
    assert (found.engine, found.data_version, roads.asked) == ("roads", "2026-10-01", [2, 1])
    assert found.rejected[0].drive is not None


def test_times_of_another_rung_than_the_rankings_are_not_told():
    found = ask([row(1), row(2, status="sent")], router=over(Roads(fails=2)))
    assert (found.engine, found.rejected[0].drive) == ("roads", None)


def test_a_rung_that_hangs_costs_its_patience_once_and_is_kept_with_why():
    roads = Roads(fails=1)
    found = ask([row(1), row(2, status="sent")], router=over(roads))
    assert (found.engine, roads.asked) == ("air", [1])
    assert found.fallen == (FallenRung(rung="roads", code="engine-hung"),)
    assert found.rejected[0].drive is not None


def test_a_busy_group_is_free_a_visit_after_it_came_or_will_come():
    here = row(1, status="on-site", since=iso(-20))
    there = row(2, status="en-route", languages=["kk"], since=iso(-5))
    later = {str(UUID(int=9)): NOW}
    found = ask([here], target=OnSite(received_at=NOW, by=NOW + timedelta(minutes=30)))
    assert found.shortfalls[0].nearest == UUID(int=1)
    assert found.shortfalls[0].free_in_minutes == 40
    found = ask([there], under_way={there["id"]: NOW + timedelta(minutes=10)})
    assert found.shortfalls[0].free_in_minutes == 70
    assert ask([there], under_way=later).shortfalls[0].free_in_minutes is None
    short = CentreSettings(visit_takes=30)
    assert ask([here], settings=short).shortfalls[0].free_in_minutes == 10


def schools(*lats: float, **other):
    return [{"district": "north", "lat": lat, "lon": 70.42, "closed": False, **other} for lat in lats]


def test_a_group_whose_going_leaves_a_district_says_so():
    rows = [row(1), row(2, home=[46.6, 70.42])]
    near = schools(46.6, 46.61)
    found = ask(rows, schools=near, risk_class=1)
    assert [each.cover is None for each in found.ranked] == [True, False]
    assert found.ranked[1].cover is not None
    assert found.ranked[1].cover.districts == ("north",)
    assert all(each.cover is None for each in ask(rows, schools=schools(46.6, closed=True)).ranked)
    off = CentreSettings(cover_within=0)
    assert all(each.cover is None for each in ask(rows, schools=near, settings=off).ranked)


def test_whoever_is_at_hand_covers_fit_for_this_child_or_not_and_whoever_is_busy_does_not():
    away = [46.6, 70.42]
    rows = [row(1), row(2, home=away), row(3, home=away, languages=["ru"])]
    assert ask(rows, language="kk", schools=schools(46.6)).ranked[1].cover is None
    rows[2]["status"] = "sent"
    assert ask(rows, language="kk", schools=schools(46.6)).ranked[1].cover is not None


@pytest.mark.parametrize("minutes", [0, 2, 3, 25, 60])
def test_how_far_one_gets_is_the_straight_lines_own_time_turned_round(minutes):
    metres = reach_m(minutes, NOW)
    if metres == 0:
        assert minutes <= 3
        return
    there = Point(lat=SCHOOL.lat + metres / 111_195.1, lon=SCHOOL.lon)
    (legs,) = StraightLine().legs([there], [SCHOOL], NOW)
    assert abs(legs[0].seconds - minutes * 60) <= 1


def test_of_very_many_that_cannot_go_the_nearest_are_asked_for_and_the_nearest_fit():
    unfit = [row(n, languages=["ru"], home=[46.18, 70.42 + n / 1000]) for n in range(1, 101)]
    busy = row(200, status="sent", home=[46.5, 70.42])
    found = ask([*unfit, busy], language="kk")
    told = {each.team.int for each in found.rejected if each.drive is not None}
    assert told == {*range(1, ASIDE + 1), 200}
