"""Wrong tries are waited out: in one process by its memory, in several by the table that they share."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from dispatch.guessing import Guesses, Guessing, Patience, SharedGuessing
from tests.dispatch.test_sessions import Hand
from tests.dispatch.test_tables import beside
from tests.places import Place

PATIENCE = Patience(free=3, first_wait=2, longest_wait=10, kept=4, forgotten_after=60)
Opened = Callable[[], Guesses]


def blind(purpose: str, name: str) -> str:
    return f"{hash((purpose, name)):x}"


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture(params=["memory", "tables"])
def guesses(request: pytest.FixtureRequest, place: Place, clock: Hand) -> Guesses:
    if request.param == "memory":
        return Guessing(PATIENCE, clock.monotonic)
    return SharedGuessing(place.open(), "login", PATIENCE, clock, blind)


@pytest.fixture
def opened(place: Place, clock: Hand) -> Opened:
    return lambda: SharedGuessing(place.open(), "login", PATIENCE, clock, blind)


def later(clock: Hand, seconds: float) -> None:
    clock.at += timedelta(seconds=seconds)


def test_each_wait_is_twice_the_one_before(guesses: Guesses, clock: Hand) -> None:
    waits = []
    for _ in range(7):
        guesses.failed("a")
        waits.append(guesses.wait("a"))
        later(clock, guesses.wait("a"))
    assert [round(wait, 3) for wait in waits] == [0, 0, 2, 4, 8, 10, 10]
    assert guesses.wait("a") == guesses.wait("b") == 0
    guesses.succeeded("a")
    guesses.failed("a")
    assert guesses.wait("a") == 0


def test_long_ago_counts_no_more(guesses: Guesses, clock: Hand) -> None:
    for _ in range(2):
        guesses.failed("a")
    later(clock, 61)
    guesses.failed("a")
    assert guesses.wait("a") == 0


def test_the_one_that_failed_longest_ago_is_forgotten_first(guesses: Guesses, clock: Hand) -> None:
    for name in "abcde":
        later(clock, 0.01)
        for _ in range(3):
            guesses.failed(name)
    assert [guesses.wait(name) > 0 for name in "abcde"] == [False, True, True, True, True]


def counted(opened: Opened) -> float:
    """Three processes, one wrong try in each at once: how long is waited then."""
    three = [opened() for _ in range(3)]
    assert beside(*[lambda each=each: each.failed("a") for each in three]) == []
    return max(each.wait("a") for each in three)


def test_tries_at_all_processes_count_together(opened: Opened) -> None:
    assert counted(opened) == pytest.approx(2, abs=0.001)


def test_the_trial_of_counting_notices_each_process_counting_for_itself(clock: Hand) -> None:
    assert counted(lambda: Guessing(PATIENCE, clock.monotonic)) == 0


def test_what_was_typed_is_not_in_the_table(opened: Opened, place: Place) -> None:
    opened().failed("a password in the wrong field")
    assert not place.holds(b"a password")
    assert place.holds(blind("guessing-login", "a password in the wrong field").encode())
