"""When the disk says no: nothing is acknowledged that is not there, and what can pass does pass."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.ports import Accepted, StoreUnavailable
from dispatch.store import Store
from dispatch.tables.sqlite import FileTables
from tests.dispatch.batching import BOX_A, BOX_B, together
from tests.dispatch.toy import Note, Open, open_store, submission


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path)
    store.start(ticking=False)
    store.writer.call(submission(Open(box=BOX_A)))
    yield store
    store.close()


def fill(store: Store, connection: sqlite3.Connection) -> None:
    """Let the file not grow by a single page more (SQLite's own limit, so its own error)."""
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages}")


def first_fault(store: Store, commands: Sequence[object]) -> StoreUnavailable:
    """Send until the store says no."""
    for command in commands:
        try:
            store.writer.call(submission(command))
        except StoreUnavailable as fault:
            return fault
    raise AssertionError("the store never said no")


def make_room(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA max_page_count=1000000")


def long_note(number: int) -> Note:
    return Note(box=BOX_A, text=f"{number} " + "long " * 2_000)


def test_a_full_disk_acknowledges_nothing_and_passes_without_restart(store: Store) -> None:
    assert store._connection is not None
    fill(store, store._connection)
    fault = first_fault(store, [long_note(number) for number in range(100)])
    assert "storage full: nothing was saved" in fault.reason
    assert not fault.lasting
    head = store.log.head
    assert store.log.breaks() == []
    make_room(store._connection)
    assert store.writer.call(submission(long_note(0))) == Accepted(position=head + 1, answer={"notes": head})
    assert store.log.breaks() == []


def test_a_full_disk_fails_the_whole_batch(store: Store) -> None:
    assert store._connection is not None
    fill(store, store._connection)
    outcomes = together_after(store, 50)
    assert {type(each) for each in outcomes} == {StoreUnavailable}
    make_room(store._connection)
    assert store.log.head == len(store.log.after(0)) == 2
    assert store.hot.snapshot("shelf")[1][str(BOX_A)]["notes"] == 0


def together_after(store: Store, count: int) -> list[object]:
    return together(store, *(submission(long_note(number)) for number in range(count)))


def test_a_full_disk_for_keys_stores_no_story_without_its_key(store: Store) -> None:
    place = store.keys._tables
    assert isinstance(place, FileTables)
    fill(store, place._connection)
    fault = first_fault(store, [Open(box=UUID(int=1 << 20 | number << 4)) for number in range(1, 400)])
    assert "storage full" in fault.reason
    make_room(place._connection)
    assert isinstance(store.writer.call(submission(Open(box=BOX_B))), Accepted)
    stories = [each.event.story for each in store.log.after(0)]  # type: ignore[attr-defined]
    assert set(stories) == {"a story nobody else may read"}


def test_a_store_locked_by_another_program_is_busy_and_then_goes_on(store: Store, tmp_path: Path) -> None:
    assert store._connection is not None
    store._connection.execute("PRAGMA busy_timeout=20")
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked by another program"):
        store.writer.call(submission(Note(box=BOX_A)))
    other.execute("ROLLBACK")
    assert isinstance(store.writer.call(submission(Note(box=BOX_A))), Accepted)


def test_a_store_that_may_not_be_written_says_so_and_reads_go_on(store: Store) -> None:
    assert store._connection is not None
    store._connection.execute("PRAGMA query_only=ON")
    with pytest.raises(StoreUnavailable, match="read-only"):
        store.writer.call(submission(Note(box=BOX_A)))
    assert len(store.log.stream(BOX_A)) == 1
    store._connection.execute("PRAGMA query_only=OFF")
    assert isinstance(store.writer.call(submission(Note(box=BOX_A))), Accepted)


def test_a_damaged_file_ends_writing_for_good(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.start(ticking=False)
    box = UUID(int=1 << 20)
    store.writer.call(submission(Open(box=box)))
    for number in range(50):
        store.writer.call(submission(Note(box=box, text=f"{number} " + "long " * 2_000)))
    store.close()
    path = tmp_path / "log.db"
    content = path.read_bytes()
    middle = len(content) // 8192 * 4096
    path.write_bytes(content[:middle] + b"\xff" * 4096 * 4 + content[middle + 4096 * 4 :])
    store = open_store(tmp_path)
    store.start(ticking=False)
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="damaged") as caught:
            store.writer.call(submission(Note(box=box)), timeout=5)
        assert caught.value.lasting
    assert store.writer.failed is not None
    store.close()


SYNC_FAILS = """
import sys
from pathlib import Path
from uuid import UUID
from dispatch.ports import Accepted, StoreUnavailable
from tests.dispatch.toy import Open, open_store, submission
store = open_store(Path(sys.argv[1]))
store.start(ticking=False)
for number in range(1, 9):
    box = UUID(int=number << 4)
    try:
        outcome = store.writer.call(submission(Open(box=box)))
        print("acknowledged" if isinstance(outcome, Accepted) else "refused", box, flush=True)
    except StoreUnavailable as fault:
        print("lasting" if fault.lasting else "passing", box, flush=True)
"""


def with_failing_sync(place: Path, when: int) -> list[list[str]]:
    """What the program above says if its `when`-th sync fails."""
    trace = place / "trace"
    command = ["strace", "-f", "-o", str(trace), "-e", "trace=fdatasync,fsync"]
    command += ["-e", f"inject=fdatasync,fsync:error=EIO:when={when}", sys.executable, "-c", SYNC_FAILS]
    ran = subprocess.run([*command, str(place / "data")], capture_output=True, text=True, timeout=60)
    if "ptrace" in ran.stderr and not ran.stdout:
        pytest.skip("tracing is not allowed on this machine")
    assert "(INJECTED)" in trace.read_text(), "nothing was injected: the trial would prove nothing"
    return [line.split() for line in ran.stdout.splitlines()]


@pytest.mark.slow
def test_after_a_failed_sync_nothing_is_acknowledged_any_more(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not on this machine: no way to make a sync fail")
    ended = 0
    for when in range(7, 13, 2):
        place = tmp_path / str(when)
        place.mkdir()
        said = with_failing_sync(place, when)
        kinds = [kind for kind, _ in said]
        if "lasting" in kinds:
            ended += 1
            assert set(kinds[kinds.index("lasting") :]) == {"lasting"}
        acknowledged = {UUID(box) for kind, box in said if kind == "acknowledged"}
        store = open_store(place / "data")
        assert acknowledged <= {each.stream for each in store.log.after(0)}
        assert store.log.breaks() == []
        store.close()
    assert ended, "no failed sync was ever noticed"
