"""A log of each earlier version, made by the program of that version, is opened, upgraded, and loses nothing.

`version_1/` and its followers are what those programs wrote: their databases as SQL text, the key that wraps
the keys and, since there are checkpoints, the key that signs them. None is ever made again: every version has
one.
"""

import sqlite3
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.courier import Post
from dispatch.evidence.verify import verify
from dispatch.ports import Accepted
from dispatch.schema import StoreUnfit, open_to_write
from dispatch.schema_steps import STEPS, Step, newest
from tests.dispatch.boxes import BoxNoted, BoxOpened
from tests.dispatch.post import FileChannel, addressees
from tests.dispatch.toy import Note, Open, open_store, submission

HERE = Path(__file__).parent
VERSIONS = sorted(path.name for path in HERE.glob("version_*"))


def restored(data: Path, *without: str, version: str = "version_1") -> Path:
    """The old directory as it was; tables named in `without` are missing."""
    data.mkdir(mode=0o700)
    for name in ("log", "keys"):
        connection = sqlite3.connect(data / f"{name}.db")
        connection.executescript((HERE / version / f"{name}.sql").read_text(encoding="utf-8"))
        for table in without if name == "log" else ():
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
    for path in (HERE / version).glob("*.hex"):
        key = data / path.stem
        key.write_bytes(bytes.fromhex(path.read_text()))
        key.chmod(0o600)
    return data


def version(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def tables(path: Path) -> list[tuple[str, str, str]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()


def test_every_earlier_version_has_its_directory() -> None:
    assert [f"version_{number}" for number in range(1, newest())] == VERSIONS


@pytest.mark.parametrize("name", VERSIONS)
def test_each_opens_whole_goes_on_and_is_refused_by_no_one_but_its_elders(tmp_path: Path, name: str) -> None:
    data = restored(tmp_path / "data", version=name)
    assert verify(data).damages == ()
    before = events_of(data)
    store = open_store(data)
    store.start(ticking=False)
    assert len(list(store.log.read_all())) == len(before) > 6
    store.writer.call(submission(Note(box=UUID(int=1000))))
    store.close()
    assert events_of(data)[: len(before)] == before, "the stored bytes are those from then"
    report = verify(data)
    assert (report.damages, report.uncovered) == ((), 0), "and all of it is signed now"


def test_the_second_version_s_notices_are_still_told(tmp_path: Path) -> None:
    data = restored(tmp_path / "data", version="version_2")
    channel = FileChannel(tmp_path / "told.txt")
    store = open_store(data, post=Post(channels=(channel,), addressees=addressees))
    assert store.undelivered() == (1, 0)
    store.writer.start()
    store.couriers[0].deliver()
    assert (store.undelivered(), len(channel.lines())) == ((0, 0), 1)
    store.close()


def events_of(data: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(data / "log.db") as connection:
        found = connection.execute("SELECT * FROM stored_events ORDER BY rowid").fetchall()
    connection.close()
    return found


def test_every_event_is_there_and_new_ones_have_their_notices(tmp_path: Path) -> None:
    data = restored(tmp_path / "data")
    assert version(data / "log.db") == 1
    channel = FileChannel(tmp_path / "told.txt")
    store = open_store(data, post=Post(channels=(channel,), addressees=addressees))
    store.writer.start()
    old = list(store.log.read_all())
    assert [type(each.event) for each in old].count(BoxOpened) == 3
    assert [each.event.note for each in old if isinstance(each.event, BoxNoted)] == ["noted"] * 3
    assert store.log.breaks() == []
    repeat = store.writer.call(submission(Open(box=UUID(int=1000)), command_id=UUID(int=10)))
    assert isinstance(repeat, Accepted)
    assert repeat.repeated
    assert store.undelivered() == (0, 0), "what happened before the upgrade is told to nobody"
    store.writer.call(submission(Open(box=UUID(int=2000))))
    store.couriers[0].deliver()
    store.close()
    assert len(channel.lines()) == 1
    assert version(data / "log.db") == newest()


def test_an_upgraded_file_is_the_same_as_a_new_one(tmp_path: Path) -> None:
    old, new = restored(tmp_path / "old") / "log.db", tmp_path / "new.db"
    for path in (old, new, old):
        open_to_write(path, UUID(int=1)).close()
    assert tables(old) == tables(new)


def test_a_file_that_lacks_a_table_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = restored(tmp_path / "data", "claim") / "log.db"
    with pytest.raises(StoreUnfit, match="lacks claim"):
        open_to_write(path, UUID(int=1))
    assert version(path) == 1


def test_planted_an_upgrade_that_breaks_half_way_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = restored(tmp_path / "data") / "log.db"
    before = tables(path)
    monkeypatch.setitem(STEPS, 2, Step(text=STEPS[2].text + "CREATE TABLE claim (x);\n"))
    with pytest.raises(sqlite3.OperationalError):
        open_to_write(path, UUID(int=1))
    assert (version(path), tables(path)) == (1, before)
