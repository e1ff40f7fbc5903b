"""That the joint plan can be measured, and that a plan which gains nothing or takes from somebody shows."""

from datetime import timedelta

import pytest

from domain.travel import Leg
from tests.bench import joint
from tests.bench.figures import SEEN, Scale

pytestmark = pytest.mark.slow
PLACES = 20
MATRIX = [
    [Leg(source="x", seconds=120 + 60 * ((to * 7 + origin * 11) % 23)) for origin in range(PLACES)]
    for to in range(PLACES)
]


def compared() -> dict[str, object]:
    SEEN.clear()
    joint.compare("some", joint.draws_of(MATRIX, 40, timedelta(0)), "here")
    return SEEN[-1]


def test_the_longest_wait_is_shorter_together_and_never_longer() -> None:
    found = compared()
    assert (found["value"] > 0, found["never_longer"], found["draws"]) == (True, True, 40)
    low, high = found["interval"]
    assert low < found["value"] < high


def test_a_plan_that_is_one_by_one_shows_no_gain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault."""
    monkeypatch.setattr(joint, "best", joint.one_by_one)
    found = compared()
    assert (found["value"], found["interval"], found["offered"]) == (0, [0, 0], 0)


def test_a_plan_that_takes_from_somebody_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: the groups are handed out from behind."""

    def backwards(waiting, drives, at):
        return joint.one_by_one(waiting, {pair: 2_000 - seconds for pair, seconds in drives.items()}, at)

    monkeypatch.setattr(joint, "best", backwards)
    assert compared()["never_longer"] is False


def test_all_of_it_runs() -> None:
    SEEN.clear()
    joint.run(Scale(rounds=1, quick=True))
    assert len(SEEN) >= 3
    assert all(line["never_longer"] for line in SEEN if "never_longer" in line)
