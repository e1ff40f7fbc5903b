"""The best rung on a real engine: killed, hung, empty, with another map; points that no road reaches."""

from datetime import UTC, datetime

import pytest

from dispatch.routing.asking import HttpEngine
from dispatch.routing.breaker import Breaker, Probe
from dispatch.routing.ladder import Ladder
from dispatch.routing.osrm import Osrm
from dispatch.routing.port import Fallen, RungDown
from dispatch.routing.straight import StraightLine
from domain.places import Point
from tests.dispatch.odd_engines import Counted, Saying
from tests.dispatch.road_engine import Routed, corner, needs_engine, prepare

pytestmark = [needs_engine, pytest.mark.slow]
NIGHT = datetime(2026, 3, 20, 21, 0, tzinfo=UTC)
PEAK = datetime(2026, 3, 20, 13, 0, tzinfo=UTC)
SCHOOL = corner(10, 10)
TEAMS = [corner(10, 14), corner(2, 3), corner(20, 20)]
ASTANA = Point(lat=51.13, lon=71.43)
KNOWN = Probe(origin=corner(0, 0), destination=corner(20, 0), metres=4_000)


class Standing:
    """A clock that goes when it is told to."""

    rate = 1.0
    seconds = 0.0

    def now(self):
        return NIGHT

    def monotonic(self):
        return self.seconds


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("grid"))


@pytest.fixture
def routed(grid):
    found = Routed(grid)
    yield found
    found.end()


def guarded(routed, clock=None, known=KNOWN):
    return Breaker(Osrm(routed.engine()), lambda: known, clock or Standing())


def test_a_table_is_told_with_its_snaps_and_the_data_it_rests_on(routed):
    rung = Osrm(routed.engine())
    leg = rung.legs([TEAMS[0]], [SCHOOL], NIGHT)[0][0]
    assert leg.metres == pytest.approx(800, abs=10)
    assert leg.seconds_low < leg.seconds < leg.seconds_high
    assert (leg.source, leg.fault, rung.data_version) == ("roads", None, "grid-43.2")
    assert leg.snap_m <= 2


def test_peaks_are_slower(routed):
    night, peak = (Osrm(routed.engine()).legs([TEAMS[0]], [SCHOOL], at)[0][0] for at in (NIGHT, PEAK))
    assert peak.seconds == pytest.approx(1.7 * night.seconds, abs=1)


def test_whoever_stands_off_the_road_pays_for_the_way_to_it(routed):
    off = Point(lat=corner(0, 10).lat - 0.005, lon=corner(0, 10).lon)  # 550 m south of the last street
    near, far = Osrm(routed.engine()).legs([corner(0, 10), off], [SCHOOL], NIGHT)[0]
    assert far.snap_m == pytest.approx(556, abs=3)
    assert far.seconds == pytest.approx(near.seconds + 100, abs=3)


def test_a_snap_of_931_km_is_no_time(routed):
    legs = Osrm(routed.engine()).legs([ASTANA, TEAMS[0]], [SCHOOL], NIGHT)[0]
    assert (legs[0].fault, legs[0].seconds) == ("off-roads", None)
    assert legs[0].snap_m > 800_000
    assert legs[1].fault is None


def test_bad_points_are_named_and_never_asked_about(routed):
    swapped, nowhere = Point(lat=76.889, lon=43.238), Point(lat=float("nan"), lon=76.9)
    legs = Osrm(routed.engine()).legs([swapped, TEAMS[0], nowhere], [SCHOOL], NIGHT)[0]
    assert [leg.fault for leg in legs] == ["point-swapped", None, "point-not-a-number"]


def test_several_destinations_are_one_table(routed):
    legs = Osrm(routed.engine()).legs(TEAMS, [SCHOOL, corner(0, 0)], NIGHT)
    for row, to in zip(legs, [SCHOOL, corner(0, 0)], strict=True):
        assert row == Osrm(routed.engine()).legs(TEAMS, [to], NIGHT)[0]


def test_the_way_is_a_line_along_the_streets(routed):
    found = Osrm(routed.engine()).way(TEAMS[1], SCHOOL, NIGHT)
    leg = Osrm(routed.engine()).legs([TEAMS[1]], [SCHOOL], NIGHT)[0][0]
    assert (found.seconds, found.metres) == (
        pytest.approx(leg.seconds, abs=2),
        pytest.approx(leg.metres, abs=2),
    )
    assert (found.points[0], found.points[-1]) == (TEAMS[1], SCHOOL)
    assert len(found.points) > 5
    assert Osrm(routed.engine()).way(ASTANA, SCHOOL, NIGHT) is None


def test_neither_the_engine_nor_its_address_keeps_a_place(routed):
    Osrm(routed.engine()).legs(TEAMS, [SCHOOL], NIGHT)
    Osrm(routed.engine()).way(TEAMS[0], SCHOOL, NIGHT)
    assert routed.end() == ""


def test_a_killed_engine_leaves_the_ranking_to_the_next_rung(routed):
    ladder = Ladder(guarded(routed), StraightLine())
    assert ladder.times(TEAMS, [SCHOOL], NIGHT).rung == "roads"
    routed.kill()
    found = ladder.times(TEAMS, [SCHOOL], NIGHT)
    assert (found.rung, found.fallen) == ("air", (Fallen(rung="roads", code="engine-gone"),))
    assert {leg.source for leg in found.legs[0]} == {"air"}


def test_a_hung_engine_is_asked_three_times_and_then_left_alone(routed):
    clock, asked = Standing(), Counted(routed.engine())
    ladder = Ladder(Breaker(Osrm(asked), lambda: KNOWN, clock), StraightLine())
    assert ladder.times(TEAMS, [SCHOOL], NIGHT).rung == "roads"
    asked.engine = routed.engine(patience=0.8)
    routed.hang()
    before = asked.questions
    for _ in range(5):
        found = ladder.times(TEAMS, [SCHOOL], NIGHT)
        assert (found.rung, found.fallen[0].code) == ("air", "engine-hung")
    assert asked.questions == before + 3
    routed.go_on()
    asked.engine = routed.engine()
    clock.seconds = 31
    assert ladder.times(TEAMS, [SCHOOL], NIGHT).rung == "roads"


def test_an_engine_that_comes_back_is_used_after_its_rest(routed, grid):
    clock = Standing()
    rung = guarded(routed, clock)
    ladder = Ladder(rung, StraightLine())
    routed.kill()
    assert ladder.times(TEAMS, [SCHOOL], NIGHT).rung == "air"
    again = Routed(grid, routed.port)
    try:
        assert ladder.times(TEAMS, [SCHOOL], NIGHT).rung == "air"  # it rests
        clock.seconds = 31
        assert ladder.times(TEAMS, [SCHOOL], NIGHT).rung == "roads"
    finally:
        again.end()


def test_an_engine_with_the_map_of_another_town_is_not_believed(tmp_path):
    elsewhere = Routed(prepare(tmp_path, lat=51.1, lon=71.4))
    try:
        found = Ladder(guarded(elsewhere), StraightLine()).times(TEAMS, [SCHOOL], NIGHT)
        assert (found.rung, found.fallen[0].code) == ("air", "engine-wrong")
        bare = Ladder(Osrm(elsewhere.engine()), StraightLine()).times(TEAMS, [SCHOOL], NIGHT)
        assert (bare.rung, bare.fallen[0].code) == ("air", "off-roads")  # and no cell of it either
    finally:
        elsewhere.end()


def test_an_engine_whose_map_changes_under_it_is_found_by_the_next_look(routed, tmp_path):
    ladder = Ladder(guarded(routed), StraightLine())
    assert ladder.look(NIGHT).rung == "roads"
    routed.kill()
    elsewhere = Routed(prepare(tmp_path, lat=43.05, lon=76.6), routed.port)
    try:
        standing = ladder.look(NIGHT)
        assert (standing.rung, standing.best, standing.code) == ("air", "roads", "engine-wrong")
    finally:
        elsewhere.end()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"hello", "engine-garbled"),
        (b'{"code":"NoSegment"}', "engine-empty"),
        (b"[]", "engine-garbled"),
        (b'{"code":"Ok"}', "engine-garbled"),
        (b'{"code":"Ok","sources":[],"destinations":[],"durations":[],"distances":[]}', "engine-garbled"),
        (
            b'{"code":"Ok","sources":[{"distance":1}],"destinations":[{"distance":NaN}],'
            b'"durations":[[60]],"distances":[[500]]}',
            "off-roads",
        ),
        (b'{"code":"InvalidUrl","message":"76.889,43.238"}', "engine-garbled"),
    ],
)
def test_whatever_answers_there_the_ranking_goes_on(answer, code):
    with Saying(answer) as url:
        found = Ladder(Osrm(HttpEngine(url)), StraightLine()).times([TEAMS[0]], [SCHOOL], NIGHT)
    assert (found.rung, found.fallen[0].code) == ("air", code)


def test_an_engine_that_hangs_up_gives_no_answer():
    with Saying(b"") as url:
        found = Ladder(Osrm(HttpEngine(url)), StraightLine()).times([TEAMS[0]], [SCHOOL], NIGHT)
    assert (found.rung, found.fallen[0].code in ("engine-gone", "engine-garbled")) == ("air", True)


def test_an_engine_that_drips_is_hung():
    with Saying(None) as url, pytest.raises(RungDown, match="engine-hung"):
        Osrm(HttpEngine(url)).legs([TEAMS[0]], [SCHOOL], NIGHT)


def test_many_slow_answers_take_no_longer_than_one():
    """A remote engine is asked several times in one call; each answer comes in time, all together do not."""
    with Saying(b'{"code":"NoTable"}', pause=0.3) as url:
        rung = Osrm(HttpEngine(url), remote=True)
        sitting = rung._engine.sitting()
        assert sitting.ask("/", {}) == sitting.ask("/", {}) == {"code": "NoTable"}
        with pytest.raises(RungDown, match="engine-hung"):
            sitting.ask("/", {})
