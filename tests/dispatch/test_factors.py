"""One-time codes: a window of one step, each step once (also for two at a time), no secret in clear."""

import threading
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pyotp
import pytest

from dispatch.factors import Factors, new_secret, otpauth
from dispatch.tables.port import Tables
from dispatch.wrapping import Wrapping, make_key_file
from tests.dispatch.test_sessions import Hand
from tests.places import Place

ACCOUNT, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def tables(place: Place, tmp_path: Path) -> Tables:
    make_key_file(tmp_path / "keys.kek")
    return place.open()


@pytest.fixture
def factors(tables: Tables, clock: Hand, tmp_path: Path) -> Factors:
    return Factors(tables, clock, Wrapping(tmp_path / "keys.kek"))


@pytest.mark.parametrize(
    ("behind", "accepted"), [(-90, False), (-60, False), (-30, True), (0, True), (29, True), (60, False)]
)
def test_a_phone_may_be_one_step_off(behind: int, accepted: bool, factors: Factors, clock: Hand) -> None:
    secret = new_secret()
    factors.enrol_totp(ACCOUNT, secret)
    shown = pyotp.TOTP(secret).at(clock.at + timedelta(seconds=behind))
    assert factors.accept_code(ACCOUNT, shown) is accepted


def test_a_code_counts_once_and_no_older_one_after_it(factors: Factors, clock: Hand) -> None:
    totp = pyotp.TOTP(new_secret())
    factors.enrol_totp(ACCOUNT, totp.secret)
    now, before, after = (totp.at(clock.at, counter_offset=steps) for steps in (0, -1, 1))
    assert factors.accept_code(ACCOUNT, now)
    assert not factors.accept_code(ACCOUNT, now)
    assert not factors.accept_code(ACCOUNT, before)
    assert factors.accept_code(ACCOUNT, after)
    assert factors.of(ACCOUNT)[0].used == clock.at


def test_a_code_used_before_a_restart_is_used(
    factors: Factors, place: Place, clock: Hand, tmp_path: Path
) -> None:
    totp = pyotp.TOTP(new_secret())
    factors.enrol_totp(ACCOUNT, totp.secret)
    assert factors.accept_code(ACCOUNT, totp.at(clock.at))
    again = Factors(place.open(), clock, Wrapping(tmp_path / "keys.kek"))
    assert not again.accept_code(ACCOUNT, totp.at(clock.at))


def test_of_many_at_once_one_gets_in(factors: Factors, clock: Hand) -> None:
    totp = pyotp.TOTP(new_secret())
    factors.enrol_totp(ACCOUNT, totp.secret)
    got: list[bool] = []
    start = threading.Barrier(16)

    def attempt() -> None:
        start.wait()
        got.append(factors.accept_code(ACCOUNT, totp.at(clock.at)))

    threads = [threading.Thread(target=attempt) for _ in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(got) == [False] * 15 + [True]


def test_others_codes_and_words_open_nothing(factors: Factors, clock: Hand) -> None:
    mine, theirs = pyotp.TOTP(new_secret()), pyotp.TOTP(new_secret())
    factors.enrol_totp(ACCOUNT, mine.secret)
    factors.enrol_totp(OTHER, theirs.secret)
    for typed in (theirs.at(clock.at), "", "abcdef", "１２３４５６", mine.at(clock.at)[:5]):
        assert not factors.accept_code(ACCOUNT, typed)
    assert not factors.accept_code(UUID(int=3), mine.at(clock.at))
    assert factors.accept_code(ACCOUNT, mine.at(clock.at))


def test_the_next_code_is_one_that_is_accepted(factors: Factors) -> None:
    factors.enrol_totp(ACCOUNT, new_secret())
    first = factors.next_code(ACCOUNT)
    assert first is not None
    assert factors.accept_code(ACCOUNT, first)
    second = factors.next_code(ACCOUNT)
    assert second is not None
    assert factors.accept_code(ACCOUNT, second)
    assert factors.next_code(ACCOUNT) is None
    assert factors.next_code(OTHER) is None


def test_no_secret_lies_in_the_file(factors: Factors, place: Place) -> None:
    secret = new_secret()
    factors.enrol_totp(ACCOUNT, secret)
    assert not place.holds(secret.encode())
    assert not place.holds(pyotp.TOTP(secret).byte_secret())
    assert place.holds(str(ACCOUNT).encode())


def test_a_secret_moved_to_another_account_opens_nothing(factors: Factors, tables: Tables) -> None:
    secret = new_secret()
    factors.enrol_totp(ACCOUNT, secret)
    tables.write("UPDATE factor SET account=?", (str(OTHER),))
    assert not factors.accept_code(OTHER, pyotp.TOTP(secret).at(factors.clock.now()))


def test_the_line_for_apps() -> None:
    line = otpauth("JBSWY3DPEHPK3PXP" * 2, "admin")
    assert line == "otpauth://totp/Jedel:admin?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Jedel"
