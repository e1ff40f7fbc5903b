"""One answer is of one rung; what no road explains falls by itself; the nearest of many is found exactly."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.routing.breaker import Breaker, Probe
from dispatch.routing.ladder import Ladder
from dispatch.routing.points import FASTEST_M_S, sound_only
from dispatch.routing.port import Fallen, RungDown, Way
from dispatch.routing.refine import by_bound
from dispatch.routing.straight import StraightLine
from domain.places import Point, metres_between
from domain.travel import Leg

NIGHT = datetime(2026, 3, 20, 21, 0, tzinfo=UTC)
SCHOOL = Point(lat=43.238, lon=76.889)
CITY = st.builds(lambda lat, lon: Point(lat=lat, lon=lon), st.floats(43.1, 43.4), st.floats(76.7, 77.1))


def east(km):
    """A point so far from the school."""
    return Point(lat=43.238, lon=76.889 + km / 81.0)


class Told:
    """A rung that gives the seconds it was told, by origin; a leg for what stands there instead."""

    data_version = "told"

    def __init__(self, name, seconds, metres=None):
        self.name, self.seconds, self.metres, self.calls = name, seconds, metres or {}, 0

    def legs(self, origins, destinations, at):
        self.calls += 1
        if isinstance(self.seconds, str):
            raise RungDown(self.seconds)
        return sound_only(
            self.name, origins, destinations, lambda some, to: [[self.leg(one) for one in some] for _ in to]
        )

    def leg(self, origin):
        found = self.seconds.get(origin, 600)
        metres = self.metres.get(origin, 1000)
        return found if isinstance(found, Leg) else Leg(source=self.name, seconds=found, metres=metres)

    def way(self, origin, destination, at):
        if isinstance(self.seconds, str):
            raise RungDown(self.seconds)
        seconds = self.seconds.get(origin)
        if seconds is None:
            return None
        points = (origin, destination)
        return Way(rung=self.name, data_version="told", seconds=seconds, metres=1, points=points)


class Clock:
    rate = 1.0
    seconds = 0.0

    def now(self):
        return NIGHT + timedelta(seconds=self.seconds)

    def monotonic(self):
        return self.seconds


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


# ---- the breaker ----
KNOWN = Probe(origin=A, destination=SCHOOL, metres=1_000)


def breaker(rung, clock, known=KNOWN):
    return Breaker(rung, lambda: known, clock)


def down(rung):
    with pytest.raises(RungDown) as found:
        rung.legs([B], [SCHOOL], NIGHT)
    return found.value.code


def test_three_failures_in_a_row_and_it_rests_for_thirty_seconds():
    clock, told = Clock(), Told("roads", {})
    rung = breaker(told, clock)
    rung.legs([B], [SCHOOL], NIGHT)
    told.seconds = "engine-hung"
    assert [down(rung) for _ in range(3)] == ["engine-hung"] * 3
    asked = told.calls
    told.seconds = {}
    assert down(rung) == "engine-hung"
    clock.seconds = 29
    assert down(rung) == "engine-hung"
    assert told.calls == asked
    clock.seconds = 31
    assert rung.legs([B], [SCHOOL], NIGHT)[0][0].fault is None


def test_two_failures_and_a_success_are_no_row():
    clock, told = Clock(), Told("roads", {})
    rung = breaker(told, clock)
    rung.legs([B], [SCHOOL], NIGHT)
    for _ in range(4):
        told.seconds = "engine-hung"
        assert [down(rung) for _ in range(2)] == ["engine-hung"] * 2
        told.seconds = {}
        rung.legs([B], [SCHOOL], NIGHT)


@pytest.mark.parametrize(("metres", "believed"), [(800, True), (1_200, True), (799, False), (1_201, False)])
def test_an_engine_is_believed_if_it_knows_what_we_know(metres, believed):
    rung = breaker(Told("roads", {}, {A: metres}), Clock())
    if believed:
        rung.legs([B], [SCHOOL], NIGHT)
    else:
        assert down(rung) == "engine-wrong"


def test_a_half_open_engine_that_fails_its_probe_rests_again():
    clock, told = Clock(), Told("roads", "engine-gone")
    rung = breaker(told, clock)
    assert down(rung) == "engine-gone"
    told.seconds, told.metres = {}, {A: 90_000}
    clock.seconds = 31
    assert down(rung) == "engine-wrong"
    told.metres = {}
    assert down(rung) == "engine-wrong"
    clock.seconds = 62
    rung.legs([B], [SCHOOL], NIGHT)


def test_a_look_finds_out_what_nobody_asked():
    clock, told = Clock(), Told("roads", {})
    rung = breaker(told, clock)
    rung.check(NIGHT)
    told.metres = {A: 90_000}
    with pytest.raises(RungDown, match="engine-wrong"):
        rung.check(NIGHT)
    assert down(rung) == "engine-wrong"


# ---- bound and refine ----
@given(st.lists(CITY, min_size=1, max_size=60), CITY, st.data(), st.sampled_from([1, 3]), st.integers(1, 12))
def test_bound_and_refine_finds_the_exact_nearest(teams, school, data, exact, batch):
    factor = data.draw(st.sampled_from([1.0, 1.3, 1.7]))
    slow = [data.draw(st.floats(1, 6)) for _ in teams]
    missing = data.draw(st.sets(st.integers(0, len(teams) - 1), max_size=5))
    whole = [
        Leg(source="roads", fault="off-roads")
        if place in missing
        else Leg(
            source="roads", seconds=round(factor * slow[place] * metres_between(p, school) / FASTEST_M_S)
        )
        for place, p in enumerate(teams)
    ]
    answers = {}
    for p, leg in zip(teams, whole, strict=True):
        answers.setdefault(p, leg)

    def table(some, _):
        return [[answers[p] for p in some]]

    whole = [answers[p] for p in teams]  # two groups at one place have one time
    found = by_bound(teams, school, factor, table, exact=exact, batch=batch)
    best = sorted(leg.seconds for leg in whole if leg.seconds is not None)
    got = sorted(leg.seconds for leg in found if leg.seconds is not None)
    assert got[:exact] == best[:exact]
    for told, true in zip(found, whole, strict=True):
        assert told == true or told.fault == "farther"


def test_it_asks_for_no_more_than_it_must():
    asked = []

    def table(some, _):
        asked.extend(some)
        return [
            [Leg(source="roads", seconds=round(2 * metres_between(p, SCHOOL) / FASTEST_M_S)) for p in some]
        ]

    by_bound([east(km) for km in range(1, 61)], SCHOOL, 1.0, table, exact=1)
    assert len(asked) == 10


def test_a_bound_that_is_too_high_would_be_caught():
    """The planted fault: were engines faster than the bound believes, the nearest would be missed."""
    slow, fast = [east(1 + n / 100) for n in range(20)], east(30)

    def table(some, _):
        return [[Leg(source="roads", seconds=10 if p is fast else 3_000) for p in some]]

    found = by_bound([*slow, fast], SCHOOL, 4.0, table, exact=1)
    assert found[-1] == replace(found[-1], fault="farther", seconds=None)
