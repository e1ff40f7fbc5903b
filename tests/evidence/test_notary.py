"""Checkpoints while events come: soon, in time, at the end, never of an idle log."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch.evidence.checkpoint import first_previous
from dispatch.evidence.outside import checkpoints_of
from dispatch.evidence.signing import KEY_FILE, make_signing_key, read_signing_keys
from dispatch.ports import Accepted
from tests.dispatch.toy import Note, Open, open_store, submission
from tests.evidence.watched import BOX, Watched


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path)
    yield watched
    watched.store.close()


def test_the_first_events_are_signed_at_once_and_the_next_in_time(watched: Watched) -> None:
    watched.event()
    watched.look()
    assert watched.positions() == [1]
    for _ in range(29):
        watched.event()
        watched.look(after=1)
    assert watched.positions() == [1], "not after every event"
    watched.look(after=1)
    assert watched.positions() == [1, 30]
    assert watched.notary.covered == 30


def test_an_idle_log_is_not_signed_again(watched: Watched) -> None:
    watched.look()
    assert watched.positions() == []
    watched.event()
    for _ in range(10):
        watched.look(after=60)
    assert watched.positions() == [1]
    watched.event()
    watched.look(after=1)
    assert watched.positions() == [1, 2], "after a pause at once"


def test_each_follows_from_the_one_before_and_stands_elsewhere_too(watched: Watched) -> None:
    for _ in range(3):
        watched.event()
        watched.look(after=30)
    inside = watched.inside()
    assert watched.outside() == inside
    assert all(each.holds() for each in inside)
    befores = [first_previous(watched.store.log.id), *(each.hash for each in inside)]
    assert [each.told.previous for each in inside] == befores[:3]
    assert [each.told.number for each in inside] == [1, 2, 3]
    assert (watched.notary.fault, watched.notary.waiting) == (None, 0)


def test_the_names_elsewhere_are_ids_and_days(watched: Watched) -> None:
    watched.event()
    watched.look()
    log, key = watched.store.log.id, read_signing_keys(watched.data / KEY_FILE)[0].id
    assert {path.name for path in watched.elsewhere.iterdir()} == {
        f"{log}.2026-03-20.checkpoints",
        f"{log}.{key}.pem",
    }


def test_a_running_program_signs_by_itself_and_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    store = open_store(tmp_path / "data", checkpoints=tmp_path / "elsewhere")
    store.start(ticking=False)
    store.writer.call(submission(Open(box=BOX)))
    futures = [store.writer.send(submission(Note(box=BOX))) for _ in range(20)]
    store.close()
    assert all(isinstance(each.result(0), Accepted) for each in futures)
    assert list(checkpoints_of(tmp_path / "elsewhere", store.log.id))[-1].told.position == 21
    again = open_store(tmp_path / "data", checkpoints=tmp_path / "elsewhere")
    count = len(list(checkpoints_of(tmp_path / "elsewhere", store.log.id)))
    again.start(ticking=False)
    again.close()
    assert len(list(checkpoints_of(tmp_path / "elsewhere", store.log.id))) == count, (
        "nothing new, nothing signed"
    )


def test_readings_are_signed_too(watched: Watched) -> None:
    watched.event()
    watched.look()
    assert watched.inside()[0].told.readings is None
    with sqlite3.connect(watched.data / "reads.db") as connection:
        connection.execute("CREATE TABLE reads_identity (log BLOB)")
        connection.execute("INSERT INTO reads_identity VALUES (?)", (watched.store.log.id.bytes,))
        connection.execute("CREATE TABLE read (position INTEGER PRIMARY KEY, at INTEGER, hash BLOB)")
        connection.execute("INSERT INTO read VALUES (4, 1, x'aa')")
    connection.close()
    watched.look(after=30)
    assert watched.inside()[1].told.readings == (4, b"\xaa")
    assert watched.positions() == [1, 1]


def test_a_new_key_is_handed_over_to(watched: Watched) -> None:
    watched.event()
    watched.look()
    make_signing_key(watched.data / KEY_FILE)
    for _ in range(2):
        watched.event()
        watched.look(after=30)
    first, second, third = watched.inside()
    assert second.told.key == third.told.key != first.told.key
    assert second.handed_over_by(first.told.key)
    assert len(third.signatures) == 1
    assert len(list(watched.elsewhere.glob("*.pem"))) == 2
