"""Which schools a group that goes leaves without anybody near, by the sphere."""

from hypothesis import given
from hypothesis import strategies as st

from domain.places import Point, metres_between
from domain.recommendation import CoverLoss
from domain.recommendation import cover as covers
from domain.recommendation.cover import Place, covering
from tests.domain.test_cover import REACH, team

ALMALY = [Place(district="almaly", lat=43.25 + n / 1000, lon=76.92) for n in range(6)]
NAURYZBAY = [Place(district="nauryzbay", lat=43.19, lon=76.75 + n / 1000) for n in range(4)]
WEST, EAST = Point(lat=43.19, lon=76.74), Point(lat=43.25, lon=76.93)


def lost(free: dict[int, Point], who: int, places=(*ALMALY, *NAURYZBAY)) -> CoverLoss | None:
    return covering(places, {team(n): at for n, at in free.items()}, REACH, 25).loss(team(who))


def test_a_district_that_nobody_else_reaches_is_named():
    assert lost({1: WEST, 2: EAST}, 1) == CoverLoss(
        schools=4, covered=10, within_minutes=25, districts=("nauryzbay",), most_in="nauryzbay"
    )


def test_with_another_beside_it_nothing_is_lost():
    assert lost({1: WEST, 2: EAST, 3: WEST}, 1) is None


def test_the_last_free_group_is_called_that_even_where_it_reaches_no_school():
    told = lost({1: WEST}, 1)
    assert told is not None
    assert (told.last, told.districts, told.covered) == (True, ("nauryzbay",), 4)
    far = lost({1: Point(lat=50.0, lon=60.0)}, 1)
    assert far is not None
    assert (far.last, far.schools, far.most_in) == (True, 0, "")


def test_a_few_schools_at_the_edge_are_no_reason_to_warn():
    edge = [Place(district="almaly", lat=43.19, lon=76.69 + n / 1000) for n in range(2)]
    assert lost({1: WEST, 2: EAST}, 1, [*ALMALY, *edge]) is None
    more = [Place(district="almaly", lat=43.19, lon=76.69 + n / 1000) for n in range(3)]
    told = lost({1: WEST, 2: EAST}, 1, [*ALMALY, *more])
    assert told is not None
    assert (told.schools, told.districts, told.most_in) == (3, (), "almaly")


def test_schools_without_a_district_are_counted_and_named_nowhere():
    told = lost(
        {1: WEST, 2: EAST}, 1, [*ALMALY, *(Place(district="", lat=p.lat, lon=p.lon) for p in NAURYZBAY)]
    )
    assert told is not None
    assert (told.schools, told.districts, told.most_in) == (4, (), "")


def test_who_is_not_free_covers_nothing_and_leaves_nothing():
    assert lost({1: WEST, 2: EAST}, 9) is None


POINTS = st.builds(Point, lat=st.floats(43.0, 43.5), lon=st.floats(76.6, 77.2))
PLACES = st.lists(st.tuples(st.sampled_from("abc"), POINTS), max_size=30)


def by_hand(places, free: dict[int, Point], who: int) -> int | None:
    """Over the sphere, pair by pair; nothing if some pair lies so near the rim that the plane may differ."""
    alone = 0
    for _, at in places:
        apart = {n: metres_between(at, point) for n, point in free.items()}
        if any(abs(metres - REACH) < REACH / 50 for metres in apart.values()):
            return None
        near = {n for n, metres in apart.items() if metres < REACH}
        alone += near == {who}
    return alone


@given(PLACES, st.lists(POINTS, min_size=1, max_size=6))
def test_what_is_reached_by_one_alone_is_what_the_sphere_says(places, points):
    free = dict(enumerate(points, 1))
    who = covering(
        [Place(district=name, lat=at.lat, lon=at.lon) for name, at in places],
        {team(n): at for n, at in free.items()},
        REACH,
        25,
    )
    for n in free:
        expected = by_hand(places, free, n)
        assert expected is None or sum(who.alone.get(team(n), {}).values()) == expected


def test_a_plane_without_the_narrowing_of_the_meridians_is_found(monkeypatch):
    """The planted fault: 12 km to the east at this latitude are taken for 16."""
    monkeypatch.setattr(covers, "cos", lambda angle: 1.0)
    near = [("a", Point(lat=43.2, lon=76.7 + 8.0 / 81.2))]
    who = covering(
        [Place(district=name, lat=at.lat, lon=at.lon) for name, at in near],
        {team(1): Point(lat=43.2, lon=76.7)},
        REACH,
        25,
    )
    assert by_hand(near, {1: Point(lat=43.2, lon=76.7)}, 1) == 1
    assert sum(who.alone.get(team(1), {}).values()) == 0
