"""The unverified lane and the receipts: durable when it says so, sealed, bounded, nothing deleted."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from dispatch import lane_store
from dispatch.key_place import KeyFile
from dispatch.keys import Keys
from dispatch.lane import Lane, LaneFull
from dispatch.lane_store import ACCEPTED, MISUSE, LaneStore, Sent
from dispatch.ports import StoreUnavailable
from dispatch.receipts import Receipts
from dispatch.store import make_data_directory
from dispatch.wrapping import Wrapping
from tests.dispatch.toy import START
from tests.places import Place

ALMA = UUID(int=1)


def sent(text: str = "Zzyzx", *, danger: bool = False, key: UUID | None = None) -> Sent:
    said = f'{{"text":"{text}"}}'.encode()
    return Sent(id=key or uuid4(), school="s", region="KZ-00", at=START, danger=danger, body=said)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    make_data_directory(tmp_path / "data")
    return tmp_path / "data"


def opened(place: Place, data: Path, *, most_bytes: int = 10**6, most_waiting: int = 100) -> Lane:
    store = LaneStore(place.open("form"), Wrapping(data / "keys.kek"))
    return Lane(store, most_bytes=most_bytes, most_waiting=most_waiting)


@pytest.fixture
def lane(place: Place, data: Path) -> Iterator[Lane]:
    found = opened(place, data)
    yield found
    found.close()


def taken(lane: Lane) -> int:
    """What the words take, counted row by row."""
    return int(lane.store._tables.rows("SELECT coalesce(sum(length(body)), 0) FROM lane")[0][0])


def put(lane: Lane, *all_sent: Sent) -> None:
    async def main() -> None:
        await asyncio.gather(*[lane.begin(each) for each in all_sent])

    asyncio.run(main())


def test_what_was_taken_is_there_after_a_restart_and_readable_with_the_key_only(
    place: Place, data: Path
) -> None:
    lane = opened(place, data)
    put(lane, *(sent(f"Zzyzx {n}") for n in range(30)))
    assert not place.holds(b"Zzyzx", "form")
    assert place.holds(b"KZ-00", "form"), "planted: what is not sealed is seen"
    lane.close()
    again = opened(place, data)
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
    assert lane.store.size() == taken(lane)


def test_the_bound_on_the_disk_holds_and_says_so(place: Place, data: Path) -> None:
    lane = opened(place, data, most_bytes=200)
    put(lane, sent())
    with pytest.raises(LaneFull):
        put(lane, sent("x" * 300))
    assert lane.store.count("KZ-00") == (1, 0)
    lane.close()


def test_a_disk_that_refuses_is_told_to_whoever_sent(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> list[bool]:
        raise StoreUnavailable("storage full")

    monkeypatch.setattr(lane.store, "add", refuse)
    with pytest.raises(StoreUnavailable):
        put(lane, sent())


def test_a_decision_is_made_once_and_kept_with_who_made_it(place: Place, lane: Lane) -> None:
    put(lane, sent("a"), sent("b"))
    first, second = lane.store.page("KZ-00", 9)
    assert lane.store.decide("KZ-75", [first.number], MISUSE, ALMA, START, "joke") == 0, "another region's"
    assert lane.store.decide("KZ-00", [first.number], MISUSE, ALMA, START, "joke") == 1
    assert lane.store.decide("KZ-00", [first.number, second.number], ACCEPTED, ALMA, START, None) == 1
    assert [each.number for each in lane.store.accepted(9)] == [second.number]
    lane.store.drained(second)
    assert lane.store.accepted(9) == []
    query = "SELECT state, reason, by, body IS NULL FROM lane ORDER BY number"
    rows = place.open("form").rows(query)
    assert rows == [("misuse", "joke", ALMA.bytes, False), ("done", None, ALMA.bytes, True)]
    assert lane.store.size() == taken(lane)


def both_decide(place: Place, data: Path) -> list[int]:
    """Two people of two processes decide on one entry at the same moment."""
    lanes = [opened(place, data), opened(place, data)]
    put(lanes[0], sent())
    (entry,) = lanes[1].store.page("KZ-00", 9)
    start = threading.Barrier(2)

    def decide(lane: Lane, state: str) -> int:
        start.wait(5)
        return lane.decide("KZ-00", [entry.number], state, ALMA, START, None)

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(decide, lanes, (ACCEPTED, MISUSE)))
    for lane in lanes:
        lane.close()
    return found


def test_of_two_who_decide_at_once_one_has_it_and_the_other_is_told(place: Place, data: Path) -> None:
    assert sorted(both_decide(place, data)) == [0, 1]


def test_planted_without_its_condition_both_have_it(
    place: Place, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane_store, "_DECIDE", lane_store._DECIDE.replace(" AND state='waiting'", ""))
    assert both_decide(place, data) == [1, 1]


def flooded(lanes: list[Lane]) -> set[type]:
    """Forty requests come in, half by each process; what became of them."""

    async def flood() -> list[object]:
        waiting = [lane.begin(sent("x" * 100)) for _ in range(20) for lane in lanes]
        return await asyncio.gather(*waiting, return_exceptions=True)

    return {type(each) for each in asyncio.run(flood())}


def test_the_bound_holds_for_all_processes_together(place: Place, data: Path) -> None:
    lanes = [opened(place, data, most_bytes=3 * 200) for _ in range(2)]
    assert flooded(lanes) == {type(None), LaneFull}
    assert lanes[0].store.size() == taken(lanes[1]) <= 600
    lanes[1].store.drained(lanes[1].store.page("KZ-00", 1)[0])
    put(lanes[0], sent("x" * 100))
    assert lanes[0].store.size() == taken(lanes[1]) <= 600
    for lane in lanes:
        lane.close()


def test_planted_a_process_that_does_not_ask_what_is_taken_goes_over_it(
    place: Place, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes = [opened(place, data, most_bytes=3 * 200) for _ in range(2)]
    monkeypatch.setattr(LaneStore, "size", lambda self: 0)
    flooded(lanes)
    assert taken(lanes[0]) > 600
    for lane in lanes:
        lane.close()


def test_boards_of_another_process_are_told(place: Place, data: Path) -> None:
    lanes = [opened(place, data), opened(place, data)]
    heard: list[str] = []
    lanes[1].look()
    lanes[1].watch = heard.append
    lanes[1].look()
    assert heard == [], "nothing changed"
    put(lanes[0], sent())
    lanes[1].look()
    assert heard == ["KZ-00"]
    for lane in lanes:
        lane.close()


def test_what_went_by_another_hand_makes_room(place: Place, lane: Lane) -> None:
    put(lane, sent(), sent())
    place.open("form").write("DELETE FROM lane WHERE number=1")
    assert lane.store.size() > taken(lane)
    lane.store.measure()
    assert lane.store.size() == taken(lane)


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


def test_a_receipt_opens_its_case_and_only_its_hash_is_stored(place: Place, data: Path) -> None:
    keys = Keys(KeyFile(data / "keys.db").open(), data / "keys.kek")
    receipts = Receipts(place.open("form"), keys, most_waiting=8)
    mine, case = "4071396825501734", uuid4()

    async def main() -> None:
        await receipts.keep(mine, case, START)
        assert await receipts.find(mine) == case
        assert await receipts.find("4071396825501735") is None
        assert await receipts.find("") is None

    asyncio.run(main())
    ((lookup, hashed),) = place.open("form").rows("SELECT lookup, hash FROM receipt")
    assert hashed.startswith("$argon2id$")
    assert 0 <= lookup < 2**20
    assert mine not in str((lookup, hashed))
    receipts.close()
    keys.close()
