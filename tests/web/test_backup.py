"""`jedel backup` beside a writing server: of one moment, can be served, and tells nothing without keys."""

import re
import shutil
import sqlite3
import threading
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from dispatch.wrapping import KeysUnusable, make_key_file
from tests.reads import rows_of
from tests.web.client import Client, Running
from web.bootstrap import build, close
from web.cli.main import main
from web.settings import Settings

STORY = "Бала мектептің шатырында отыр, ешкімге жақындатпайды"


def jedel(*arguments: object) -> tuple[int, str]:
    found = CliRunner(env={"JEDEL_LANG": "en"}).invoke(main, [str(each) for each in arguments])
    return found.exit_code, found.output


@pytest.fixture
def copies(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "copy", tmp_path / "keys"


def backed_up(data: Path, copies: tuple[Path, Path]) -> str:
    code, said = jedel("backup", copies[0], "--keys-to", copies[1], "--data", data)
    assert code == 0, said
    return said


def restored(copies: tuple[Path, Path]) -> Path:
    """As docs/operating.md says it: the keys into a copy of the copy."""
    path = copies[0].parent / "restored"
    shutil.copytree(copies[0], path)
    for key in copies[1].iterdir():
        shutil.copy2(key, path)
    return path


def up_to(said: str) -> int:
    """The last position that a command told."""
    told = re.search(r"up to position (\d+)", said)
    assert told is not None, said
    return int(told[1])


def test_a_restored_copy_has_what_was_there_and_goes_on(
    server: Running, dispatcher: Client, data: Path, copies: tuple[Path, Path]
) -> None:
    before = UUID(dispatcher.received(story=STORY))
    head = server.head
    dispatcher.get(f"/api/cases/{before}")
    said = backed_up(data, copies)
    assert jedel("reads", "check", "--data", copies[0])[0] == 0
    assert jedel("verify", "--data", copies[0])[0] == 0
    assert any(row.case_id == str(before) for row in rows_of(copies[0] / "reads.db"))
    after = UUID(dispatcher.received(story=STORY))
    copied = up_to(said)
    assert copied >= head, "the clock may have recorded something meanwhile, and nothing may be missing"
    system = build(Settings(data=restored(copies)))
    try:
        assert system.store.log.head >= copied
        assert any(getattr(each.event, "story", None) == STORY for each in system.store.log.stream(before))
        assert system.store.log.stream(after) == []
        assert system.row("queue", str(before)) is not None
        assert system.sessions.find(dispatcher.http.cookies["jedel"]) is None
    finally:
        close(system)
    assert system.store.notary.fault is None, "the key that signs is among the keys"
    code, said = jedel("verify", "--data", copies[0].parent / "restored")
    assert (code, up_to(said) >= copied) == (0, True)


def test_a_copy_without_keys_tells_nothing(dispatcher: Client, data: Path, copies: tuple[Path, Path]) -> None:
    dispatcher.received(story=STORY, child_name="Балнұр Тынысбекқызы")
    code, said = jedel("backup", copies[0], "--data", data)
    assert code == 0
    assert "keys were not copied" in said
    assert {path.name for path in copies[0].iterdir()} >= {"log.db", "access.db", "settings.json"}
    everything = b"".join(path.read_bytes() for path in copies[0].iterdir())
    assert "Тынысбекқызы".encode() not in everything
    assert STORY.encode() not in everything
    assert not list(copies[0].glob("keys*"))
    with pytest.raises(KeysUnusable, match="restore it from its own backup"):
        build(Settings(data=copies[0]))


def test_keys_of_another_installation_do_not_fit(
    dispatcher: Client, data: Path, copies: tuple[Path, Path]
) -> None:
    dispatcher.received(story=STORY)
    backed_up(data, copies)
    path = restored(copies)
    (path / "keys.kek").unlink()
    make_key_file(path / "keys.kek")
    with pytest.raises(KeysUnusable):
        build(Settings(data=path))


def test_a_copy_made_beside_a_writer_is_of_one_moment(
    dispatcher: Client, data: Path, copies: tuple[Path, Path]
) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            dispatcher.received(story=STORY)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        backed_up(data, copies)
    finally:
        stop.set()
        writing.join(20)
    system = build(Settings(data=restored(copies)))
    try:
        events = list(system.store.log.read_all(until=system.store.log.head))
        assert [each.position for each in events] == list(range(1, system.store.log.head + 1))
        assert {UUID(row["id"]) for row in system.rows("queue").values()} <= {each.stream for each in events}
        assert not any("FORGOTTEN" in repr(each.event) for each in events)
    finally:
        close(system)


def test_only_the_owner_may_read_a_copy(data: Path, copies: tuple[Path, Path]) -> None:
    backed_up(data, copies)
    for folder in copies:
        assert folder.stat().st_mode & 0o077 == 0
        assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


@pytest.mark.parametrize(
    ("to", "keys"), [("copy", "copy"), ("copy", "copy/keys"), ("all/copy", "all"), ("data/copy", "keys")]
)
def test_keys_and_log_never_lie_together(data: Path, tmp_path: Path, to: str, keys: str) -> None:
    where = {"data": str(data)}
    first, *rest = to.split("/")
    target = Path(where[first], *rest) if first in where else tmp_path / to
    code, said = jedel("backup", target, "--keys-to", tmp_path / keys, "--data", data)
    assert code == 1
    assert "three directories" in said
    assert not (target / "log.db").exists()


def test_a_copy_never_overwrites_another(data: Path, copies: tuple[Path, Path]) -> None:
    backed_up(data, copies)
    code, said = jedel("backup", copies[0], "--data", data)
    assert code == 1
    assert "is not empty" in said


def test_a_directory_without_installation_is_refused(tmp_path: Path) -> None:
    code, said = jedel("backup", tmp_path / "copy", "--data", tmp_path)
    assert code == 1
    assert "holds no installation" in said


def test_a_damaged_database_is_no_copy(data: Path, tmp_path: Path, copies: tuple[Path, Path]) -> None:
    backed_up(data, copies)
    path = restored(copies)
    with (path / "log.db").open("r+b") as file:
        file.seek(4096 * 40)
        file.write(b"\xff" * 4096 * 20)
    code, said = jedel("backup", tmp_path / "second", "--data", path)
    assert code == 1
    assert "not complete, do not use it" in said


def test_the_file_alone_is_not_a_copy(
    server: Running, dispatcher: Client, data: Path, tmp_path: Path
) -> None:
    """Why there is a command at all: what was written last stands in the log's -wal file."""
    for n in range(3):
        dispatcher.received(story=STORY)
        plain = sqlite3.connect(shutil.copy(data / "log.db", tmp_path / f"{n}.db"))
        found = plain.execute("SELECT max(last) FROM batch").fetchone()[0]
        plain.close()
        if found < server.head:
            return
    pytest.fail("a plain copy had everything three times")
