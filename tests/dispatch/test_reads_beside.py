"""Several processes write one log of readings: one chain, nothing twice, each with a spool of its own."""

import asyncio
import threading
import time
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dispatch import reads
from dispatch.cards_read import CardsRead
from dispatch.reads_store import Reading
from dispatch.spool import Spool
from dispatch.sql.port import Ask
from dispatch.tables.postgres import PostgresTables
from tests.dispatch.written_reads import READING, SetClock, broken, opened, rows, write
from tests.faulty_line import FaultyLine
from tests.places import Database, Place
from tests.postgres import Server


def two_at_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Two processes write at the same moment: each has looked at the last row before one of them adds any, if
    nothing holds them apart."""
    logs = [opened(place), opened(place)]
    both = threading.Barrier(2)
    looked = reads.last_of

    def look(ask: Ask) -> tuple[int, int, bytes]:
        found = looked(ask)
        with suppress(threading.BrokenBarrierError):
            both.wait(0.3)
        return found

    async def all_of_them() -> list[object]:
        return await asyncio.gather(*(log.write((READING,)) for log in logs), return_exceptions=True)

    monkeypatch.setattr(reads, "last_of", look)
    answers = asyncio.run(all_of_them())
    monkeypatch.undo()
    for log in logs:
        log.stop()
    return answers


def test_two_processes_write_one_chain(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert two_at_once(place, monkeypatch) == [True, True]
    assert len(rows(place)) == 2
    assert broken(place) == []


def test_planted_without_the_lock_they_meet(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Database(postgres.new_database())
    opened(place).stop()  # the tables are there
    alone = PostgresTables._changing

    def together(self: PostgresTables) -> AbstractContextManager[None]:
        return alone(self, self._shared)

    with monkeypatch.context() as planted:
        planted.setattr(PostgresTables, "together", together)
        answers = two_at_once(place, monkeypatch)
    assert answers != [True, True] or broken(place)
    place.close()


def test_a_reply_that_was_lost_is_not_written_twice(postgres: Server) -> None:
    url = postgres.new_database()
    with FaultyLine(postgres.socket) as line:
        place = Database(url.replace(str(postgres.folder), str(line.folder)))
        log = opened(place, waiting=1)
        line.lose_reply()
        assert write(log, may_wait=True) is False, "it may be there; it was not sure, so it waits"
        until = time.monotonic() + 10
        while log.spooled and time.monotonic() < until:
            time.sleep(0.02)
        log.stop()
        place.close()
    there = Database(url)
    assert line.lost.is_set(), "no reply was lost: the trial would prove nothing"
    assert [one.waited_since is None for one in rows(there)] == [True, False]
    assert broken(there) == []
    there.close()


def waiting(entry: str) -> tuple[Reading, ...]:
    return (replace(READING, waited_since=1, entry=entry),)


def test_each_process_has_a_spool_of_its_own_and_the_next_takes_over_what_is_left(tmp_path: Path) -> None:
    first, second = Spool(tmp_path, 9), Spool(tmp_path, 9)
    first.put(waiting("a"))
    second.put(waiting("b"))
    first.written(1)
    assert [len(first), len(second)] == [0, 1]
    first.close()
    second.close()
    third = Spool(tmp_path, 9)
    assert [one.entry for one in third.first(9)] == ["b"], "of two files neither is lost with the other"
    third.put(waiting("c"))
    third.close()
    fourth = Spool(tmp_path, 9)
    assert [one.entry for one in fourth.first(9)] == ["b", "c"]
    fourth.close()


def test_cards_read_by_way_of_another_process_are_counted(place: Place) -> None:
    logs = [opened(place), opened(place)]
    both = [
        CardsRead(log.found, ("card",), shared=shared)
        for log, shared in zip(logs, (True, False), strict=True)
    ]
    for number in range(3):
        write(logs[0], replace(READING, case_id=str(number)))
    account, now = READING.account, SetClock.at
    for cards in both:
        cards.look(now)
    assert [cards.count(account, "another", now) for cards in both] == [4, 1], "planted: one does not look"
    assert both[0].count(account, "2", now) == 4
    both[0].look(now)
    assert both[0].count(account, "2", now + timedelta(hours=1)) == 1
    for log in logs:
        log.stop()
