"""That the figures of travel times can be measured, and show a rung that is wrong."""

import pytest

from domain.travel import Leg
from tests.bench import roads
from tests.bench.figures import SEEN, Scale
from tests.dispatch.road_engine import needs_engine

pytestmark = pytest.mark.slow
TRUE = [[Leg(source="roads", seconds=60 + 60 * ((to * 7 + o) % 9)) for o in range(9)] for to in range(9)]


def turned(matrix: roads.Matrix) -> roads.Matrix:
    """The planted fault: whoever is farthest is said to be nearest."""
    return [[Leg(source="x", seconds=700 - (leg.seconds or 0)) for leg in row] for row in matrix]


@needs_engine
def test_the_bench_runs_and_the_nearest_is_never_missed():
    SEEN.clear()
    roads.run(Scale(rounds=1, quick=True))
    found = next(line for line in SEEN if line["name"].startswith("bound and refine"))
    assert (found["missed"], found["draws"] > 0) == (0, True)


def test_a_rung_that_says_the_truth_costs_nothing_and_a_wrong_one_shows():
    assert set(roads.picks(TRUE, TRUE, 5, 40, seed=1)) == {0.0}
    assert roads.error_after_one_factor(TRUE, TRUE, 40) == 0
    assert min(roads.picks(turned(TRUE), TRUE, 5, 40, seed=1)) > 60
    assert roads.error_after_one_factor(turned(TRUE), TRUE, 40) > 0.3


def test_one_factor_for_all_is_no_error():
    slower = [[Leg(source="x", seconds=3 * (leg.seconds or 0)) for leg in row] for row in TRUE]
    assert roads.error_after_one_factor(slower, TRUE, 40) == pytest.approx(0)
