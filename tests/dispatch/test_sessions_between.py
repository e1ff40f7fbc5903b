"""Sessions in several processes over one table: found, ended, locked, raised and bounded together."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from dispatch.ports import StoreUnavailable
from dispatch.session_rows import SessionRows
from dispatch.sessions import OVERLAP, Sessions
from dispatch.tables.postgres import PostgresTables
from dispatch.touches import APART, Touches
from tests.dispatch.test_sessions import ACCOUNT, HOURS, OTHER, Hand
from tests.dispatch.test_tables import beside
from tests.postgres import Server

IDLE = timedelta(minutes=15)
Opened = Callable[[], Sessions]


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def opened(postgres: Server, clock: Hand) -> Opened:
    url = postgres.new_database()
    return lambda: Sessions(PostgresTables(url, "access"), clock, per_account=3)


@pytest.fixture
def here(opened: Opened) -> Sessions:
    return opened()


@pytest.fixture
def there(opened: Opened, here: Sessions) -> Sessions:
    return opened()


def test_one_begun_there_is_found_here_at_once(here: Sessions, there: Sessions) -> None:
    token, begun = there.begin(ACCOUNT, "browser", HOURS)
    assert here.find(token) == begun
    _, other = there.begin(OTHER, "browser", HOURS)
    assert here.named(other.id) == other
    assert here.of(ACCOUNT) == [begun]


def test_what_happened_there_is_so_here_after_a_look(here: Sessions, there: Sessions) -> None:
    token, begun = there.begin(ACCOUNT, "browser", HOURS)
    kept, _ = here.begin(OTHER, "browser", HOURS)
    assert here.look() == {ACCOUNT}
    assert here.of(ACCOUNT) == [begun]
    assert here.end(ACCOUNT, begun.id)
    assert there.find(token) is not None, "this is what the look is for"
    assert there.look() == {ACCOUNT, OTHER}
    assert there.find(token) is None
    assert there.find(kept) is not None
    assert there.end_all(OTHER) == 1
    assert (here.look(), here.find(kept)) == ({OTHER}, None)


def test_a_look_where_nothing_happened_asks_for_one_number(here: Sessions, there: Sessions) -> None:
    there.begin(ACCOUNT, "browser", HOURS)
    here.look()
    here._rows.tokens = lambda: pytest.fail("asked for all")  # type: ignore[method-assign]
    assert here.look() == frozenset()


def test_one_that_was_ended_twice_was_ended_once(here: Sessions, there: Sessions) -> None:
    _, begun = there.begin(ACCOUNT, "browser", HOURS)
    ended: list[bool] = []
    assert (
        beside(*[lambda each=each: ended.append(each.end(ACCOUNT, begun.id)) for each in (here, there)]) == []
    )
    assert sorted(ended) == [False, True]


def test_a_raised_one_goes_by_both_tokens_for_a_moment(here: Sessions, there: Sessions, clock: Hand) -> None:
    token, begun = here.begin(ACCOUNT, "browser", HOURS)
    assert there.find(token) == begun
    fresh = there.raise_to(token) or ""
    for each in (here, there):
        raised, before = each.find(fresh), each.find(token)
        assert raised is not None
        assert before is not None
        assert (raised.second, before.second) == (clock.at, None)
        each.look()
        assert each.find(token) == begun
    clock.at += OVERLAP
    assert [each.find(token) for each in (here, there)] == [None, None]
    assert here.find(fresh) == there.find(fresh) is not None


def test_one_that_was_ended_there_is_not_raised_here(here: Sessions, there: Sessions) -> None:
    token, begun = here.begin(ACCOUNT, "browser", HOURS)
    there.end(ACCOUNT, begun.id)
    assert here.raise_to(token) is None
    assert there.named(begun.id) is None


def test_an_account_has_so_many_whoever_began_them(opened: Opened) -> None:
    three = [opened() for _ in range(3)]
    tasks = [lambda each=each: [each.begin(ACCOUNT, "browser", HOURS) for _ in range(4)] for each in three]
    assert beside(*tasks) == []
    for each in three:
        each.look()
        assert len(each.of(ACCOUNT)) == 3


def test_locked_and_unlocked_is_so_in_both(here: Sessions, there: Sessions) -> None:
    token, begun = here.begin(ACCOUNT, "browser", HOURS)
    assert there.find(token)
    here.lock(begun.id)
    assert there.look() == {ACCOUNT}
    assert there.is_locked(begun.id, IDLE)
    there.unlock(begun.id)
    assert not here.is_locked(begun.id, IDLE), "whoever has just unlocked it is not asked again"


def active_there(here: Sessions, there: Sessions, clock: Hand) -> bool:
    """Somebody works in one process for half an hour; whether the other one calls them idle."""
    token, begun = here.begin(ACCOUNT, "browser", HOURS)
    assert there.find(token)
    assert not here.is_locked(begun.id, IDLE)
    assert not there.is_locked(begun.id, IDLE)
    for _ in range(6):
        clock.at += timedelta(minutes=5)
        there.touch(begun.id)
    return here.is_locked(begun.id, IDLE) or there.is_locked(begun.id, IDLE)


def test_whoever_works_in_the_other_process_is_not_idle(here: Sessions, there: Sessions, clock: Hand) -> None:
    assert not active_there(here, there, clock)
    _, begun = here.begin(OTHER, "browser", HOURS)
    assert not here.is_locked(begun.id, IDLE)
    clock.at += IDLE + APART
    assert there.is_locked(begun.id, IDLE), "nobody was there, in neither of them"


def test_the_trial_of_idleness_notices_touches_kept_to_oneself(
    here: Sessions, there: Sessions, clock: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Touches, "touch", lambda self, name: self._at.update({name: clock.at}))
    assert active_there(here, there, clock)


def test_a_touch_at_the_last_moment_keeps_it_open(here: Sessions, there: Sessions, clock: Hand) -> None:
    """Between the question and the lock somebody came back, elsewhere."""
    token, begun = here.begin(ACCOUNT, "browser", HOURS)
    assert there.find(token)
    here.is_locked(begun.id, IDLE)
    clock.at += 2 * IDLE
    ask = here._touches.idle

    def late(name: str, allowed: timedelta) -> bool | None:
        found = ask(name, allowed)
        there.touch(name)
        return found

    here._touches.idle = late  # type: ignore[method-assign]
    assert not here.is_locked(begun.id, IDLE)


def test_without_the_table_who_is_in_stays_in_and_nobody_else_is_guessed_at(
    here: Sessions, there: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, begun = here.begin(ACCOUNT, "browser", HOURS)

    def gone(self: object, *_: object) -> None:
        raise StoreUnavailable("the database cannot be reached")

    monkeypatch.setattr(PostgresTables, "rows", gone)
    monkeypatch.setattr(PostgresTables, "write", gone)
    here.touch(begun.id)
    assert here.find(token) == begun
    assert not here.is_locked(begun.id, IDLE)
    with pytest.raises(StoreUnavailable):
        there.find(token)


def test_the_trial_of_looks_notices_a_change_that_is_not_counted(
    here: Sessions, there: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: sessions end without a word."""
    token, begun = here.begin(ACCOUNT, "browser", HOURS)
    there.look()
    monkeypatch.setattr("dispatch.session_rows._MOVE", "SELECT 1")
    here.end(ACCOUNT, begun.id)
    there.look()
    assert there.find(token) is not None


def test_the_trial_of_the_bound_notices_a_count_outside_the_lock(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: those of the account are counted, then another process adds its own."""
    one, two = opened(), opened()
    for _ in range(2):
        one.begin(ACCOUNT, "browser", HOURS)
    insert = SessionRows._insert

    def late(self: SessionRows, token: bytes, session: object) -> None:
        if self is one._rows:
            two.begin(UUID(int=ACCOUNT.int), "browser", HOURS)
        insert(self, token, session)  # type: ignore[arg-type]

    for each in (one, two):
        tables = each._rows._tables
        tables._alone = tables._shared  # type: ignore[attr-defined]
    monkeypatch.setattr(SessionRows, "_insert", late)
    one.begin(ACCOUNT, "browser", HOURS)
    one.look()
    assert len(one.of(ACCOUNT)) > 3
