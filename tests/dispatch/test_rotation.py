"""A new wrapping key: everything is wrapped anew, nothing else changes, and no key is dropped too early."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from dispatch.clock import SystemClock
from dispatch.factors import WRAPPED as FACTORS
from dispatch.keys_check import check, fit
from dispatch.lock import WriterLock
from dispatch.lost_keys import bury_lost
from dispatch.rotation import replace_key_file, rotate
from dispatch.wrapped import secrets_in
from dispatch.wrapping import KeysUnusable, make_key_file, read_key_file
from tests.dispatch.toy import open_store
from tests.trials.rotation import Where, make, unreadable


def quiet(done: int, of: int) -> None:
    """Progress that nobody looks at."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("filled") / "data"
    make(Where(data))
    return data


@pytest.fixture
def data(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "data"))


def execute(path: Path, statement: str) -> None:
    db = sqlite3.connect(path)
    with db:
        db.execute(statement)
    db.close()


def test_whole_keys_have_no_fault(data: Path) -> None:
    steps: list[tuple[int, int]] = []
    found = check(secrets_in(data), lambda done, of: steps.append((done, of)))
    assert found.faults == []
    assert found.subjects == 600
    assert found.graves == 0
    (kek,) = found.keks
    places = {"keys.db: subject_key": 600, "keys.db: secret": 1, "access.db: factor": 3, "form.db: lane": 20}
    assert found.uses == {kek: places}
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert all(done <= of for done, of in steps)


def test_everything_is_wrapped_by_the_new_key_and_the_old_one_is_gone(data: Path) -> None:
    old, *_ = read_key_file(data / "keys.kek").items()
    log = (data / "log.db").read_bytes()
    done = rotate(secrets_in(data), quiet)
    assert (done.wrapped, done.dropped, done.kept, done.resumed) == (624, 1, 0, False)
    keys = read_key_file(data / "keys.kek")
    assert list(keys) == [done.kek]
    assert old[0] not in keys
    assert check(secrets_in(data), quiet).uses.keys() == {done.kek}
    assert (data / "log.db").read_bytes() == log
    assert unreadable(Where(data)) == 0
    assert (data / "keys.kek").stat().st_mode & 0o777 == 0o600


def test_nothing_wrapped_by_the_old_key_is_left_in_the_files(data: Path) -> None:
    db = sqlite3.connect(data / "keys.db")
    old = [row[0] for row in db.execute("SELECT wrapped FROM subject_key")]
    db.close()
    rotate(secrets_in(data), quiet)
    stored = b"".join(path.read_bytes() for path in data.glob("keys.db*"))
    assert not [each for each in old if each in stored]


def test_the_bytes_of_the_old_key_file_are_overwritten(data: Path, tmp_path: Path) -> None:
    watched = tmp_path / "watched"
    watched.hardlink_to(data / "keys.kek")
    replace_key_file(data / "keys.kek", {"new": bytes(32)}, lambda _: None)
    assert not any(watched.read_bytes())


def test_a_second_rotation_beside_the_first_is_refused(data: Path) -> None:
    lock = WriterLock(data / "rotation.lock", SystemClock().now())
    before = (data / "keys.kek").read_bytes()
    with pytest.raises(KeysUnusable) as refused:
        rotate(secrets_in(data), quiet)
    lock.close()
    assert refused.value.code == "rotation-under-way"
    assert (data / "keys.kek").read_bytes() == before


def test_the_check_may_run_beside_a_server(data: Path) -> None:
    store = open_store(data, clock=SystemClock())
    store.start(ticking=False)
    assert check(secrets_in(data), quiet).faults == []
    store.close()


def test_graves_stay_graves(data: Path) -> None:
    three = "SELECT subject FROM subject_key LIMIT 3"
    execute(data / "keys.db", f"UPDATE subject_key SET wrapped=NULL WHERE subject IN ({three})")
    assert check(secrets_in(data), quiet).graves == 3
    rotate(secrets_in(data), quiet)
    found = check(secrets_in(data), quiet)
    assert (found.graves, found.subjects, found.faults) == (3, 597, [])


def test_what_does_not_open_keeps_its_bytes_and_its_key(data: Path) -> None:
    execute(data / "form.db", "UPDATE lane SET body=zeroblob(60) WHERE number=1")
    done = rotate(secrets_in(data), quiet)
    assert (done.dropped, done.kept) == (0, 1)
    (fault,) = check(secrets_in(data), quiet).faults
    assert (fault.code, fault.params["n"]) == ("unopened", 1)
    again = rotate(secrets_in(data), quiet)
    assert (again.wrapped, again.kept, again.resumed) == (0, 1, True)


def test_planted_a_table_that_nobody_tells_of_stops_the_rotation(data: Path) -> None:
    execute(data / "access.db", "CREATE TABLE device (id TEXT PRIMARY KEY, kek TEXT, wrapped BLOB)")
    before = (data / "keys.kek").read_bytes()
    with pytest.raises(KeysUnusable, match="device") as refused:
        rotate(secrets_in(data), quiet)
    assert refused.value.code == "key-stranger"
    assert (data / "keys.kek").read_bytes() == before
    assert [fault.code for fault in check(secrets_in(data), quiet).faults] == ["stranger"]


def test_planted_what_no_longer_opens_when_it_was_wrapped_lets_no_key_go(data: Path) -> None:
    def at(step: str) -> None:
        if step == "settled":
            execute(data / "access.db", f"UPDATE {FACTORS.table} SET wrapped=zeroblob(60)")

    with pytest.raises(KeysUnusable) as refused:
        rotate(secrets_in(data), quiet, at)
    assert refused.value.code == "rotation-unproved"
    assert len(read_key_file(data / "keys.kek")) == 2


def test_a_key_file_from_before_a_rotation_is_named(data: Path, tmp_path: Path) -> None:
    old = shutil.copy2(data / "keys.kek", tmp_path / "old.kek")
    rotate(secrets_in(data), quiet)
    shutil.copy2(old, data / "keys.kek")
    with pytest.raises(KeysUnusable) as refused:
        open_store(data, clock=SystemClock())
    assert refused.value.code == "key-unknown"
    assert "unknown" in {fault.code for fault in check(secrets_in(data), quiet).faults}
    with pytest.raises(KeysUnusable):
        fit(secrets_in(data))


def test_keys_older_than_the_log_are_refused_until_they_are_given_up(data: Path, tmp_path: Path) -> None:
    newest = "SELECT subject FROM subject_key LIMIT 2"
    execute(data / "keys.db", f"DELETE FROM subject_key WHERE subject IN ({newest})")
    execute(data / "keys.db", f"UPDATE subject_key SET wrapped=NULL WHERE subject IN ({newest})")
    with pytest.raises(KeysUnusable) as refused:
        open_store(data, clock=SystemClock())
    assert refused.value.code == "keys-db-older"
    codes = [fault.code for fault in check(secrets_in(data), quiet).faults]
    assert codes == ["lost-first", "lost"]
    assert bury_lost(secrets_in(data)) == 2
    found = check(secrets_in(data), quiet)
    assert (found.faults, found.graves) == ([], 4)
    open_store(data, clock=SystemClock()).close()


def test_keys_of_another_log_are_refused(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    open_store(other, clock=SystemClock()).close()
    for name in ("keys.db", "keys.kek"):
        shutil.copy2(other / name, data / name)
    for look in (lambda: open_store(data, clock=SystemClock()), lambda: check(secrets_in(data), quiet)):
        with pytest.raises(KeysUnusable) as refused:
            look()
        assert refused.value.code == "keys-db-another"


def test_a_key_file_with_one_id_twice_is_refused(tmp_path: Path) -> None:
    make_key_file(tmp_path / "keys.kek")
    line = (tmp_path / "keys.kek").read_text()
    (tmp_path / "keys.kek").write_text(line + line)
    with pytest.raises(KeysUnusable, match="line 2"):
        read_key_file(tmp_path / "keys.kek")
