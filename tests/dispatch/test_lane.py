"""The unverified lane and the receipts: durable when it says so, sealed, bounded, nothing deleted."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from dispatch.keys import Keys
from dispatch.lane import Lane, LaneFull
from dispatch.lane_store import ACCEPTED, MISUSE, LaneStore, Sent
from dispatch.ports import StoreUnavailable
from dispatch.receipts import Receipts
from dispatch.store import make_data_directory
from dispatch.wrapping import Wrapping
from tests.dispatch.toy import START

ALMA = UUID(int=1)


def sent(text: str = "Zzyzx", *, danger: bool = False, key: UUID | None = None) -> Sent:
    said = f'{{"text":"{text}"}}'.encode()
    return Sent(id=key or uuid4(), school="s", region="KZ-00", at=START, danger=danger, body=said)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    make_data_directory(tmp_path / "data")
    return tmp_path / "data"


def opened(data: Path, *, most_bytes: int = 10**6, most_waiting: int = 100) -> Lane:
    store = LaneStore(data / "form.db", Wrapping(data / "keys.kek"))
    return Lane(store, most_bytes=most_bytes, most_waiting=most_waiting)


@pytest.fixture
def lane(data: Path) -> Iterator[Lane]:
    found = opened(data)
    yield found
    found.close()


def put(lane: Lane, *all_sent: Sent) -> None:
    async def main() -> None:
        await asyncio.gather(*[lane.begin(each) for each in all_sent])

    asyncio.run(main())


def test_what_was_taken_is_there_after_a_restart_and_readable_with_the_key_only(data: Path) -> None:
    lane = opened(data)
    put(lane, *(sent(f"Zzyzx {n}") for n in range(30)))
    stored = (data / "form.db").read_bytes() + (data / "form.db-wal").read_bytes()
    lane.close()
    assert b"Zzyzx" not in stored
    again = opened(data)
    assert [each.body for each in again.store.page("KZ-00", 2)] == [
        b'{"text":"Zzyzx 0"}',
        b'{"text":"Zzyzx 1"}',
    ]
    assert again.store.count("KZ-00") == (30, 0)
    assert again.store.count("KZ-75") == (0, 0)
    again.close()


def test_who_says_danger_comes_first_then_by_order(lane: Lane) -> None:
    put(lane, sent("a"), sent("b"), sent("c", danger=True))
    assert [each.body[9:10] for each in lane.store.page("KZ-00", 9)] == [b"c", b"a", b"b"]
    assert lane.store.count("KZ-00") == (3, 1)


def test_the_same_twice_is_there_once_and_takes_no_room_twice(lane: Lane) -> None:
    one = sent(key=ALMA)
    put(lane, one, one, one)
    put(lane, one)
    assert lane.store.count("KZ-00") == (1, 0)
    assert lane._bytes == lane.store.size()


def test_the_bound_on_the_disk_holds_and_says_so(data: Path) -> None:
    lane = opened(data, most_bytes=200)
    put(lane, sent())
    with pytest.raises(LaneFull):
        put(lane, sent("x" * 300))
    assert lane.store.count("KZ-00") == (1, 0)
    lane.close()


def test_a_disk_that_refuses_is_told_to_whoever_sent(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(batch: object) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(lane.store, "add", refuse)
    with pytest.raises(StoreUnavailable):
        put(lane, sent())


def test_a_decision_is_made_once_and_kept_with_who_made_it(data: Path, lane: Lane) -> None:
    put(lane, sent("a"), sent("b"))
    first, second = lane.store.page("KZ-00", 9)
    assert lane.store.decide("KZ-75", [first.number], MISUSE, ALMA, START, "joke") == 0, "another region's"
    assert lane.store.decide("KZ-00", [first.number], MISUSE, ALMA, START, "joke") == 1
    assert lane.store.decide("KZ-00", [first.number, second.number], ACCEPTED, ALMA, START, None) == 1
    assert [each.number for each in lane.store.accepted(9)] == [second.number]
    lane.drained(second)
    assert lane.store.accepted(9) == []
    with sqlite3.connect(data / "form.db") as connection:
        rows = connection.execute(
            "SELECT state, reason, by, body IS NULL FROM lane ORDER BY number"
        ).fetchall()
    assert rows == [("misuse", "joke", ALMA.bytes, 0), ("done", None, ALMA.bytes, 1)]
    assert lane._bytes == lane.store.size()


def test_boards_are_told(lane: Lane) -> None:
    heard: list[str] = []
    lane.watch = heard.append
    put(lane, *(sent() for _ in range(5)))
    put(lane, sent())
    for _ in range(300):
        if heard:
            break
        asyncio.run(asyncio.sleep(0.01))
    assert set(heard) == {"KZ-00"}


def test_a_receipt_opens_its_case_and_only_its_hash_is_stored(data: Path) -> None:
    keys = Keys(data / "keys.db", data / "keys.kek")
    receipts = Receipts(data / "form.db", keys, most_waiting=8)
    mine, case = "4071396825501734", uuid4()

    async def main() -> None:
        await receipts.keep(mine, case, START)
        assert await receipts.find(mine) == case
        assert await receipts.find("4071396825501735") is None
        assert await receipts.find("") is None

    asyncio.run(main())
    with sqlite3.connect(data / "form.db") as connection:
        ((lookup, hashed),) = connection.execute("SELECT lookup, hash FROM receipt").fetchall()
    assert hashed.startswith("$argon2id$")
    assert 0 <= lookup < 2**20
    assert mine not in str((lookup, hashed))
    receipts.close()
    keys.close()
