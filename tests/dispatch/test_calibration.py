"""What finished drives do to travel times: in one place, for every rung, and only where they may."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dispatch.calibration import Calibration, Learnt
from dispatch.drives_table import NEWEST, Error
from dispatch.routing.calibrated import Calibrated
from dispatch.routing.ladder import Ladder
from dispatch.routing.straight import StraightLine
from domain.driving import CAUTION, ENOUGH, MOST, DayPart
from domain.places import Point
from domain.travel import Leg
from tests.builders import NOON
from tests.dispatch.driven import Driven
from tests.dispatch.told_rung import NIGHT, SCHOOL, Clock, Told, east

A, B, ASTRAY = east(1), east(2), Point(lat=0.0, lon=0.0)
DAY = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)
HALF_MORE = 1.5 ** (ENOUGH / (ENOUGH + CAUTION))


@pytest.fixture
def driven(tmp_path: Path) -> Iterator[Driven]:
    made = Driven(tmp_path)
    yield made
    made.close()


def calibration(driven: Driven, clock: Clock | None = None) -> Calibration:
    return Calibration(driven.drives.ratios, (clock or Clock()).monotonic, 60)


def test_each_rung_and_part_of_the_day_has_its_own(driven: Driven) -> None:
    driven.add([1.5] * ENOUGH)
    driven.add([0.8] * ENOUGH, rung="air")
    driven.add([1.5] * (ENOUGH - 1), rung="roads-builtin")
    found = calibration(driven)
    assert found.factor("roads", DAY) == pytest.approx(HALF_MORE)
    assert found.factor("roads", NIGHT) == 1.0, "nobody drove at night"
    assert found.factor("air", DAY) < 1
    assert found.factor("roads-builtin", DAY) == 1.0, "one drive is missing"
    assert found.learnt() == [
        Learnt(rung="air", part="day", drives=ENOUGH, factor=round(0.8**0.75, 3)),
        Learnt(rung="roads", part="day", drives=ENOUGH, factor=round(HALF_MORE, 3)),
        Learnt(rung="roads-builtin", part="day", drives=ENOUGH - 1, factor=1.0),
    ]


def test_the_newest_count_and_the_rest_is_forgotten(driven: Driven) -> None:
    driven.add([3.0] * NEWEST)
    driven.add([1.0] * NEWEST, minutes=NEWEST)
    assert driven.drives.ratios() == {("roads", DayPart.DAY): [1.0] * NEWEST}


def test_it_is_bounded(driven: Driven) -> None:
    driven.add([4.5] * 200)
    assert calibration(driven).factor("roads", DAY) == MOST


def test_it_is_read_anew_now_and_then(driven: Driven) -> None:
    clock = Clock()
    found = calibration(driven, clock)
    assert found.factor("roads", DAY) == 1.0
    driven.add([1.5] * ENOUGH)
    clock.seconds = 59
    assert found.factor("roads", DAY) == 1.0
    clock.seconds = 60
    assert found.factor("roads", DAY) == pytest.approx(HALF_MORE)


def test_a_demonstration_learns_nothing(driven: Driven) -> None:
    driven.add([1.5] * ENOUGH)
    found = Calibration(None, Clock().monotonic, 60)
    assert (found.learns, found.factor("roads", DAY), found.learnt()) == (False, 1.0, [])
    assert calibration(driven).factor("roads", DAY) != 1.0, "the planted fault: the same drives, let in"


# ---- in one place


def test_whichever_rung_answers_its_times_are_multiplied_and_say_so(driven: Driven) -> None:
    driven.add([1.5] * ENOUGH)
    driven.add([1.5] * ENOUGH, rung="air")
    for ladder in (Ladder(Told("roads", {A: 600, B: 900}), StraightLine()), Ladder(StraightLine())):
        bare = ladder.times([A, B], [SCHOOL], DAY)
        found = Calibrated(ladder, calibration(driven)).times([A, B], [SCHOOL], DAY)
        assert found.factor == pytest.approx(HALF_MORE)
        assert (bare.factor, bare.rung) == (1.0, found.rung)
        for plain, slower in zip(bare.legs[0], found.legs[0], strict=True):
            assert slower.metres == plain.metres
            if plain.seconds_low is not None:
                assert slower.seconds == round((plain.seconds or 0) * found.factor)
                assert slower.seconds_low == round(plain.seconds_low * found.factor)


def test_a_cell_that_cannot_be_used_stays_so(driven: Driven) -> None:
    driven.add([1.5] * ENOUGH, rung="air")
    router = Calibrated(Ladder(StraightLine()), calibration(driven))
    legs = router.times([A, ASTRAY], [SCHOOL], DAY).legs[0]
    assert legs[1] == Leg(source="air", fault="point-zero")
    assert legs[0].seconds is not None


def test_what_is_drawn_says_the_same_time_as_the_table(driven: Driven) -> None:
    driven.add([1.5] * ENOUGH, rung="air")
    router = Calibrated(Ladder(StraightLine()), calibration(driven))
    assert router.way(A, SCHOOL, DAY).seconds == router.times([A], [SCHOOL], DAY).legs[0][0].seconds
    assert router.standing() == router.look(DAY)


def test_whether_a_time_can_be_believed_is_judged_by_the_rungs_own(driven: Driven) -> None:
    """A group 100 km away in an hour is as fast as a car; half of that, which was learnt, still stands."""
    driven.add([0.3] * 400)
    far = east(100)
    rung = Told("roads", {far: Leg(source="roads", seconds_low=1, seconds=3_600, seconds_high=9, metres=1)})
    found = Calibrated(Ladder(rung, StraightLine()), calibration(driven)).times([far], [SCHOOL], DAY)
    assert (found.rung, found.legs[0][0].seconds) == ("roads", 1_800)


# ---- how far off times were


def test_errors_by_rung_and_hour_of_the_own_centre(driven: Driven) -> None:
    driven.add([1.0, 1.2, 1.6])
    driven.add([0.5], rung="air")
    driven.add([3.0], centre="elsewhere")
    assert driven.drives.errors("here", NOON) == [
        Error(rung="air", hour=12, count=1, percent=50, seconds=500),
        Error(rung="roads", hour=12, count=3, percent=120, seconds=200),
    ]
    assert driven.drives.errors("here", NOON + timedelta(days=1)) == []


def test_the_error_is_that_of_what_was_said_also_once_something_was_learnt(driven: Driven) -> None:
    driven.add([1.5], factor=1.5, said=1_500)
    assert driven.drives.errors("here", NOON)[0].percent == 100
    assert driven.drives.ratios() == {("roads", DayPart.DAY): [1.5]}


def test_before_there_is_a_live_build_nothing_is_known(driven: Driven) -> None:
    driven.add([1.5] * ENOUGH)
    driven.tables.write("UPDATE build SET live=0")
    assert (driven.drives.ratios(), driven.drives.errors("here", NOON)) == ({}, [])
