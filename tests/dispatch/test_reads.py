"""The log of readings: durable first, never changed, chained; what may wait waits and is written once."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.clock import SystemClock
from dispatch.ports import QueueFull, StoreUnavailable
from dispatch.reads import ReadLog
from dispatch.reads_store import Reading, breaks, open_reads
from dispatch.schema import StoreUnfit, open_to_read
from dispatch.spool import NAME, Spool
from tests.reads import rows_of

LOG = UUID(int=7)
READING = Reading(
    account=str(UUID(int=1)),
    role="dispatcher",
    session="s",
    device="computer",
    region="KZ-00",
    case_id=str(UUID(int=2)),
    case_region="KZ-00",
    door="card",
    levels="C1 C2 C3",
    why="owner",
    result="shown",
)


class SetClock(SystemClock):
    """A clock that is set by hand."""

    at = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


def opened(folder: Path, spool: Path | None = None, *, waiting: int = 64, spooled: int = 3) -> ReadLog:
    log = ReadLog(
        folder / "reads.db",
        LOG,
        SetClock(),
        Spool(spool, spooled),
        most_waiting=waiting,
        most_per_batch=16,
    )
    log.start()
    return log


@pytest.fixture
def log(tmp_path: Path) -> Iterator[ReadLog]:
    log = opened(tmp_path)
    yield log
    log.stop()


def write(log: ReadLog, *readings: Reading, may_wait: bool = False) -> bool:
    return asyncio.run(log.write(readings or (READING,), may_wait=may_wait))


def rows(folder: Path) -> list[Reading]:
    return rows_of(folder / "reads.db")


def fill(log: ReadLog) -> None:
    """Let the file not grow by a single page more: SQLite's own error."""
    pages = log._connection.execute("PRAGMA page_count").fetchone()[0]
    log._connection.execute(f"PRAGMA max_page_count={pages}")


def make_room(log: ReadLog) -> None:
    time.sleep(0.1)  # its thread may be trying once more on this very connection
    log._connection.execute("PRAGMA max_page_count=1000000")


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


def test_what_was_written_stands_there_for_another_connection(log: ReadLog, tmp_path: Path) -> None:
    assert write(log) is True
    assert rows(tmp_path) == [READING]


def test_many_at_once_share_few_syncs_and_keep_their_order(log: ReadLog, tmp_path: Path) -> None:
    async def crowd() -> list[bool]:
        each = (log.write((replace(READING, session=str(n)),)) for n in range(40))
        return await asyncio.gather(*each)

    assert asyncio.run(crowd()) == [True] * 40
    assert [one.session for one in rows(tmp_path)] == [str(n) for n in range(40)]
    assert list(breaks(open_to_read(tmp_path / "reads.db"))) == []


def test_times_never_go_back(log: ReadLog, tmp_path: Path) -> None:
    write(log)
    SetClock.at -= timedelta(hours=1)
    write(log)
    SetClock.at += timedelta(hours=1)
    assert list(breaks(open_to_read(tmp_path / "reads.db"))) == []


@pytest.mark.parametrize("statement", ["UPDATE read SET role='x'", "DELETE FROM read"])
def test_nothing_is_changed_or_deleted(log: ReadLog, tmp_path: Path, statement: str) -> None:
    write(log)
    with pytest.raises(sqlite3.IntegrityError):
        sqlite3.connect(tmp_path / "reads.db").execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE read SET result='refused' WHERE position=2",
        "UPDATE read SET at=at-1 WHERE position=2",
        "DELETE FROM read WHERE position=2",
        "UPDATE read SET position=9 WHERE position=3",
    ],
)
def test_planted_changes_break_the_chain(tmp_path: Path, statement: str) -> None:
    log = opened(tmp_path)
    for _ in range(3):
        write(log)
    log.stop()
    forger = sqlite3.connect(tmp_path / "reads.db")
    forger.executescript("DROP TRIGGER read_not_changed; DROP TRIGGER read_not_deleted;")
    with forger:
        forger.execute(statement)
    assert list(breaks(forger))


def test_another_logs_readings_are_not_opened(log: ReadLog, tmp_path: Path) -> None:
    write(log)
    with pytest.raises(StoreUnfit):
        open_reads(tmp_path / "reads.db", UUID(int=8))


def test_a_full_disk_shows_nothing_and_passes(log: ReadLog, tmp_path: Path) -> None:
    full(log)
    before = len(rows(tmp_path))
    refusal(log, 40)
    make_room(log)
    assert write(log) is True
    assert len(rows(tmp_path)) > before
    assert list(breaks(open_to_read(tmp_path / "reads.db"))) == []


def test_what_may_wait_waits_and_is_written_once(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    log = opened(tmp_path, elsewhere)
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
    found = [one for one in rows(tmp_path) if one.waited_since is not None]
    assert len(found) == 3 == len({one.entry for one in found})
    assert not (elsewhere / NAME).exists()


def test_what_a_killed_process_left_is_written_by_the_next_and_not_twice(tmp_path: Path) -> None:
    left = tuple(replace(READING, waited_since=1, entry=f"e{n}") for n in range(3))
    Spool(tmp_path, 9).put(left)
    with (tmp_path / NAME).open("ab") as file:
        file.write(b'{"account": "cut off')
    for _ in range(2):
        log = opened(tmp_path, tmp_path, spooled=9)
        write(log)
        log.stop()
        Spool(tmp_path, 9).put(left)  # killed between writing and clearing
    assert sorted(one.entry for one in rows(tmp_path) if one.entry) == ["e0", "e1", "e2"]


def test_a_queue_that_is_full_turns_away(tmp_path: Path) -> None:
    log = opened(tmp_path, waiting=0)
    with pytest.raises(QueueFull):
        write(log)
    assert write(log, may_wait=True) is False
    log.stop()


def test_after_its_end_nothing_is_taken(tmp_path: Path) -> None:
    log = opened(tmp_path)
    log.stop()
    with pytest.raises(StoreUnavailable):
        write(log)
