"""The nearest of many, exactly, without asking for all of them."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dispatch.routing.points import FASTEST_M_S
from dispatch.routing.refine import by_bound
from domain.places import Point, metres_between
from domain.travel import Leg
from tests.dispatch.told_rung import SCHOOL, east

CITY = st.builds(lambda lat, lon: Point(lat=lat, lon=lon), st.floats(43.1, 43.4), st.floats(76.7, 77.1))


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
