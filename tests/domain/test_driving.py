"""What drives teach: nothing until there are thirty, little at first, never beyond its bounds.

Factors are judged on drives that they were not fitted on; the drives are generated, with jams and lulls.
"""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import exp, log
from statistics import fmean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.driving import CAUTION, ENOUGH, LEAST, MOST, WILDEST, DayPart, day_part, factor_of, tells

Fit = Callable[[Sequence[float]], float]
SPREAD = 0.35
"""How much single drives stray from what is usual: a third more or less."""
DRIFT = 0.1
"""How much the next weeks differ from those that were learnt from."""


@pytest.mark.parametrize(
    ("utc_hour", "part"),
    [
        (0, DayPart.NIGHT),
        (2, DayPart.DAY),
        (3, DayPart.PEAK),
        (5, DayPart.DAY),
        (12, DayPart.PEAK),
        (15, DayPart.DAY),
        (17, DayPart.NIGHT),
    ],
)
def test_parts_of_the_day_go_by_local_time(utc_hour: int, part: DayPart) -> None:
    assert day_part(datetime(2026, 3, 16, utc_hour, 30, tzinfo=UTC)) is part


def test_nothing_is_learnt_of_fewer_than_thirty() -> None:
    assert factor_of([]) == 1.0
    assert factor_of([1.6] * (ENOUGH - 1)) == 1.0
    assert factor_of([1.6] * ENOUGH) == pytest.approx(1.6 ** (ENOUGH / (ENOUGH + CAUTION)))
    assert factor_of([1.6] * 1_000) == pytest.approx(1.6, rel=0.01)


def test_one_wild_drive_moves_nothing() -> None:
    usual = [1.2] * 40
    assert factor_of([*usual, WILDEST]) == pytest.approx(factor_of([*usual, 1.2]))


@given(st.lists(st.floats(1 / WILDEST, WILDEST), min_size=1, max_size=80))
def test_it_lies_between_one_and_the_median_and_within_its_bounds(ratios: list[float]) -> None:
    found, middle = factor_of(ratios), median(ratios)
    assert LEAST <= found <= MOST
    assert min(1.0, middle) - 1e-9 <= found <= max(1.0, middle) + 1e-9


@pytest.mark.parametrize(
    ("reckoned", "driven", "told"),
    [(600, 700, True), (600, 59, False), (59, 600, False), (600, 3_001, False), (600, 3_000, True)],
)
def test_what_was_no_such_drive_tells_nothing(reckoned: float, driven: float, told: bool) -> None:
    assert tells(reckoned, driven) is told


# ---- judged on other drives


def drives(chance: random.Random, usual: float, count: int) -> list[float]:
    """Driven / reckoned of drives that usually take `usual` times as long."""
    return [usual * exp(chance.gauss(0, SPREAD)) for _ in range(count)]


def error(ratios: Sequence[float], factor: float) -> float:
    """How far off times are that are multiplied by a factor: too long and too short weigh alike."""
    return fmean(abs(log(ratio / factor)) for ratio in ratios)


def gain(fit: Fit, usual: float, learnt_of: int, draws: int = 200) -> float:
    """By how much smaller the error is on drives of later weeks, in the mean; below 0 it has grown."""
    chance = random.Random(usual * 1_000 + learnt_of)
    found = []
    for _ in range(draws):
        factor = fit(drives(chance, usual, learnt_of))
        later = drives(chance, usual * exp(chance.gauss(0, DRIFT)), 100)
        found.append(error(later, 1.0) - error(later, factor))
    return fmean(found)


def harm(fit: Fit) -> float:
    """The most that learning costs where there is next to nothing to learn."""
    return max(-gain(fit, usual, count) for usual in (0.95, 1.0, 1.05) for count in (3, 10, ENOUGH))


@pytest.mark.parametrize("usual", [0.7, 1.35, 1.7])
def test_on_drives_it_was_not_fitted_on_it_is_better_where_there_is_something_to_learn(usual: float) -> None:
    assert gain(factor_of, usual, ENOUGH) > 0.04
    assert gain(factor_of, usual, ENOUGH - 1) == 0


def test_and_does_next_to_no_harm_where_there_is_not() -> None:
    assert harm(factor_of) < 0.005


def test_a_planted_fit_to_a_handful_is_caught() -> None:
    """The planted faults: the plain median of however few, and the newest drive alone."""
    assert harm(median) > 0.02
    assert harm(lambda ratios: ratios[0]) > 0.1
