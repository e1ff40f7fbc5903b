"""The oldest readings go, the rest stays provable; rows that went otherwise are found."""

import sqlite3
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dispatch import reads_cut
from dispatch.reads_cut import NotThatRow, PastReads, cut, past_reads, unaccounted
from dispatch.reads_store import breaks, last_of, prepare
from dispatch.tables.port import Conflict, Tables
from dispatch.tables.postgres import PostgresTables
from tests.dispatch.written_reads import LOG, READING, SetClock, opened, write
from tests.places import Folder, Place

BEGAN = SetClock.at


@pytest.fixture
def tables(place: Place) -> Iterator[Tables]:
    """Ten readings, a day apart."""
    log = opened(place)
    clock: SetClock = log._clock  # type: ignore[assignment]
    for day in range(10):
        clock.at = BEGAN + timedelta(days=day)
        write(log)
    log.stop()
    yield place.open("reads")
    SetClock.at = BEGAN


def codes(tables: Tables, known: Collection[tuple[int, str]] = ()) -> list[tuple[int, str]]:
    found = [*breaks(tables.rows), *unaccounted(tables.rows, known)]
    return [(one.position, one.code) for one in found]


def count(tables: Tables) -> int:
    return int(tables.rows("SELECT count(*) FROM read")[0][0])


def past_four(tables: Tables) -> tuple[int, str]:
    found = past_reads(tables.rows, BEGAN + timedelta(days=4))
    assert found.rows == 4
    assert found.last is not None
    assert found.link is not None
    return found.last, found.link


def test_the_oldest_go_and_the_rest_follows_from_them(tables: Tables) -> None:
    last, link = past_four(tables)
    assert last == 4
    assert cut(tables, last, link) == 4
    assert count(tables) == 6
    assert codes(tables, {(last, link)}) == []
    assert cut(tables, last, link) == 0
    assert past_reads(tables.rows, BEGAN + timedelta(days=4)) == PastReads(rows=0, last=None, link=None)


def test_readings_go_on_after_it_and_a_second_cut_follows_the_first(tables: Tables, place: Place) -> None:
    first = past_four(tables)
    cut(tables, *first)
    log = opened(place)
    assert write(log, READING)
    log.stop()
    assert count(tables) == 7
    found = past_reads(tables.rows, BEGAN + timedelta(days=8))
    second = (found.last or 0, found.link or "")
    assert cut(tables, *second) == 4
    assert codes(tables, {first, second}) == []


def test_all_of_them_can_go_and_the_next_one_follows_the_last(tables: Tables, place: Place) -> None:
    found = past_reads(tables.rows, BEGAN + timedelta(days=99))
    known = (found.last or 0, found.link or "")
    assert cut(tables, *known) == 10
    log = opened(place)
    write(log)
    log.stop()
    assert last_of(tables.rows)[0] == 11
    assert codes(tables, {known}) == []


def test_a_cut_that_was_interrupted_counts_and_is_finished(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    last, link = past_four(tables)
    monkeypatch.setattr(reads_cut, "_DELETE", "DELETE FROM read WHERE position=1 AND 2<? AND 1<?")
    assert cut(tables, last, link) == 1
    assert codes(tables, {(last, link)}) == []
    monkeypatch.undo()
    assert cut(tables, last, link) == 3


def test_many_go_in_short_steps(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads_cut, "AT_A_TIME", 2)
    assert cut(tables, *past_four(tables)) == 4


def test_another_row_than_the_confirmed_one_stops_it(tables: Tables) -> None:
    last, _ = past_four(tables)
    for wrong in ((last, "00" * 32), (99, "00" * 32)):
        with pytest.raises(NotThatRow):
            cut(tables, *wrong)
    assert count(tables) == 10


def removed_by_hand(tables: Tables, statement: str) -> None:
    """As somebody would who has the database: the trigger first."""
    of_the_table = " ON read" if isinstance(tables, PostgresTables) else ""
    tables.write(f"DROP TRIGGER read_not_deleted{of_the_table}")
    tables.write(statement)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM read WHERE position<=4", (5, "missing")),
        ("DELETE FROM read WHERE position=7", (8, "missing")),
    ],
)
def test_planted_rows_that_were_removed_without_it_are_found(
    tables: Tables, statement: str, expected: tuple[int, str]
) -> None:
    removed_by_hand(tables, statement)
    assert expected in codes(tables)


def test_planted_an_anchor_of_ones_own_is_found(tables: Tables) -> None:
    last, link = past_four(tables)
    cut(tables, last, link)
    assert codes(tables, {(3, link), (last, "00" * 32)}) == [(4, "cut-unconfirmed")]


def test_planted_more_rows_than_were_confirmed_are_found(tables: Tables) -> None:
    last, link = past_four(tables)
    cut(tables, last, link)
    removed_by_hand(tables, "DELETE FROM read WHERE position=5")
    assert (6, "missing") in codes(tables, {(last, link)})


def test_the_file_itself_lets_nothing_else_go(tables: Tables) -> None:
    row = "SELECT {}, at, hash FROM read WHERE position=3"
    for statement in (
        "DELETE FROM read WHERE position=1",
        "INSERT INTO read_anchor SELECT position, 0, hash FROM read WHERE position=3",
        "INSERT INTO read_anchor " + row.format(9),
    ):
        with pytest.raises(Conflict):
            tables.write(statement)
    tables.write("INSERT INTO read_anchor " + row.format("position"))
    for statement in (
        "DELETE FROM read WHERE position=4",
        "DELETE FROM read_anchor",
        "UPDATE read_anchor SET at=1",
    ):
        with pytest.raises(Conflict):
            tables.write(statement)


def test_a_file_of_version_1_gets_anchors_and_keeps_its_rows(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    log = opened(place)
    write(log)
    log.stop()
    with sqlite3.connect(tmp_path / "reads.db") as db:
        db.executescript(
            "DROP TABLE read_anchor; DROP TRIGGER read_not_deleted; CREATE TRIGGER read_not_deleted"
            " BEFORE DELETE ON read BEGIN SELECT RAISE(ABORT, 'nothing'); END; PRAGMA user_version=1"
        )
    db.close()
    tables = place.open("reads")
    prepare(tables, LOG)
    found = past_reads(tables.rows, BEGAN + timedelta(days=4))
    assert cut(tables, found.last or 0, found.link or "") == 1
    assert codes(tables, {(1, found.link or "")}) == []
    place.close()
