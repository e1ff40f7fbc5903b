"""The log of readings: durable first, never changed, chained; what may wait waits and is written once."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.ports import QueueFull, StoreUnavailable
from dispatch.reads import ReadLog
from dispatch.reads_store import prepare
from dispatch.schema import StoreUnfit
from dispatch.spool import NAME
from dispatch.tables.port import Conflict
from dispatch.tables.postgres import PostgresTables
from dispatch.tables.sqlite import FileTables
from tests.dispatch.written_reads import READING, SetClock, broken, opened, rows, spooled, write
from tests.places import Database, Folder, Place
from tests.postgres import Server


@pytest.fixture
def log(place: Place) -> Iterator[ReadLog]:
    log = opened(place)
    yield log
    log.stop()


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Place]:
    """Where only a file can show it."""
    folder = Folder(tmp_path)
    yield folder
    folder.close()


def fill(log: ReadLog) -> None:
    """Let the file not grow by a single page more: SQLite's own error."""
    assert isinstance(log._tables, FileTables)
    pages = log._tables._connection.execute("PRAGMA page_count").fetchone()[0]
    log._tables._connection.execute(f"PRAGMA max_page_count={pages}")


def make_room(log: ReadLog) -> None:
    assert isinstance(log._tables, FileTables)
    time.sleep(0.1)  # its thread may be trying once more on this very connection
    log._tables._connection.execute("PRAGMA max_page_count=1000000")


def full(log: ReadLog) -> None:
    """Write until the disk says no."""
    fill(log)
    fault = refusal(log, 400)
    assert "storage full" in fault.reason


def refusal(log: ReadLog, tries: int) -> StoreUnavailable:
    """Write so often at the most; the no of the log."""
    for _ in range(tries):
        try:
            write(log, *[READING] * 16)
        except StoreUnavailable as fault:
            return fault
    raise AssertionError("the log never said no")


def test_what_was_written_stands_there_for_another_connection(log: ReadLog, place: Place) -> None:
    assert write(log) is True
    assert rows(place) == [READING]


def test_many_at_once_share_few_syncs_and_keep_their_order(log: ReadLog, place: Place) -> None:
    async def crowd() -> list[bool]:
        each = (log.write((replace(READING, session=str(n)),)) for n in range(40))
        return await asyncio.gather(*each)

    assert asyncio.run(crowd()) == [True] * 40
    assert [one.session for one in rows(place)] == [str(n) for n in range(40)]
    assert broken(place) == []


def test_times_never_go_back(log: ReadLog, place: Place) -> None:
    write(log)
    SetClock.at -= timedelta(hours=1)
    write(log)
    SetClock.at += timedelta(hours=1)
    assert broken(place) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE read SET role='x'", "DELETE FROM read", "DELETE FROM reads_identity"]
)
def test_nothing_is_changed_or_deleted(log: ReadLog, place: Place, statement: str) -> None:
    write(log)
    with pytest.raises(Conflict):
        place.open("reads").write(statement)
    assert rows(place) == [READING]


def test_postgres_lets_nobody_empty_the_table(postgres: Server) -> None:
    place = Database(postgres.new_database())
    log = opened(place)
    write(log)
    log.stop()
    with pytest.raises(Conflict):
        place.open("reads").write("TRUNCATE read")
    place.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE read SET result='refused' WHERE position=2",
        "UPDATE read SET at=at-1 WHERE position=2",
        "DELETE FROM read WHERE position=2",
        "UPDATE read SET position=9 WHERE position=3",
    ],
)
def test_planted_changes_break_the_chain(log: ReadLog, place: Place, statement: str) -> None:
    for _ in range(3):
        write(log)
    forger = place.open("reads")
    for guard in ("read_not_changed", "read_not_deleted"):
        forger.write(f"DROP TRIGGER {guard}{' ON read' if isinstance(forger, PostgresTables) else ''}")
    forger.write(statement)
    assert broken(place)


def test_another_logs_readings_are_not_opened(log: ReadLog, place: Place) -> None:
    write(log)
    with pytest.raises(StoreUnfit):
        prepare(place.open("reads"), UUID(int=8))


def test_a_full_disk_shows_nothing_and_passes(file: Place) -> None:
    log = opened(file)
    full(log)
    before = len(rows(file))
    refusal(log, 40)
    make_room(log)
    assert write(log) is True
    log.stop()
    assert len(rows(file)) > before
    assert broken(file) == []


def test_what_may_wait_waits_and_is_written_once(tmp_path: Path, file: Place) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    log = opened(file, elsewhere)
    full(log)
    many = tuple([replace(READING, why="x" * 4_000)] * 3)
    assert write(log, *many, may_wait=True) is False
    assert log.spooled == 3
    assert (elsewhere / NAME).stat().st_mode & 0o077 == 0
    with pytest.raises(StoreUnavailable):
        write(log, replace(READING, why="x" * 4_000), may_wait=True)  # no more can wait
    make_room(log)
    write(log)
    log.stop()
    found = [one for one in rows(file) if one.waited_since is not None]
    assert len(found) == 3 == len({one.entry for one in found})
    assert not (elsewhere / NAME).exists()


def test_what_a_killed_process_left_is_written_by_the_next_and_not_twice(
    tmp_path: Path, place: Place
) -> None:
    left = tuple(replace(READING, waited_since=1, entry=f"e{n}") for n in range(3))
    spooled(tmp_path, left)
    with (tmp_path / NAME).open("ab") as file:
        file.write(b'{"account": "cut off')
    for _ in range(2):
        log = opened(place, tmp_path, spooled=9)
        write(log)
        log.stop()
        spooled(tmp_path, left)  # killed between writing and clearing
    assert sorted(one.entry for one in rows(place) if one.entry) == ["e0", "e1", "e2"]


def test_a_queue_that_is_full_turns_away(place: Place) -> None:
    log = opened(place, waiting=0)
    with pytest.raises(QueueFull):
        write(log)
    assert write(log, may_wait=True) is False
    log.stop()


def test_after_its_end_nothing_is_taken(place: Place) -> None:
    log = opened(place)
    log.stop()
    with pytest.raises(StoreUnavailable):
        write(log)
