"""Factors and one-time codes in several processes over one table: nothing counts twice, the last stays."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from dispatch.factors import Factors, new_secret
from dispatch.one_time import OneTimeCodes
from dispatch.tables.postgres import PostgresTables
from dispatch.wrapping import Wrapping, make_key_file
from tests.dispatch.test_factors import ACCOUNT, OTHER
from tests.dispatch.test_sessions import Hand
from tests.dispatch.test_tables import beside
from tests.postgres import Server

Several = list[Factors]


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def opened(postgres: Server) -> Callable[[], PostgresTables]:
    url = postgres.new_database()
    return lambda: PostgresTables(url, "access")


@pytest.fixture
def several(opened: Callable[[], PostgresTables], clock: Hand, tmp_path: Path) -> Several:
    make_key_file(tmp_path / "keys.kek")
    return [Factors(opened(), clock, Wrapping(tmp_path / "keys.kek")) for _ in range(4)]


def told_by_all(tasks: list[Callable[[], object]]) -> list[object]:
    told: list[object] = []
    assert beside(*[lambda task=task: told.append(task()) for task in tasks]) == []
    return told


def accepted(several: Several, clock: Hand) -> int:
    """In how many processes one code, shown at all of them at once, lets somebody in."""
    totp = pyotp.TOTP(new_secret())
    several[0].enrol_totp(ACCOUNT, totp.secret)
    code = totp.at(clock.at)
    return sum(
        map(bool, told_by_all([lambda each=each: each.accept_code(ACCOUNT, code) for each in several]))
    )


def test_a_code_counts_at_one_process(several: Several, clock: Hand) -> None:
    assert accepted(several, clock) == 1


def test_the_trial_of_codes_notices_a_step_that_is_looked_at_before(
    several: Several, clock: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: whether the step is new is known from a read, and the write says nothing."""
    monkeypatch.setattr(Factors, "_accept", lambda self, factor, step: step > self.of(ACCOUNT)[0].counter)
    assert accepted(several, clock) > 1


def test_a_passkey_is_enrolled_for_one(several: Several) -> None:
    tasks = [
        lambda each=each, whose=whose: each.enrol_passkey(whose, b"credential", b"key", 0)
        for each, whose in zip(several, (ACCOUNT, OTHER, ACCOUNT, OTHER), strict=True)
    ]
    assert sum(found is not None for found in told_by_all(tasks)) == 1


def test_a_copied_passkey_is_noticed_at_either(several: Several) -> None:
    factor = several[0].enrol_passkey(ACCOUNT, b"credential", b"key", 0) or ""
    assert sum(map(bool, told_by_all([lambda each=each: each.count(factor, 7) for each in several]))) == 1


def test_the_last_factor_stays_whoever_takes_the_others_away(several: Several) -> None:
    factors = [several[0].enrol_totp(ACCOUNT, new_secret()) for _ in several]
    tasks = [
        lambda each=each, factor=factor: each.remove(ACCOUNT, factor)
        for each, factor in zip(several, factors, strict=True)
    ]
    assert sorted(map(bool, told_by_all(tasks))) == [False, True, True, True]
    assert len(several[1].of(ACCOUNT)) == 1


def test_the_trial_of_the_last_notices_a_shared_lock(
    several: Several, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: a removal does not have the tables alone; before its COMMIT comes another."""
    here, there = several[:2]
    mine, other = (here.enrol_totp(ACCOUNT, new_secret()) for _ in range(2))
    for each in (here, there):
        monkeypatch.setattr(each._tables, "_alone", each._tables._shared)  # type: ignore[attr-defined]
    monkeypatch.setattr(here, "_forget_passkeys", lambda: there.remove(ACCOUNT, other))
    here.remove(ACCOUNT, mine)
    assert here.of(ACCOUNT) == []


def test_a_one_time_code_does_its_work_once(opened: Callable[[], PostgresTables], clock: Hand) -> None:
    several = [OneTimeCodes(opened(), clock) for _ in range(4)]
    several[0].keep(ACCOUNT, "hash", timedelta(days=3))
    assert [each.hash_of(ACCOUNT) for each in several] == ["hash"] * 4
    assert sum(map(bool, told_by_all([lambda each=each: each.void(ACCOUNT) for each in several]))) == 1
    assert several[3].hash_of(ACCOUNT) is None
