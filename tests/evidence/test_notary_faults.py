"""Whatever is wrong with directory, key or disk: events go on, it is said, what was missed is made up for."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch.evidence.signing import KEY_FILE
from tests.evidence.watched import Watched


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path)
    yield watched
    watched.store.close()


def fill_up(folder: Path) -> None:
    with (folder / "ballast").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(256))
        except OSError:
            pass


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_directory_costs_nothing_and_is_made_up_for(watched: Watched) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(watched.elsewhere)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this machine mounts nothing")
    try:
        watched.event()
        watched.look()
        fill_up(watched.elsewhere)
        for _ in range(20):
            watched.event()
            watched.look(after=30)
            if watched.notary.fault:
                break
        assert watched.notary.fault == "directory-full"
        assert watched.notary.waiting
        watched.event()
        assert watched.events == watched.store.log.head, "events go on"
        (watched.elsewhere / "ballast").unlink()
        watched.look(after=30)
        assert (watched.notary.fault, watched.notary.waiting) == (None, 0)
        assert watched.outside() == watched.inside()
    finally:
        subprocess.run(["umount", str(watched.elsewhere)], check=True)


def test_a_directory_that_is_gone_is_not_made_and_caught_up_with(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    watched.event()
    watched.look()
    away = watched.elsewhere.rename(watched.elsewhere.with_name("away"))
    for _ in range(3):
        watched.event()
        watched.look(after=30)
    assert (watched.notary.fault, watched.notary.waiting) == ("directory-missing", 3)
    assert not watched.elsewhere.exists()
    assert caplog.messages == ["checkpoints cannot be written"], "told once"
    away.rename(watched.elsewhere)
    watched.look(after=30)
    assert watched.notary.fault is None
    assert watched.outside() == watched.inside()
    assert len(watched.outside()) == 4


def test_a_line_that_was_cut_short_is_written_anew_below_it(watched: Watched) -> None:
    watched.event()
    watched.look()
    path = next(watched.elsewhere.glob("*.checkpoints"))
    path.write_bytes(path.read_bytes()[:-30])
    watched.store.close()
    watched.store = watched.opened()
    watched.event()
    watched.look(after=30)
    assert watched.outside() == watched.inside()
    assert len(watched.outside()) == 2


def test_a_new_directory_gets_all_of_them(watched: Watched) -> None:
    for _ in range(3):
        watched.event()
        watched.look(after=30)
    for path in watched.elsewhere.iterdir():
        path.unlink()
    watched.store.close()
    watched.store = watched.opened()
    watched.look()
    assert len(watched.outside()) == 3


def test_a_log_that_was_put_back_does_not_write_into_the_story_of_the_lost_one(
    watched: Watched, tmp_path: Path
) -> None:
    watched.event()
    watched.look()
    watched.store.close()
    older = tmp_path / "older.db"
    older.write_bytes((watched.data / "log.db").read_bytes())
    watched.store = watched.opened()
    watched.event()
    watched.look(after=30)
    before = watched.outside()
    watched.store.close()
    (watched.data / "log.db").write_bytes(older.read_bytes())
    watched.store = watched.opened()
    watched.event()
    watched.look(after=30)
    assert watched.notary.fault == "another-story"
    assert watched.outside() == before
    assert len(watched.inside()) == 2


@pytest.mark.parametrize("wrong", ["missing", "open"])
def test_without_its_key_events_go_on_and_no_other_key_is_made(watched: Watched, wrong: str) -> None:
    watched.event()
    watched.look()
    path = watched.data / KEY_FILE
    kept = path.read_bytes()
    path.unlink() if wrong == "missing" else path.chmod(0o644)
    watched.store.close()
    watched.store = watched.opened()
    watched.store.notary._thread.run = lambda: None  # type: ignore[method-assign]
    watched.notary.start()
    watched.event()
    watched.look(after=30)
    assert watched.notary.fault == f"key-file-{wrong}"
    assert watched.positions() == [1]
    path.write_bytes(kept)
    path.chmod(0o600)
    watched.look(after=30)
    assert watched.notary.fault is None
    assert watched.positions() == [1, 2]


def test_a_full_disk_of_the_log_is_made_up_for(watched: Watched) -> None:
    watched.event()
    aside = watched.store.writer.aside

    def full(connection: sqlite3.Connection) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")
        connection.execute("INSERT INTO read_through VALUES (zeroblob(1000000), 0)")

    watched.notary._aside = lambda work: aside(lambda connection: [work(connection), full(connection)][0])
    watched.look()
    assert (watched.notary.fault, watched.positions()) == ("store", [])
    watched.notary._aside = aside
    aside(lambda connection: connection.execute("PRAGMA max_page_count=1000000").fetchall())
    watched.event()
    watched.look(after=1)
    assert (watched.notary.fault, watched.positions()) == (None, [2])


def test_a_public_key_that_was_cut_short_to_nothing_is_written_anew(watched: Watched) -> None:
    watched.event()
    watched.look()
    path = next(watched.elsewhere.glob("*.pem"))
    whole = path.read_bytes()
    path.write_bytes(b"")
    watched.store.close()
    watched.store = watched.opened()
    watched.event()
    watched.look(after=30)
    assert path.read_bytes() == whole
