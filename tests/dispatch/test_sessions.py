"""Sessions: found by the token alone, over in time, raised under a new token, ended everywhere."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dispatch.sessions import OVERLAP, Sessions
from tests.places import Place

ACCOUNT, OTHER = UUID(int=1), UUID(int=2)
HOURS = timedelta(hours=12)


class Hand:
    """A clock that is moved by hand."""

    rate = 1.0

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def sessions(place: Place, clock: Hand) -> Sessions:
    return Sessions(place.open(), clock, per_account=3)


def test_a_token_finds_its_session_until_it_is_over(sessions: Sessions, clock: Hand) -> None:
    token, begun = sessions.begin(ACCOUNT, "browser", HOURS)
    assert sessions.find(token) == begun
    assert sessions.find(token + "x") is None
    clock.at += HOURS
    assert sessions.find(token) is None
    assert sessions.forget_old() == [ACCOUNT]


def test_a_step_up_gives_a_new_token_that_says_so(sessions: Sessions, clock: Hand) -> None:
    """Whoever planted or stole the token from before never gets what the step-up gave."""
    token, begun = sessions.begin(ACCOUNT, "browser", HOURS)
    fresh = sessions.raise_to(token)
    assert fresh is not None
    raised = sessions.find(fresh)
    assert raised is not None
    assert (raised.id, raised.second, raised.until) == (begun.id, clock.at, begun.until)
    before = sessions.find(token)
    assert before is not None
    assert before.second is None
    clock.at += OVERLAP
    assert sessions.find(token) is None
    assert sessions.find(fresh) == raised


def test_the_token_before_dies_with_its_session(sessions: Sessions) -> None:
    token, begun = sessions.begin(ACCOUNT, "browser", HOURS)
    fresh = sessions.raise_to(token)
    assert fresh is not None
    sessions.end(ACCOUNT, begun.id)
    assert sessions.find(token) is None
    assert sessions.find(fresh) is None
    assert sessions.raise_to(fresh) is None


def test_what_was_raised_is_so_after_a_restart(sessions: Sessions, place: Place, clock: Hand) -> None:
    token, _ = sessions.begin(ACCOUNT, "browser", HOURS)
    fresh = sessions.raise_to(token)
    assert fresh is not None
    again = Sessions(place.open(), clock, per_account=3)
    assert again.find(fresh) == sessions.find(fresh)
    before = again.find(token)
    assert before is not None
    assert before.second is None
    clock.at += OVERLAP
    assert again.find(token) is None


def test_the_oldest_makes_room(sessions: Sessions, clock: Hand) -> None:
    tokens = []
    for _ in range(4):
        tokens.append(sessions.begin(ACCOUNT, "browser", HOURS)[0])
        clock.at += timedelta(minutes=1)
    assert [sessions.find(token) is None for token in tokens] == [True, False, False, False]


def test_all_of_one_account_end_but_one(sessions: Sessions) -> None:
    kept, here = sessions.begin(ACCOUNT, "here", HOURS)
    gone, _ = sessions.begin(ACCOUNT, "there", HOURS)
    others, _ = sessions.begin(OTHER, "elsewhere", HOURS)
    assert sessions.end_all(ACCOUNT, but=here.id) == 1
    assert sessions.find(gone) is None
    assert sessions.find(kept) is not None
    assert sessions.find(others) is not None
    assert sessions.end_all(ACCOUNT) == 1
    assert sessions.find(kept) is None


def test_sessions_of_an_older_file_are_over(place: Place, clock: Hand) -> None:
    tables = place.open()
    tables.prepare("CREATE TABLE IF NOT EXISTS session (token BLOB); INSERT INTO session DEFAULT VALUES")
    Sessions(tables, clock, per_account=3)
    assert "session" not in tables.standing()


def test_what_was_locked_is_so_after_a_restart(sessions: Sessions, place: Place, clock: Hand) -> None:
    idle = timedelta(minutes=15)
    _, session = sessions.begin(ACCOUNT, "browser", HOURS)
    assert not sessions.is_locked(session.id, idle)
    clock.at += idle + timedelta(seconds=1)
    assert sessions.is_locked(session.id, idle)
    again = Sessions(place.open(), clock, per_account=3)
    assert again.is_locked(session.id, idle)
    again.unlock(session.id)
    assert not again.is_locked(session.id, idle)
    clock.at += idle - timedelta(seconds=1)
    again.touch(session.id)
    clock.at += idle - timedelta(seconds=1)
    assert not again.is_locked(session.id, idle)


def test_no_token_is_in_the_file(sessions: Sessions, place: Place) -> None:
    token, _ = sessions.begin(ACCOUNT, "browser", HOURS)
    fresh = sessions.raise_to(token) or ""
    assert not place.holds(token.encode())
    assert not place.holds(fresh.encode())
    assert place.holds(str(ACCOUNT).encode())


def test_a_clock_set_forward_ends_sessions_and_one_set_back_gives_nobody_more_than_was_meant(
    sessions: Sessions, clock: Hand
) -> None:
    token, begun = sessions.begin(ACCOUNT, "browser", HOURS)
    clock.at -= timedelta(hours=1)
    assert sessions.find(token) == begun, "nobody is thrown out because a clock was put right"
    assert begun.until - clock.at == HOURS + timedelta(hours=1), (
        "an hour at most, until it is put right again"
    )
    clock.at += timedelta(days=1)
    assert sessions.find(token) is None
    assert sessions.forget_old() == [ACCOUNT]
    clock.at -= timedelta(days=1)
    assert sessions.find(token) is None, "whoever is out stays out"
