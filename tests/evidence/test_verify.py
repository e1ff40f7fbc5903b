"""A whole log is whole; of a damaged one it is said where and how; what nobody signed is said to be so."""

import os
import shutil
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.evidence.damage import KINDS
from dispatch.evidence.verify import CannotVerify, Compared, verify
from tests.dispatch.toy import Note, submission
from tests.evidence.installation import BOXES, Installation

HEAD, COVERED = 26, 22


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(tmp_path_factory.mktemp("made") / "it").begin()


@pytest.fixture
def it(made: Installation, tmp_path: Path) -> Installation:
    return made.copy(tmp_path / "copy")


def test_a_log_left_alone_is_whole_and_says_what_is_not_covered(it: Installation) -> None:
    report = it.verify()
    assert report.damages == ()
    assert (report.events, report.batches, report.streams) == (HEAD, 20, 6)
    assert (report.checkpoints, report.elsewhere) == (3, 3)
    assert (report.covered, report.elsewhere_covered) == (COVERED, COVERED)
    assert (report.uncovered, report.uncovered_seconds) == (HEAD - COVERED, 12.0)
    assert report.vouched == "elsewhere"
    assert it.verify(alone=True).vouched == "itself"
    assert it.verify(public=it.public).vouched == "given"
    assert it.found(public=it.public) == set()


def test_looking_changes_no_byte_of_it(it: Installation) -> None:
    before = {path: path.read_bytes() for path in it.place.rglob("*") if path.is_file()}
    it.verify()
    after = {path: path.read_bytes() for path in it.place.rglob("*") if path.is_file()}
    assert {path for path in after if path.suffix not in (".db-shm", ".db-wal")} >= set(before)
    assert all(after[path] == before[path] for path in before)


def test_neither_keys_nor_a_place_to_write_are_needed(it: Installation) -> None:
    for name in ("keys.db", "keys.kek", "checkpoints.key"):
        (it.data / name).unlink()
    for name in ("log.db-wal", "log.db-shm"):
        (it.data / name).unlink(missing_ok=True)
    it.data.chmod(0o500)
    try:
        assert it.verify().damages == ()
    finally:
        it.data.chmod(0o700)


def test_beside_a_running_server_too(it: Installation) -> None:
    with it.served() as store:
        for _ in range(5):
            store.writer.call(submission(Note(box=BOXES[0])))
            assert it.verify().damages == ()
        it.sign(store)
        assert it.verify().covered == HEAD + 5


def test_after_a_kill_the_write_ahead_log_is_read_and_left(it: Installation, tmp_path: Path) -> None:
    with it.served() as store:
        store.writer.call(submission(Note(box=BOXES[0])))
        killed = it.copy(tmp_path / "killed")
    assert (killed.data / "log.db-wal").stat().st_size
    assert (killed.verify().damages, killed.verify().events) == ((), HEAD + 1)
    assert (killed.data / "log.db-wal").stat().st_size


STATE = "UPDATE stored_events SET state=CAST(replace(state, '000001', '000009') AS BLOB) WHERE rowid=1"
DAMAGES = {
    "changed": (STATE,),
    "not-stored-so": ("UPDATE stored_events SET state=CAST(state AS TEXT) WHERE rowid=7",),
    "version-missing": ("UPDATE stored_events SET originator_version=9 WHERE rowid=7",),
    "position-missing": ("DELETE FROM stored_events WHERE rowid=7",),
    "batch-changed": ("UPDATE batch SET link=zeroblob(32) WHERE last=3",),
    "batch-torn": ("UPDATE batch SET first=2 WHERE last=3",),
    "batch-empty": ("DELETE FROM stored_events WHERE rowid>24", "DELETE FROM batch WHERE last=26"),
    "no-batch": ("DELETE FROM batch WHERE last=26",),
    "clock-back": ("UPDATE batch SET recorded_at=recorded_at-60000000 WHERE last=23",),
    "clock-other": ("UPDATE batch SET recorded_at=recorded_at+1 WHERE last=26",),
    "signed-otherwise": ("UPDATE batch SET link=zeroblob(32) WHERE last=4",),
    "cut-off": ("DELETE FROM stored_events WHERE rowid>18", "DELETE FROM batch WHERE last>18"),
    "checkpoint-unreadable": ("UPDATE checkpoint SET line=x'00' WHERE number=2",),
    "checkpoint-missing": ("DELETE FROM checkpoint WHERE number=2",),
    "checkpoint-changed": ("UPDATE checkpoint SET number=7 WHERE number=3",),
    "checkpoint-unsigned": (
        "UPDATE checkpoint SET line=CAST(replace(line, '\"position\":14', '\"position\":13') AS BLOB)",
    ),
    "put-back": ("DELETE FROM checkpoint WHERE number=3",),
    "structure": ("DROP TABLE claim",),
    "sequence": ("UPDATE sqlite_sequence SET seq=30 WHERE name='stored_events'",),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_each_damage_is_found_and_named(it: Installation, kind: str) -> None:
    it.change(*DAMAGES[kind])
    assert kind in it.found()


def test_a_changed_event_is_told_by_stream_version_and_position(it: Installation) -> None:
    it.change(STATE)
    first = it.verify().damages[0]
    assert (first.log, first.kind, first.position) == ("events", "changed", 1)
    assert (first.stream, first.version) == (BOXES[0], 1)


def test_one_damage_is_not_told_a_thousand_times(it: Installation) -> None:
    it.change("UPDATE batch SET link=zeroblob(32) WHERE last=4")
    assert [(each.kind, each.position) for each in it.verify().damages] == [
        ("batch-changed", 4),
        ("signed-otherwise", 4),
        ("batch-changed", 5),
    ]


def test_a_dropped_trigger_is_seen(it: Installation) -> None:
    with it.open_behind_its_back() as connection:
        connection.execute("CREATE TRIGGER mine AFTER INSERT ON batch BEGIN SELECT 1; END")
    assert {(each.kind, each.detail) for each in it.verify().damages} == {("structure", "trigger")}


def test_text_that_is_no_text_is_no_reason_to_stop(it: Installation) -> None:
    it.change("UPDATE stored_events SET topic=CAST(x'ff6162' AS TEXT) WHERE rowid=5")
    report = it.verify()
    assert [(each.kind, each.position) for each in report.damages] == [("changed", 5)]
    assert report.events == HEAD


def test_a_letter_of_another_size_in_an_id_is_seen(it: Installation) -> None:
    """An id written otherwise hashes the same and would be found under another name."""
    it.change("UPDATE stored_events SET originator_id=upper(originator_id) WHERE rowid=1")
    assert "not-stored-so" in it.found()


@pytest.mark.parametrize("size", [0, 100, 5_000, -4_096])
def test_a_file_cut_short_is_damaged_not_a_crash(it: Installation, size: int) -> None:
    path = it.data / "log.db"
    os.truncate(path, size if size > 0 else path.stat().st_size + size if size else 0)
    for name in ("log.db-wal", "log.db-shm"):
        (it.data / name).unlink(missing_ok=True)
    if size == 0:
        with pytest.raises(Exception, match="something else"):
            it.verify()
    else:
        assert "pages" in it.found()


def test_what_cannot_be_looked_at_is_said(it: Installation, tmp_path: Path) -> None:
    for data, elsewhere, code in (
        (tmp_path / "nowhere", None, "no-log"),
        (it.data, tmp_path / "nowhere", "elsewhere-unreadable"),
        (it.data, it.data, "no-checkpoints"),
    ):
        with pytest.raises(CannotVerify) as caught:
            verify(data, Compared(elsewhere=elsewhere))
        assert caught.value.code == code
    assert not (tmp_path / "nowhere").exists()


def test_a_log_from_before_checkpoints_is_looked_at_too(tmp_path: Path) -> None:
    from tests.dispatch.test_upgrade import restored

    for old in ("version_1", "version_2"):
        report = verify(restored(tmp_path / old, version=old))
        assert (report.damages, report.checkpoints, report.covered) == ((), 0, 0)
        assert report.uncovered == report.events > 6


def test_every_kind_that_the_program_can_find_has_a_log() -> None:
    """The words are looked at by `tests/web/test_verify_command.py`."""
    assert set(DAMAGES) <= set(KINDS)


def test_another_log_s_directory_proves_nothing(it: Installation, tmp_path: Path) -> None:
    other = Installation(tmp_path / "other").begin()
    with pytest.raises(CannotVerify):
        verify(it.data, Compared(elsewhere=other.elsewhere))
    for path in other.elsewhere.iterdir():
        shutil.copy(path, it.elsewhere)
    assert it.found() == set(), "several logs may share a directory"


def test_only_the_stream_s_own_id_is_told(it: Installation) -> None:
    it.change("UPDATE stored_events SET state=x'00' WHERE rowid=6")
    damage = next(each for each in it.verify().damages if each.kind == "changed")
    assert damage.stream == UUID(int=1000)
