"""Files that wait: they outlive a restart, are bounded, belong to a region, and leave nothing behind."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.staging import APPLIED, DISCARDED, REMEMBERED, WAITING, Staging, StagingFull
from tests.places import Folder, Place

SECRET = "Қиялова Айгүл".encode() * 40
WHO = UUID(int=7)


class Hand:
    """A clock that is set by hand."""

    rate = 1.0

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 16, 7, 30, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def clock() -> Hand:
    return Hand()


def staging(place: Place, clock: Hand) -> Staging:
    return Staging(place.open("imports"), clock, waiting=3, kept=timedelta(days=14))


def test_a_file_outlives_a_restart(place: Place, clock: Hand) -> None:
    first = staging(place, clock)
    kept = first.put("KZ-75", "schools", "a.csv", b"content", WHO)
    first.close()
    second = staging(place, clock)
    assert second.of_region("KZ-75") == [kept]
    assert (second.content(kept.id), kept.by, kept.state) == (b"content", WHO, WAITING)
    second.close()


def test_a_file_belongs_to_its_region(place: Place, clock: Hand) -> None:
    store = staging(place, clock)
    kept = store.put("KZ-75", "schools", "a.csv", b"content", None)
    assert (store.find("KZ-75", kept.id), store.find("KZ-71", kept.id)) == (kept, None)
    store.close()


def test_the_same_file_waits_once_and_others_within_the_bound(place: Place, clock: Hand) -> None:
    store = staging(place, clock)
    kept = store.put("KZ-75", "schools", "a.csv", b"a", WHO)
    assert store.put("KZ-75", "schools", "renamed.csv", b"a", WHO) == kept
    assert store.put("KZ-75", "teams", "a.csv", b"a", WHO).id != kept.id
    store.put("KZ-75", "schools", "b.csv", b"b", WHO)
    with pytest.raises(StagingFull):
        store.put("KZ-75", "schools", "c.csv", b"c", WHO)
    store.put("KZ-71", "schools", "c.csv", b"c", WHO)
    store.end(kept.id, DISCARDED, {})
    store.put("KZ-75", "schools", "c.csv", b"c", WHO)
    store.close()


def test_a_file_that_nobody_applies_goes_and_ends_are_remembered_within_a_bound(
    place: Place, clock: Hand
) -> None:
    store = staging(place, clock)
    old = store.put("KZ-75", "schools", "old.csv", b"old", WHO)
    clock.at += timedelta(days=15)
    for number in range(REMEMBERED + 5):
        store.end(store.put("KZ-75", "schools", f"{number}.csv", b"%d" % number, WHO).id, APPLIED, {"n": 1})
    left = store.of_region("KZ-75")
    assert old.id not in {one.id for one in left}
    assert len(left) <= REMEMBERED + 1
    store.close()


@pytest.mark.parametrize("state", [APPLIED, DISCARDED])
def test_what_is_over_leaves_no_byte_of_its_content(place: Place, clock: Hand, state: str) -> None:
    store = staging(place, clock)
    kept = store.put("KZ-75", "specialists", "staff.csv", SECRET, WHO)
    assert place.holds(SECRET[:40], "imports"), "the search finds what is there"
    store.end(kept.id, state, {"stored": 1})
    assert not place.holds(SECRET[:40], "imports")
    assert (store.content(kept.id), store.of_region("KZ-75")[0].outcome) == (None, {"stored": 1})
    store.close()


def test_it_is_for_its_owner_alone(tmp_path: Path, clock: Hand) -> None:
    store = staging(Folder(tmp_path), clock)
    store.put("KZ-75", "schools", "a.csv", b"content", WHO)
    modes = {path.stat().st_mode & 0o077 for path in tmp_path.glob("imports.db*")}
    store.close()
    assert modes == {0}
