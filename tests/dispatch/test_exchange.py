"""Positions between processes: newest wins everywhere, by a table alone or with Redis besides."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.clock import SystemClock
from dispatch.exchange import Exchange
from dispatch.hints.in_process import InProcess
from dispatch.hints.port import Hints
from dispatch.hints.positions import NewestInMemory
from dispatch.hints.redis import RedisHints
from dispatch.hints.redis_line import RedisLine
from dispatch.newest import NewestTable
from dispatch.positions import LivePosition, Positions
from tests.dispatch.test_positions import NOW, OTHER, TEAM, position
from tests.faulty_line import FaultyLine, Mode
from tests.places import Folder, Place
from tests.redis import Server

TEAMS = [UUID(int=number) for number in range(3)]


class Standing(SystemClock):
    """It is NOW for ever."""

    def now(self) -> datetime:
        return NOW


class Process:
    """One of several; looks when the test says so. `duty` are the teams that it knows to be on duty."""

    def __init__(self, place: Place, hints: Hints | None = None) -> None:
        self.seen: list[LivePosition] = []
        self.duty = {TEAM, OTHER, *TEAMS}
        self.positions = Positions(watch=self.seen.append)
        table = NewestTable(place.open("positions"))
        self.exchange = Exchange(
            self.positions, table, hints or InProcess(), lambda team: team in self.duty, Standing()
        )

    def look(self) -> None:
        self.exchange._next_table = 0.0
        self.exchange.look()


def test_what_one_hears_all_know(place: Place) -> None:
    one, two = Process(place), Process(place)
    found = position(accuracy_m=12.5)
    one.positions.report(found, NOW)
    one.look()
    two.look()
    assert two.positions.newest(TEAM) == found
    assert two.seen == [found]
    two.look()
    one.look()
    assert (two.seen, one.seen) == ([found], [found])


def test_who_starts_later_knows_it_too(place: Place) -> None:
    one = Process(place)
    one.positions.report(position(), NOW)
    one.look()
    late = Process(place)
    late.look()
    assert late.positions.newest(TEAM) == position()


def test_a_team_off_duty_leaves_the_table_and_an_early_one_waits_for_its_shift(place: Place) -> None:
    one, two = Process(place), Process(place)
    two.duty.clear()
    one.positions.report(position(), NOW)
    one.look()
    two.look()
    assert two.positions.newest(TEAM) is None
    two.duty.add(TEAM)
    two.look()
    assert two.positions.newest(TEAM) == position()
    one.positions.forget(TEAM)
    one.look()
    late = Process(place)
    late.look()
    assert late.positions.newest(TEAM) is None


def test_a_number_is_not_given_twice(place: Place) -> None:
    """Rows that went take no number with them: a process that has seen it would miss the next."""
    one, two = Process(place), Process(place)
    one.positions.report(position(5), NOW)
    one.look()
    two.look()
    one.positions.forget(TEAM)
    one.positions.report(position(team=OTHER), NOW)
    one.look()
    two.look()
    assert two.positions.newest(OTHER) == position(team=OTHER)


def test_old_ones_go(place: Place) -> None:
    table = NewestTable(place.open("positions"))
    table.put([position()])
    table.purge(NOW + timedelta(hours=1))
    assert len(table.changed()) == 1
    late = NewestTable(place.open("positions"))
    late.purge(NOW + timedelta(hours=2))
    assert late.changed() == []


steps = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 600), st.booleans()), max_size=25
)


def test_processes_that_report_and_look_end_with_the_same(tmp_path: Path) -> None:
    made = count()

    @given(steps)
    def hold(chosen: list[tuple[int, int, int, bool]]) -> None:
        folder = tmp_path / str(next(made))
        folder.mkdir()
        place = Folder(folder)
        three = [Process(place) for _ in range(3)]
        newest: dict[UUID, datetime] = {}
        for who, team, ago, looks in chosen:
            found = position(ago, team=TEAMS[team])
            three[who].positions.report(found, NOW)
            newest[found.team] = max(newest.get(found.team, found.at), found.at)
            if looks:
                three[who].look()
        for each in (*three, *three):
            each.look()
        for each in three:
            assert {team: one.at for team, one in each.positions.all().items()} == newest
        place.close()

    hold()


Remembered = Callable[[str], NewestInMemory]


@pytest.fixture
def remembered() -> Remembered:
    prefix = f"jedel:{uuid4().hex}"
    return lambda url: NewestInMemory(RedisLine(url, prefix, SystemClock().monotonic))


def test_redis_keeps_the_newest_and_says_what_changed(redis: Server, remembered: Remembered) -> None:
    one, two = remembered(redis.url), remembered(redis.url)
    one.put([position(10, accuracy_m=3.0), position(team=OTHER)])
    found = {each.team: each for each in two.changed()}
    assert (found[TEAM].at, found[TEAM].source, found[TEAM].accuracy_m) == (position(10).at, "phone", 3.0)
    assert abs(found[TEAM].point.lat - position().point.lat) < 1e-5
    assert two.changed() == []
    one.put([position(20)])  # older than what is known
    assert two.changed() == []
    one.put([position(5)])
    assert [each.at for each in two.changed()] == [position(5).at]
    one.forget(OTHER)
    late = remembered(redis.url)
    assert [each.team for each in late.changed()] == [TEAM]


def test_an_emptied_redis_is_begun_anew(redis: Server, remembered: Remembered) -> None:
    one, two = remembered(redis.url), remembered(redis.url)
    for ago in (30, 20, 10):
        one.put([position(ago)])
    two.changed()
    client = redis.client()
    client.delete(*one._keys)
    one.put([position(5)])
    assert [each.at for each in two.changed()] == [position(5).at]


def test_all_of_it_goes_by_itself_and_names_nobody(redis: Server, remembered: Remembered) -> None:
    one = remembered(redis.url)
    one.put([position()])
    client = redis.client()
    assert all(0 < client.ttl(key) <= 3_660 for key in one._keys)
    assert set(client.hgetall(one._keys[1])) == {str(TEAM).encode()}


@pytest.mark.parametrize("mode", [Mode.BLACK_HOLE, Mode.REFUSE, Mode.GARBAGE], ids=str)
def test_without_redis_the_table_does(redis: Server, place: Place, mode: Mode) -> None:
    with FaultyLine(redis.socket) as line:
        hints = [RedisHints(line.url, f"jedel:{uuid4().hex}", SystemClock(), Random(1).random) for _ in "ab"]
        line.set(mode)
        one, two = (Process(place, each) for each in hints)
        one.positions.report(position(), NOW)
        one.look()
        two.look()
        assert two.positions.newest(TEAM) == position()
        for each in hints:
            each.close()
