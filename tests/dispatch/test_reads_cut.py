"""The oldest readings go, the rest stays provable; rows that went otherwise are found."""

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dispatch import reads_cut
from dispatch.reads import ReadLog
from dispatch.reads_cut import NotThatRow, PastReads, cut, past_reads, unaccounted
from dispatch.reads_store import _ANCHORS, breaks, last_of, open_reads
from dispatch.schema import open_to_read
from tests.dispatch.test_reads import LOG, READING, SetClock, opened, write

BEGAN = SetClock.at


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Ten readings, a day apart."""
    log = opened(tmp_path)
    clock: SetClock = log._clock  # type: ignore[assignment]
    for day in range(10):
        clock.at = BEGAN + timedelta(days=day)
        write(log)
    log.stop()
    yield tmp_path / "reads.db"
    SetClock.at = BEGAN


def codes(path: Path, known: set[tuple[int, str]] = frozenset()) -> list[tuple[int, str]]:  # type: ignore[assignment]
    connection = open_to_read(path)
    try:
        found = [*breaks(connection), *unaccounted(connection, known)]
        return [(one.position, one.code) for one in found]
    finally:
        connection.close()


def count(path: Path) -> int:
    connection = open_to_read(path)
    found: int = connection.execute("SELECT count(*) FROM read").fetchone()[0]
    connection.close()
    return found


def past_four(path: Path) -> tuple[int, str]:
    found = past_reads(path, BEGAN + timedelta(days=4))
    assert found.rows == 4
    assert found.last is not None
    assert found.link is not None
    return found.last, found.link


def test_the_oldest_go_and_the_rest_follows_from_them(path: Path) -> None:
    last, link = past_four(path)
    assert last == 4
    assert cut(path, last, link) == 4
    assert count(path) == 6
    assert codes(path, {(last, link)}) == []
    assert cut(path, last, link) == 0
    assert past_reads(path, BEGAN + timedelta(days=4)) == PastReads(rows=0, last=None, link=None)


def test_readings_go_on_after_it_and_a_second_cut_follows_the_first(path: Path) -> None:
    first = past_four(path)
    cut(path, *first)
    log = opened(path.parent)
    assert write(log, READING)
    log.stop()
    assert count(path) == 7
    found = past_reads(path, BEGAN + timedelta(days=8))
    second = (found.last or 0, found.link or "")
    assert cut(path, *second) == 4
    assert codes(path, {first, second}) == []


def test_all_of_them_can_go_and_the_next_one_follows_the_last(path: Path) -> None:
    found = past_reads(path, BEGAN + timedelta(days=99))
    known = (found.last or 0, found.link or "")
    assert cut(path, *known) == 10
    log: ReadLog = opened(path.parent)
    write(log)
    log.stop()
    connection = open_to_read(path)
    assert last_of(connection)[0] == 11
    connection.close()
    assert codes(path, {known}) == []


def test_a_cut_that_was_interrupted_counts_and_is_finished(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last, link = past_four(path)
    monkeypatch.setattr(reads_cut, "_DELETE", "DELETE FROM read WHERE position=1 AND 2<? AND 1<?")
    assert cut(path, last, link) == 1
    assert codes(path, {(last, link)}) == []
    monkeypatch.undo()
    assert cut(path, last, link) == 3


def test_many_go_in_short_steps(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads_cut, "AT_A_TIME", 2)
    assert cut(path, *past_four(path)) == 4


def test_another_row_than_the_confirmed_one_stops_it(path: Path) -> None:
    last, _ = past_four(path)
    for wrong in ((last, "00" * 32), (99, "00" * 32)):
        with pytest.raises(NotThatRow):
            cut(path, *wrong)
    assert count(path) == 10


def removed_by_hand(path: Path, statement: str) -> None:
    """As somebody would who has the file: the triggers first."""
    db = sqlite3.connect(path)
    with db:
        db.execute("DROP TRIGGER read_not_deleted")
        db.execute(statement)
    db.close()


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM read WHERE position<=4", (5, "missing")),
        ("DELETE FROM read WHERE position=7", (8, "missing")),
    ],
)
def test_planted_rows_that_were_removed_without_it_are_found(
    path: Path, statement: str, expected: tuple[int, str]
) -> None:
    removed_by_hand(path, statement)
    assert expected in codes(path)


def test_planted_an_anchor_of_ones_own_is_found(path: Path) -> None:
    last, link = past_four(path)
    cut(path, last, link)
    assert codes(path, {(3, link), (last, "00" * 32)}) == [(4, "cut-unconfirmed")]


def test_planted_more_rows_than_were_confirmed_are_found(path: Path) -> None:
    last, link = past_four(path)
    cut(path, last, link)
    removed_by_hand(path, "DELETE FROM read WHERE position=5")
    assert (6, "missing") in codes(path, {(last, link)})


def test_the_file_itself_lets_nothing_else_go(path: Path) -> None:
    db = sqlite3.connect(path)
    statements = (
        "DELETE FROM read WHERE position=1",
        "INSERT INTO read_anchor VALUES (3, 0, x'00')",
        "INSERT INTO read_anchor SELECT 9, at, hash FROM read WHERE position=3",
    )
    for statement in statements:
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(statement)
    db.execute("INSERT INTO read_anchor SELECT position, at, hash FROM read WHERE position=3")
    for statement in (
        "DELETE FROM read WHERE position=4",
        "DELETE FROM read_anchor",
        "UPDATE read_anchor SET at=1",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(statement)
    db.close()


def test_a_file_of_version_1_gets_anchors_and_keeps_its_rows(path: Path, tmp_path: Path) -> None:
    old = Path(shutil.copy2(path, tmp_path / "old.db"))
    db = sqlite3.connect(old)
    db.executescript(
        "DROP TABLE read_anchor; DROP TRIGGER read_not_deleted; CREATE TRIGGER read_not_deleted"
        " BEFORE DELETE ON read BEGIN SELECT RAISE(ABORT, 'nothing'); END; PRAGMA user_version=1"
    )
    db.close()
    assert codes(old) == []
    open_reads(old, LOG).close()
    assert "read_anchor" in _ANCHORS
    last, link = past_four(old)
    assert cut(old, last, link) == 4
    assert codes(old, {(last, link)}) == []
