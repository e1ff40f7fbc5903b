"""Points: what is refused and why, and a distance that agrees with geopy."""

from math import inf, nan

import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from domain.places import POINT_CODES, Point, check_point, in_country, metres_between, point_fault
from domain.refusal import Refused

LATS = st.floats(40, 56)
LONS = st.floats(46, 88)
HOME = st.builds(lambda lat, lon: Point(lat=lat, lon=lon), LATS, LONS)
ANYTHING = st.floats(allow_nan=True, allow_infinity=True)


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (43.238, 76.889, None),  # Almaty
        (51.169, 71.449, None),  # Astana
        (49.9, 50.1, None),  # both orders are in the country: taken as written
        (76.889, 43.238, "point-swapped"),
        (0.0, 0.0, "point-zero"),
        (-0.0, 0.0, "point-zero"),
        (55.75, 37.62, "point-outside-country"),  # Moscow
        (43.238, -76.889, "point-outside-country"),
        (nan, 76.889, "point-not-a-number"),
        (43.238, nan, "point-not-a-number"),
        (inf, 76.889, "point-not-a-number"),
        (1e308, -1e308, "point-outside-country"),
    ],
)
def test_each_bad_point_has_its_code(lat, lon, code):
    assert point_fault(lat, lon) == code
    answer = check_point(lat, lon)
    assert answer == (Point(lat=lat, lon=lon) if code is None else Refused(code=code))


@given(ANYTHING, ANYTHING)
def test_no_numbers_raise_and_every_fault_is_a_known_code(lat, lon):
    fault = point_fault(lat, lon)
    assert (fault is None) == in_country(lat, lon)
    assert fault is None or fault in POINT_CODES


@given(LATS, LONS)
def test_swapping_a_place_east_of_56_degrees_is_always_noticed(lat, lon):
    if lon > 56:
        assert point_fault(lon, lat) == "point-swapped"


@given(HOME, HOME)
def test_distance_is_geopys_great_circle(a, b):
    theirs = great_circle((a.lat, a.lon), (b.lat, b.lon)).meters
    assert metres_between(a, b) == pytest.approx(theirs, rel=1e-6, abs=0.01)


@given(HOME, HOME, HOME)
def test_distance_is_a_metric(a, b, c):
    assert metres_between(a, a) == 0
    assert metres_between(a, b) == metres_between(b, a)
    assert metres_between(a, c) <= metres_between(a, b) + metres_between(b, c) + 0.01
