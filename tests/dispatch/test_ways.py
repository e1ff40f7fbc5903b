"""Ways as lines for the map: few points, close to the road, kept a moment and no longer."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.routing.port import Way
from dispatch.ways import FINEST_M, Ways, encoded, thinned_to
from domain.places import Point, metres_between
from tests.dispatch.told_rung import NIGHT, SCHOOL, Clock, east

A, B = east(1), east(2)


class Winding:
    """A router whose roads wind: one point every 10 m, now left and now right of the straight line."""

    def __init__(self, points: int = 1_000) -> None:
        self.points, self.asked = points, 0

    def way(self, origin, destination, at):
        self.asked += 1
        inner = [Point(lat=43.2 + n / 10_000, lon=76.9 + (n % 7) / 1_000) for n in range(self.points)]
        return Way(
            rung="roads",
            data_version="v",
            seconds=600,
            metres=9_000,
            points=(origin, *inner, destination),
        )


def ways(router=None, clock=None, **more):
    known = {"points": 400, "kept": 3, "fresh": 60.0}
    return Ways(router or Winding(), (clock or Clock()).monotonic, **{**known, **more})


def test_however_long_a_way_it_has_few_points_and_both_its_ends():
    found = ways().way(A, SCHOOL, NIGHT)
    assert len(found.points) <= 400
    assert (found.points[0], found.points[-1]) == (A, SCHOOL)
    assert (found.seconds, found.metres, found.rung) == (600, 9_000, "roads")
    assert len(Winding().way(A, SCHOOL, NIGHT).points) > 400, "the planted fault: as it came"


def test_it_is_asked_for_once_and_anew_when_it_is_old():
    router, clock = Winding(), Clock()
    made = ways(router, clock)
    assert made.way(A, SCHOOL, NIGHT) == made.way(replace(A, lat=A.lat + 0.00001), SCHOOL, NIGHT)
    assert router.asked == 1
    clock.seconds = 59.9
    made.way(A, SCHOOL, NIGHT)
    assert router.asked == 1
    clock.seconds = 60
    made.way(A, SCHOOL, NIGHT)
    assert router.asked == 2


def test_another_end_is_another_way():
    router = Winding()
    made = ways(router)
    for origin, destination in ((A, SCHOOL), (B, SCHOOL), (A, B), (A, SCHOOL)):
        assert made.way(origin, destination, NIGHT).points[-1] == destination
    assert router.asked == 3


def test_no_more_are_kept_than_may_be():
    router, made = Winding(), None
    made = ways(router, kept=2)
    for lat in (43.1, 43.2, 43.3):
        made.way(Point(lat=lat, lon=76.9), SCHOOL, NIGHT)
    assert len(made._found) == 2
    made.way(Point(lat=43.1, lon=76.9), SCHOOL, NIGHT)
    assert router.asked == 4, "the oldest made room"


def test_nobodys_home_stays_in_memory_longer_than_it_is_fresh():
    clock = Clock()
    made = ways(clock=clock)
    made.way(A, SCHOOL, NIGHT)
    clock.seconds = 61
    made.way(B, A, NIGHT)
    assert [end for *_, end in made._found] == [A]


# ---- lines

A_POINT = st.builds(Point, lat=st.floats(40, 56), lon=st.floats(46, 88))


def decoded(line):
    """As the screen does it."""
    lat, lon, found = 0, 0, []
    for here in range(0, len(line), 2):
        lat, lon = lat + line[here], lon + line[here + 1]
        found.append((lat / 100_000, lon / 100_000))
    return found


@given(st.lists(A_POINT, max_size=30))
def test_what_is_sent_is_the_line_to_within_a_metre(points):
    assert decoded(encoded(points)) == [
        (pytest.approx(p.lat, abs=6e-6), pytest.approx(p.lon, abs=6e-6)) for p in points
    ]


@given(st.lists(st.tuples(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02)), min_size=2, max_size=60))
def test_thinned_a_line_keeps_its_ends_and_takes_points_of_its_own(offsets):
    points = [Point(lat=43.2 + lat, lon=76.9 + lon) for lat, lon in offsets]
    found = thinned_to(points, 10)
    assert 2 <= len(found) <= max(10, 2)
    assert (found[0], found[-1]) == (points[0], points[-1])
    for point in found:
        assert min(metres_between(point, own) for own in points) < 0.01


def test_a_bend_of_less_than_one_can_see_goes():
    bent = [east(0), Point(lat=east(0.5).lat + 0.5 * FINEST_M / 111_195, lon=east(0.5).lon), east(1)]
    assert thinned_to(bent, 400) == [east(0), east(1)]
    sharp = [east(0), Point(lat=east(0.5).lat + 4 * FINEST_M / 111_195, lon=east(0.5).lon), east(1)]
    assert len(thinned_to(sharp, 400)) == 3
