"""One answer is of one rung; what no road explains falls by itself; what is lost is told with its time."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.routing.ladder import Ladder
from dispatch.routing.port import Fallen
from dispatch.routing.straight import StraightLine
from domain.places import Point
from domain.travel import Leg
from tests.dispatch.told_rung import NIGHT, SCHOOL, Clock, Told, east

CITY = st.builds(lambda lat, lon: Point(lat=lat, lon=lon), st.floats(43.1, 43.4), st.floats(76.7, 77.1))
A, B, C, D = east(1), east(2), east(3), east(4)
OFF = Leg(source="roads", fault="off-roads", snap_m=1_500)


def ask(*rungs, origins=(A, B, C, D)):
    return Ladder(*rungs).times(origins, [SCHOOL], NIGHT)


def test_the_best_rung_that_answers_answers_alone():
    found = ask(Told("roads", "engine-gone"), Told("roads-builtin", {A: 300}), StraightLine())
    assert (found.rung, found.fallen) == ("roads-builtin", (Fallen(rung="roads", code="engine-gone"),))
    assert {leg.source for leg in found.legs[0]} == {"roads-builtin"}


@pytest.mark.parametrize(
    "odd",
    [
        OFF,
        Leg(source="roads", seconds=400, metres=900, snap_m=1_001),
        Leg(source="roads", seconds=30, metres=4_000),  # 4 km in half a minute
        Leg(source="roads"),
    ],
)
def test_a_group_no_road_explains_that_would_be_among_the_first_takes_all_one_rung_down(odd):
    roads = Told("roads", {A: 600, B: 700, C: 800, D: odd})
    found = ask(roads, Told("roads-builtin", {A: 610, B: 710, C: 810, D: 790}), StraightLine())
    assert (found.rung, found.fallen) == ("roads-builtin", (Fallen(rung="roads", code="off-roads"),))
    assert [leg.seconds for leg in found.legs[0]] == [610, 710, 810, 790]


def test_a_group_no_road_explains_that_would_come_fourth_stands_outside_the_ranking():
    roads = Told("roads", {A: 600, B: 700, C: 800, D: OFF})
    found = ask(roads, Told("roads-builtin", {A: 610, B: 710, C: 810, D: 900}), StraightLine())
    assert (found.rung, found.fallen) == ("roads", ())
    assert found.legs[0][3] == Leg(source="roads", fault="off-roads")


def test_a_phone_that_says_it_is_in_another_city_does_not_take_the_roads_from_two():
    astana = Point(lat=51.13, lon=71.43)
    roads = Told("roads", {A: 600, B: 700, astana: OFF})
    found = ask(roads, Told("roads-builtin", {astana: OFF}), StraightLine(), origins=(A, B, astana))
    assert (found.rung, found.legs[0][2].fault) == ("roads", "off-roads")


def test_a_school_off_the_map_is_reckoned_by_the_straight_line_for_all():
    nothing = {place: OFF for place in (A, B, C, D)}
    found = ask(Told("roads", nothing), Told("roads-builtin", nothing), StraightLine())
    assert found.rung == "air"
    assert [each.code for each in found.fallen] == ["off-roads", "off-roads"]
    assert all(leg.fault is None for leg in found.legs[0])


def test_a_bad_point_is_no_reason_to_fall():
    found = ask(Told("roads", {A: 600}), StraightLine(), origins=(A, Point(lat=76.889, lon=43.238)))
    assert (found.rung, found.legs[0][1].fault) == ("roads", "point-swapped")


@given(
    st.lists(st.tuples(CITY, st.sampled_from(["good", "off", "none"])), min_size=1, max_size=12),
    st.booleans(),
)
def test_no_answer_mixes_rungs(teams, second):
    kinds = {"good": lambda p: Leg(source="roads", seconds=3_000, metres=9), "off": lambda p: OFF}
    seconds = {p: kinds.get(kind, lambda p: Leg(source="roads"))(p) for p, kind in teams}
    rungs = [Told("roads", seconds), StraightLine()]
    if second:
        rungs.insert(1, Told("roads-builtin", {p: 2_000 for p, _ in teams}))
    found = Ladder(*rungs).times([p for p, _ in teams], [SCHOOL], NIGHT)
    assert {leg.source for leg in found.legs[0]} == {found.rung}
    assert all((leg.fault is None) == (leg.seconds is not None) for leg in found.legs[0])


def test_a_mixed_answer_would_be_seen():
    with pytest.raises(AssertionError):
        assert {leg.source for leg in [Leg(source="air"), Leg(source="roads")]} == {"roads"}


def test_the_way_is_of_the_best_rung_that_has_one():
    ladder = Ladder(Told("roads", "engine-gone"), Told("roads-builtin", {A: 300}), StraightLine())
    assert ladder.way(A, SCHOOL, NIGHT).rung == "roads-builtin"
    assert ladder.way(B, SCHOOL, NIGHT).rung == "air"


# ---- which rung stands, and since when ----


def test_the_board_is_told_what_is_lost_and_since_when():
    clock, roads, built_in = Clock(), Told("roads", {}), Told("roads-builtin", {})
    ladder = Ladder(roads, built_in, StraightLine(), clock=clock)
    assert not ladder.look(NIGHT).lowered
    clock.seconds, roads.seconds = 60, "engine-hung"
    for later in (60, 90):
        clock.seconds = later
        found = ladder.look(NIGHT)
        assert (found.rung, found.best, found.code) == ("roads-builtin", "roads", "engine-hung")
        assert found.since == NIGHT + timedelta(seconds=60)
    clock.seconds, built_in.seconds = 120, "roads-damaged"
    found = ladder.look(NIGHT)
    assert (found.rung, found.since) == ("air", NIGHT + timedelta(seconds=120))
    roads.seconds = {}
    assert not ladder.look(NIGHT).lowered


def test_a_rung_that_was_never_given_data_is_no_failure():
    ladder = Ladder(Told("roads-builtin", "no-roads"), StraightLine(), clock=Clock())
    found = ladder.look(NIGHT)
    assert (found.rung, found.best, found.lowered) == ("air", "air", False)
