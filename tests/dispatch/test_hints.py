"""Hints between processes: heard, numbered, told once; whatever becomes of Redis nobody waits for it."""

import time
from collections.abc import Callable, Iterator
from random import Random
from uuid import uuid4

import pytest

from dispatch.clock import SystemClock
from dispatch.hints.in_process import InProcess
from dispatch.hints.port import Hints
from dispatch.hints.redis import RedisHints
from dispatch.hints.redis_line import RedisLine
from tests.faulty_line import FaultyLine, Mode
from tests.patience import eventually
from tests.redis import Server

Opened = Callable[..., RedisHints]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Hints of one more process of one installation, as often as asked; not started."""
    prefix, made = f"jedel:{uuid4().hex}", []

    def one_more(url: str) -> RedisHints:
        made.append(RedisHints(url, prefix, SystemClock(), Random(1).random))
        return made[-1]

    yield one_more
    for each in made:
        each.close()


def listening(hints: RedisHints, kind: str = "log") -> list[str]:
    heard: list[str] = []
    hints.listen(kind, heard.append)
    hints.start()
    eventually(lambda: heard == [""])  # a look at everything, once it listens
    heard.clear()
    return heard


def test_what_one_tells_all_others_hear(redis: Server, opened: Opened) -> None:
    teller, *others = (opened(redis.url) for _ in range(3))
    heard = [listening(each) for each in others]
    own = listening(teller)
    teller.tell("log", "17")
    eventually(lambda: heard == [["17"], ["17"]])
    assert own == []
    assert not teller.standing().lowered


def test_nothing_but_ids_and_positions_leaves(redis: Server, opened: Opened) -> None:
    teller, other = opened(redis.url), opened(redis.url)
    heard = listening(other, "inbox")
    listening(teller)
    teller.tell("inbox", "Айгүл Серікқызы")
    eventually(lambda: heard == [""])


def test_a_lost_hint_shows_by_the_next(redis: Server, opened: Opened) -> None:
    teller, other = opened(redis.url), opened(redis.url)
    heard = listening(other)
    listening(teller)
    teller.tell("log", "1")
    eventually(lambda: heard == ["1"])
    teller._number += 1  # one that never came
    teller.tell("log", "3")
    eventually(lambda: "" in heard)
    assert other.missed == 1


def test_equal_hints_are_told_once_and_too_many_become_one(redis: Server, opened: Opened) -> None:
    teller = opened(redis.url)
    for _ in range(5):
        teller.tell("log", "9")
    assert list(teller._waiting) == [("log", "9")]
    for number in range(3_000):
        teller.tell("log", str(number))
    assert ("access", "") in teller._waiting
    assert len(teller._waiting) <= 1_024


def test_a_restarted_server_is_found_again(opened: Opened) -> None:
    server = Server()
    try:
        teller, other = opened(server.url), opened(server.url)
        heard = listening(other)
        listening(teller)
        server.stop()
        eventually(lambda: teller.standing().code == "unreachable")
        server.start()
        eventually(lambda: not teller.standing().lowered)
        eventually(lambda: "" in heard)
        heard.clear()
        teller.tell("log", "5")
        eventually(lambda: heard == ["5"])
    finally:
        server.close()


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.PASS], ids=str)
def test_whatever_the_line_does_nobody_waits_and_it_is_said(
    redis: Server, opened: Opened, mode: Mode
) -> None:
    with FaultyLine(redis.socket) as line:
        teller, other = opened(line.url), opened(redis.url)
        heard = listening(other)
        listening(teller)
        line.set(mode)
        began = time.monotonic()
        for number in range(1_000):
            teller.tell("log", str(number))
        assert time.monotonic() - began < 0.2
        assert mode is Mode.SLOW or eventually(lambda: teller.standing().lowered) is None
        line.set(Mode.PASS)
        line.cut()
        eventually(lambda: not teller.standing().lowered)
        heard.clear()
        teller.tell("log", "x")
        eventually(lambda: "x" in heard or "" in heard)
        assert not other.standing().lowered


def test_a_command_is_sent_once_whatever_the_line_does(redis: Server) -> None:
    """redis-py as it comes counts 2 here."""
    with FaultyLine(redis.socket) as line:
        memory = RedisLine(line.url, f"jedel:{uuid4().hex}", SystemClock().monotonic)
        counted = memory.name("count")
        assert memory.ask("INCR", counted) == 1
        line.set(Mode.NO_ANSWERS)
        began = time.monotonic()
        assert memory.ask("INCR", counted) is None
        assert memory.ask("INCR", counted) is None  # it is left alone now
        assert time.monotonic() - began < 1
        assert redis.client().get(counted) == b"2"
        memory.close()


def test_a_url_cannot_ask_for_longer_waits_or_repeats(redis: Server) -> None:
    memory = RedisLine(f"{redis.url}?socket_timeout=60", "jedel:x", SystemClock().monotonic)
    connection = memory.connection()
    assert connection.socket_timeout == 0.25  # type: ignore[attr-defined]
    assert connection.retry.get_retries() == 0  # type: ignore[attr-defined]
    memory.close()


def test_where_there_is_no_redis_nobody_is_told() -> None:
    hints: Hints = InProcess()
    heard: list[str] = []
    hints.listen("log", heard.append)
    hints.start()
    hints.tell("log", "1")
    assert (heard, hints.memory, hints.standing().lowered) == ([], None, False)
    hints.close()


def test_each_knows_how_many_boards_the_others_serve(redis: Server, opened: Opened) -> None:
    here, there = opened(redis.url), opened(redis.url)
    here.present(lambda: {"KZ-75": 2, "KZ-71": 1})
    there.present(dict)
    for each in (here, there):
        each.start()
    eventually(lambda: there.others() == {here._me: {"KZ-75": 2, "KZ-71": 1}, there._me: {}})
    key = here.memory.name("processes")
    redis.client().hset(key, "gone", "1 KZ-75=9")
    eventually(lambda: not redis.client().hexists(key, "gone"))
    assert 0 < redis.client().ttl(key) <= 5


def test_a_full_server_is_said_and_hints_go_on(opened: Opened) -> None:
    server = Server()
    try:
        teller, other = opened(server.url), opened(server.url)
        heard = listening(other)
        teller.present(lambda: {"KZ-75": 1})
        listening(teller)
        server.client().config_set("maxmemory", "1")
        eventually(lambda: teller.standing().code == "full")
        teller.tell("log", "6")
        eventually(lambda: "6" in heard)
        server.client().config_set("maxmemory", "0")
        eventually(lambda: not teller.standing().lowered)
    finally:
        server.close()
