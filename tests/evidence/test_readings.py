"""The log of readings is looked at with the log: changed, cut off, another, gone; letting go is none."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch.evidence import readings
from dispatch.reads import ReadLog
from dispatch.reads_cut import cut
from dispatch.reads_store import first_hash, row_hash, stored
from dispatch.spool import Spool
from dispatch.tables.sqlite import FileTables
from tests.dispatch.toy import Open, submission
from tests.dispatch.written_reads import READING, SetClock
from tests.evidence.installation import BOXES, Installation


@pytest.fixture
def it(tmp_path: Path) -> Installation:
    """Six readings are signed, two more are not."""
    it = Installation(tmp_path / "it")
    it.elsewhere.mkdir(parents=True)
    with it.served() as store:
        store.writer.call(submission(Open(box=BOXES[0])))
        log = ReadLog(
            lambda: FileTables(it.data / "reads.db"),
            store.log.id,
            SetClock(),
            Spool(None, 3),
            most_waiting=9,
            most_per_batch=9,
        )
        log.start()
        for number in range(8):
            asyncio.run(log.write((replace(READING, session=str(number)),)))
            if number in (3, 5):
                it.sign(store)
        log.stop()
        store.notary.stop(None)
    return it


def change(it: Installation, *statements: str) -> None:
    with sqlite3.connect(it.data / "reads.db") as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
    connection.close()


def made_to_fit(it: Installation) -> None:
    """Every hash anew, as whoever knows how can."""
    with sqlite3.connect(it.data / "reads.db") as connection:
        connection.execute("DROP TRIGGER read_not_changed")
        columns = [row[1] for row in connection.execute("PRAGMA table_info(read)")]
        names = ", ".join(columns)
        log_id = it.verify().log
        assert log_id is not None
        before = first_hash(log_id)
        for raw in connection.execute(f"SELECT {names} FROM read ORDER BY position").fetchall():
            row = stored(raw)
            before = row_hash(before, row.position, row.at, row.reading)
            connection.execute("UPDATE read SET hash=? WHERE position=?", (before, row.position))
    connection.close()


def test_a_whole_one_is_counted(it: Installation) -> None:
    report = it.verify()
    assert (report.damages, report.readings) == ((), 8)


DAMAGES = {
    "reading-changed": "UPDATE read SET account='other' WHERE position=3",
    "reading-missing": "DELETE FROM read WHERE position=3",
    "reading-back-in-time": "UPDATE read SET at=at-1 WHERE position=8",
    "readings-cut-off": "DELETE FROM read WHERE position>4",
    "readings-of-another-log": "UPDATE reads_identity SET log=zeroblob(16)",
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_each_damage_is_found_and_named(it: Installation, kind: str) -> None:
    change(it, DAMAGES[kind])
    assert kind in it.found()


def test_made_to_fit_it_is_not_what_was_signed(it: Installation) -> None:
    change(it, DAMAGES["reading-changed"])
    made_to_fit(it)
    assert it.found() == {"readings-signed-otherwise"}


def test_what_nobody_signed_and_was_made_to_fit_is_not_found(it: Installation) -> None:
    """The border of what this proves."""
    change(it, "UPDATE read SET account='other' WHERE position=7")
    made_to_fit(it)
    assert it.found() == set()


def test_a_file_that_is_gone_is_missed(it: Installation) -> None:
    (it.data / "reads.db").unlink()
    assert it.found() == {"readings-gone"}


def test_a_torn_file_is_damaged_not_a_crash(it: Installation) -> None:
    (it.data / "reads.db").write_bytes(b"not a database at all" * 400)
    assert it.found() == {"pages"}


@pytest.mark.parametrize("last", [2, 4, 5, 8])
def test_what_was_let_go_and_confirmed_is_no_damage(
    it: Installation, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    with sqlite3.connect(it.data / "reads.db") as connection:
        row = connection.execute("SELECT hash FROM read WHERE position=?", (last,)).fetchone()
    connection.close()
    with closing(FileTables(it.data / "reads.db")) as tables:
        assert cut(tables, last, row[0].hex()) == last
    assert it.found() == {"reading-cut-unconfirmed"}, "the log knows of nobody who confirmed it"
    monkeypatch.setattr(readings, "confirmed", lambda _: {(last, row[0].hex())})
    assert it.found() == set()
