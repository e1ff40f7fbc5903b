"""The log's file: durable or refused, never changed, readable by the library's own recorder, one writer."""

import os
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from dispatch.lock import AlreadyWriting, WriterLock
from dispatch.schema import StoreUnfit, open_to_write, require_durable
from dispatch.schema_steps import newest
from dispatch.store import Store
from dispatch.wrapping import KeysUnusable
from tests.dispatch.toy import START, HandClock, Note, Open, open_store, submission

BOXES = [UUID(int=1000 + number) for number in range(3)]


def filled(data: Path, clock: HandClock | None = None) -> Store:
    store = open_store(data, clock=clock or HandClock())
    store.start(ticking=False)
    for box in BOXES:
        store.writer.call(submission(Open(box=box)))
    for box in BOXES:
        store.writer.call(submission(Note(box=box)))
    return store


def test_the_library_reads_every_stream_and_the_whole_log(tmp_path: Path) -> None:
    store = filled(tmp_path)
    recorder = SQLiteApplicationRecorder(SQLiteDatastore(str(tmp_path / "log.db")))
    for box in BOXES:
        theirs = recorder.select_events(box)
        ours = store.log.stream(box)
        assert [store.mapper.to_domain_event(each).event for each in theirs] == [each.event for each in ours]
        assert [each.originator_version for each in theirs] == [1, 2]
    notifications = recorder.select_notifications(1, 100)
    assert [each.id for each in notifications] == [1, 2, 3, 4, 5, 6]
    assert recorder.max_notification_id() == store.log.head == 6
    store.close()


def test_the_library_cannot_write_past_the_chain(tmp_path: Path) -> None:
    store = filled(tmp_path)
    recorder = SQLiteApplicationRecorder(SQLiteDatastore(str(tmp_path / "log.db")))
    with pytest.raises(Exception, match="6 columns but 4 values"):
        recorder.insert_events(recorder.select_events(BOXES[0]))
    assert store.log.head == 6
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET state='{}' WHERE rowid=1",
        "DELETE FROM stored_events WHERE rowid=6",
        "UPDATE batch SET recorded_at=0",
        "DELETE FROM batch",
        "UPDATE log_identity SET id=zeroblob(16)",
    ],
)
def test_the_log_is_never_changed(tmp_path: Path, statement: str) -> None:
    filled(tmp_path).close()
    with sqlite3.connect(tmp_path / "log.db") as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)


def test_a_store_that_would_not_be_durable_is_refused(tmp_path: Path) -> None:
    connection = open_to_write(tmp_path / "log.db", UUID(int=1))
    require_durable(connection, tmp_path / "log.db")
    connection.execute("PRAGMA synchronous=NORMAL")
    with pytest.raises(StoreUnfit, match="synchronous 1"):
        require_durable(connection, tmp_path / "log.db")
    with pytest.raises(StoreUnfit, match="journal mode memory"):
        require_durable(sqlite3.connect(":memory:"), Path("log.db"))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "log.db") as db:
        db.execute("CREATE TABLE theirs (a)")
    with pytest.raises(StoreUnfit, match="something else"):
        open_store(tmp_path)


def test_a_log_of_a_later_version_is_refused(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with sqlite3.connect(tmp_path / "log.db") as db:
        db.execute(f"PRAGMA user_version={newest() + 1}")
    with pytest.raises(StoreUnfit, match=f"version {newest() + 1}"):
        open_store(tmp_path)


def test_a_log_without_its_keys_is_refused(tmp_path: Path) -> None:
    filled(tmp_path).close()
    for path in tmp_path.glob("keys.db*"):
        path.unlink()
    with pytest.raises(KeysUnusable, match=r"keys\.db is missing"):
        open_store(tmp_path)


def test_reading_stops_at_a_position(tmp_path: Path) -> None:
    store = filled(tmp_path)
    assert [each.position for each in store.log.stream(BOXES[0])] == [1, 4]
    assert [each.position for each in store.log.stream(BOXES[0], until_position=3)] == [1]
    assert [each.position for each in store.log.after(2, 3)] == [3, 4, 5]
    assert [each.position for each in store.log.read_all(1, until=5)] == [2, 3, 4, 5]
    store.close()


def test_a_time_has_a_position_and_a_position_a_time(tmp_path: Path) -> None:
    clock = HandClock()
    store = open_store(tmp_path, clock=clock)
    store.start(ticking=False)
    assert store.log.position_at(START) == 0
    for box in BOXES:
        store.writer.call(submission(Open(box=box)))
        clock.forward(minutes=10)
    assert store.log.position_at(START - timedelta(seconds=1)) == 0
    assert store.log.position_at(START) == 1
    assert store.log.position_at(START + timedelta(minutes=9)) == 1
    assert store.log.position_at(START + timedelta(minutes=10)) == 2
    assert store.log.position_at(START + timedelta(days=1)) == 3
    assert store.log.recorded_at(2) == START + timedelta(minutes=10)
    assert store.log.recorded_at(4) is None
    store.close()


def test_positions_are_never_given_out_twice(tmp_path: Path) -> None:
    filled(tmp_path).close()
    with sqlite3.connect(tmp_path / "log.db") as db:
        assert db.execute("SELECT seq FROM sqlite_sequence WHERE name='stored_events'").fetchone() == (6,)


def test_a_second_writer_is_told_who_writes_and_since_when(tmp_path: Path) -> None:
    store = filled(tmp_path)
    with pytest.raises(AlreadyWriting, match=rf"process {os.getpid()} since 2026-03-20 11:00:00"):
        open_store(tmp_path)
    store.close()
    open_store(tmp_path).close()


SECOND_PROCESS = """
import sys
from pathlib import Path
from dispatch.lock import AlreadyWriting, WriterLock
from dispatch.clock import SystemClock
try:
    WriterLock(Path(sys.argv[1]), SystemClock().now())
except AlreadyWriting as refusal:
    print(refusal)
"""


def test_another_process_is_refused_too_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path / "writer.lock", START)

    def second() -> str:
        command = [sys.executable, "-c", SECOND_PROCESS, str(tmp_path / "writer.lock")]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert f"process {os.getpid()} since" in second()
    lock.close()
    assert second() == ""
    WriterLock(tmp_path / "writer.lock", START).close()
