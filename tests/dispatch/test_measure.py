"""Measures of all processes together, in Redis; of each alone where Redis does not answer; never none."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from dispatch.clock import SystemClock
from dispatch.hints.redis_line import RedisLine
from dispatch.measure import Measure
from tests.dispatch.toy import HandClock
from tests.faulty_line import FaultyLine, Mode
from tests.redis import Server

SECRET = b"the same everywhere"
Process = Callable[[str], Measure]


@pytest.fixture
def process() -> Process:
    """One more process of an installation: 3 at once, then one every 20 minutes."""
    prefix, clock = f"jedel:{uuid4().hex}", HandClock()

    def one_more(url: str) -> Measure:
        measure = Measure("form", 3, 3, SystemClock().monotonic, 100, clock)
        measure.share(RedisLine(url, prefix, SystemClock().monotonic), SECRET)
        return measure

    return one_more


def taken(*measures: Measure, key: str = "203.0.113.0/24", times: int = 5) -> int:
    """How many of so many tries at each go through."""

    async def take() -> int:
        return sum([await measure.take(key) for _ in range(times) for measure in measures])

    return asyncio.run(take())


def test_all_processes_together_have_one_bucket(redis: Server, process: Process) -> None:
    one, two = process(redis.url), process(redis.url)
    assert taken(one, two) == 3
    assert taken(two, key="198.51.100.0/24") == 3, "another key has its own"
    assert not asyncio.run(one.has("203.0.113.0/24"))


def test_looking_counts_nothing_and_it_fills_evenly(redis: Server) -> None:
    quick = Measure("quick", 1, 36_000, SystemClock().monotonic)
    quick.share(RedisLine(redis.url, f"jedel:{uuid4().hex}", SystemClock().monotonic), SECRET)

    async def hold() -> None:
        assert [await quick.has() for _ in range(3)] == [True] * 3
        assert await quick.take()
        assert not await quick.take()
        await asyncio.sleep(0.15)
        assert await quick.take()

    asyncio.run(hold())


def test_nothing_in_redis_tells_whose_it_is_and_it_goes_by_itself(redis: Server, process: Process) -> None:
    one = process(redis.url)
    taken(one)
    client = redis.client()
    assert one._memory is not None
    keys = client.keys(one._memory.name("measure", "*"))
    assert len(keys) == 1
    assert b"203.0" not in keys[0]
    assert 0 < client.ttl(keys[0]) <= 3_601


def test_a_new_day_has_other_names(redis: Server) -> None:
    clock = HandClock()
    one = Measure("form", 3, 3, SystemClock().monotonic, 100, clock)
    before = one._named("203.0.113.0/24")
    clock.forward(days=1)
    assert one._named("203.0.113.0/24") != before
    clock.time -= timedelta(days=1)
    assert Measure("form", 3, 3, SystemClock().monotonic, 100, clock)._named("203.0.113.0/24") != before


@pytest.mark.parametrize("mode", [Mode.BLACK_HOLE, Mode.REFUSE, Mode.GARBAGE, Mode.NO_ANSWERS], ids=str)
def test_without_redis_each_has_its_own_and_never_none(redis: Server, process: Process, mode: Mode) -> None:
    with FaultyLine(redis.socket) as line:
        one, two = process(line.url), process(line.url)
        line.set(mode)
        assert taken(one) == 3
        assert taken(two) == 3


def test_what_went_through_before_counts_when_redis_is_gone(redis: Server, process: Process) -> None:
    with FaultyLine(redis.socket) as line:
        one = process(line.url)
        assert taken(one, times=2) == 2
        line.set(Mode.REFUSE)
        assert taken(one) == 1
