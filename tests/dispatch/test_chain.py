"""The hash chain: whatever is changed in a log behind our back is found, and where."""

import sqlite3
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from dispatch.chain import START, batch_link, event_hash, first_link
from dispatch.mapper import Unreadable
from dispatch.store import Store
from tests.dispatch.toy import GiveBack, Lend, Note, Open, open_store, submission

BOXES = [uuid5(UUID(int=1), str(number)) for number in range(3)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A log of three boxes and fifteen events, closed."""
    store = open_store(tmp_path)
    store.start(ticking=False)
    for box in BOXES:
        store.writer.call(submission(Open(box=box)))
    for _ in range(2):
        for box in BOXES:
            store.writer.call(submission(Note(box=box)))
    for box in BOXES:
        store.writer.call(submission(Lend(box=box, team=str(box))))
        store.writer.call(submission(GiveBack(box=box)))
    assert store.log.breaks() == []
    store.close()
    return tmp_path


def tampered(data: Path, *statements: str) -> Store:
    """Open the log again after somebody with the file in hand has changed it."""
    with sqlite3.connect(data / "log.db") as db:
        for table in ("stored_events", "batch"):
            db.execute(f"DROP TRIGGER {table}_not_changed")
            db.execute(f"DROP TRIGGER {table}_not_deleted")
        for statement in statements:
            db.execute(statement)
    db.close()
    return open_store(data)


SWAP_STATES = """UPDATE stored_events SET state = (SELECT other.state FROM stored_events AS other
    WHERE other.rowid = CASE stored_events.rowid WHEN 4 THEN 5 ELSE 4 END) WHERE rowid IN (4, 5)"""
TAMPERINGS = {
    "a changed number": "UPDATE stored_events SET state=replace(state, '000002', '000009') WHERE rowid=2",
    "another name": "UPDATE stored_events SET topic='box-missed.v1' WHERE rowid=10",
    "two events exchanged between streams": SWAP_STATES,
    "an event moved to another stream": f"UPDATE stored_events SET originator_id='{BOXES[0].hex}',"
    " originator_version=9 WHERE rowid=5",
    "an event removed": "DELETE FROM stored_events WHERE rowid=5",
    "the newest event removed": "DELETE FROM stored_events WHERE rowid=15",
    "a hash changed": "UPDATE stored_events SET hash=zeroblob(32) WHERE rowid=3",
    "a link changed": "UPDATE batch SET link=zeroblob(32) WHERE last=3",
    "a batch removed": "DELETE FROM batch WHERE last=3",
    "the last batch removed": "DELETE FROM batch WHERE last=15",
    "an event without batch": "INSERT INTO stored_events VALUES (16, 'ff', 1, 'box-missed.v1', '{}', x'00')",
}


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_every_tampering_is_found(data: Path, statement: str) -> None:
    store = tampered(data, statement)
    found = store.log.breaks()
    store.close()
    assert found


def test_a_break_says_where(data: Path) -> None:
    store = tampered(data, TAMPERINGS["a changed number"])
    first = store.log.breaks()[0]
    store.close()
    assert (first.position, first.stream, first.version) == (2, BOXES[1], 1)


@pytest.mark.parametrize("byte", range(0, 32, 5))
def test_every_byte_of_an_event_counts(byte: int) -> None:
    state = bytearray(32)
    whole = event_hash(START, BOXES[0], 1, "box-noted.v1", bytes(state))
    state[byte] ^= 1
    assert event_hash(START, BOXES[0], 1, "box-noted.v1", bytes(state)) != whole


def test_name_and_state_cannot_slide_into_each_other() -> None:
    assert event_hash(START, BOXES[0], 1, "ab", b"c") != event_hash(START, BOXES[0], 1, "a", b"bc")


def test_events_exchanged_between_streams_do_not_open_either(data: Path) -> None:
    """Planted: even with hashes made to fit, the sealed parts know where they belong."""
    store = tampered(data, SWAP_STATES)
    with pytest.raises(Unreadable, match="changed or moved"):
        store.log.after(3, 1)
    store.close()


def test_links_follow_from_the_log_itself() -> None:
    assert first_link(BOXES[0]) != first_link(BOXES[1])
    assert batch_link(START, [b"a", b"b"]) != batch_link(START, [b"b", b"a"])


def test_the_documented_bytes() -> None:
    """Frozen: what stands in a log today must verify for ever."""
    made = event_hash(START, UUID(int=1), 1, "box-noted.v1", b'{"f":1}')
    assert made.hex() == "18e0a7ee2f42c5f0341207c0b9b7f6a0c5efa62a036f96ea6e250e57e75c6c99"
    assert (
        batch_link(first_link(UUID(int=2)), [made]).hex()
        == "33a79b595e7b4b15c99c18990b741579b0b6ed940ecc4fc32a4ab106c1180beb"
    )
