"""The straight-line rung: monotone, ranged, named; a bad point makes an unusable leg, never an exception."""

import ast
from datetime import UTC, datetime
from math import nan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.routing.hours import time_factor
from dispatch.routing.straight import StraightLine
from domain.places import Point, metres_between

NIGHT = datetime(2026, 3, 20, 21, 0, tzinfo=UTC)  # 02:00 in Kazakhstan
DAY = datetime(2026, 3, 20, 7, 0, tzinfo=UTC)  # 12:00
PEAK = datetime(2026, 3, 20, 13, 0, tzinfo=UTC)  # 18:00
SCHOOL = Point(lat=43.238, lon=76.889)
POINTS = st.builds(lambda lat, lon: Point(lat=lat, lon=lon), st.floats(42.5, 44), st.floats(76, 78))
ANY_POINT = st.builds(lambda lat, lon: Point(lat=lat, lon=lon), st.floats(), st.floats())


def leg(origin: Point, destination: Point = SCHOOL, at: datetime = NIGHT):
    return StraightLine().legs([origin], [destination], at)[0][0]


def test_the_fitted_model_is_what_was_measured():
    ten_km = Point(lat=43.238 + 10_000 / 111_195.08, lon=76.889)
    found = leg(ten_km)
    assert found.seconds == pytest.approx(60 * (2.0 + 1.22 * 10), abs=1)
    assert found.metres == pytest.approx(13_600, abs=5)
    assert (found.seconds_low, found.seconds_high) == (round(852 * 0.6), round(852 * 1.4))
    assert found.source == "air"


@given(POINTS, POINTS, st.sampled_from([NIGHT, DAY, PEAK]))
def test_farther_is_never_sooner(a, b, at):
    near, far = sorted((a, b), key=lambda p: metres_between(p, SCHOOL))
    one, two = StraightLine().legs([near, far], [SCHOOL], at)[0]
    assert one.seconds <= two.seconds + 1
    assert one.metres <= two.metres + 1


@given(POINTS)
def test_the_range_holds_the_time_and_peaks_are_slower(origin):
    night, day, peak = (leg(origin, at=at) for at in (NIGHT, DAY, PEAK))
    assert night.seconds <= day.seconds <= peak.seconds
    for found in (night, day, peak):
        assert 0 < found.seconds_low <= found.seconds <= found.seconds_high
    assert night.metres == peak.metres


@given(st.lists(ANY_POINT, max_size=5), ANY_POINT)
def test_no_point_makes_it_raise_and_bad_ones_are_named(origins, destination):
    legs = StraightLine().legs(origins, [destination], DAY)[0]
    assert len(legs) == len(origins)
    for found in legs:
        assert (found.fault is None) == (found.seconds is not None)


@pytest.mark.parametrize(
    ("origin", "fault"),
    [
        (Point(lat=nan, lon=76.9), "point-not-a-number"),
        (Point(lat=0, lon=0), "point-zero"),
        (Point(lat=76.889, lon=43.238), "point-swapped"),
        (Point(lat=43.2, lon=-76.9), "point-outside-country"),
        (Point(lat=47.1, lon=51.9), "point-too-far"),  # Atyrau, 2,000 km away
    ],
)
def test_each_unusable_leg_says_why(origin, fault):
    assert leg(origin).fault == fault
    if fault != "point-too-far":
        assert leg(SCHOOL, destination=origin).fault == fault


def test_hours_are_kazakhstans():
    assert time_factor(datetime(2026, 3, 20, 3, 30, tzinfo=UTC)) > time_factor(DAY) > time_factor(NIGHT)


def test_nothing_of_ours_asks_a_geocoder():
    """Their defaults are public servers: one forgotten parameter would send a child's address abroad."""
    root = Path(__file__).parents[2]
    for floor in ("domain", "projections", "dispatch", "realtime", "web"):
        for source in root.joinpath(floor).rglob("*.py"):
            if "node_modules" not in source.parts:
                assert not list(_geopy_names(ast.parse(source.read_text(encoding="utf-8")))), source


def test_a_planted_geocoder_is_found():
    planted = "from geopy.geocoders import Nominatim", "import geopy", "from geopy import Photon"
    assert all(list(_geopy_names(ast.parse(text))) for text in planted)


def _geopy_names(tree: ast.AST):
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (n.name for n in names if n.name.partition(".")[0] == "geopy")
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] == "geopy":
                if module != "geopy.distance":
                    yield module
