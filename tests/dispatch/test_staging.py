"""Files that wait: they outlive a restart, are bounded, belong to a region, and leave nothing behind."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.staging import APPLIED, DISCARDED, REMEMBERED, WAITING, Staging, StagingFull

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


def staging(folder: Path, clock: Hand) -> Staging:
    return Staging(folder / "imports.db", clock, waiting=3, kept=timedelta(days=14))


def test_a_file_outlives_a_restart(tmp_path: Path, clock: Hand) -> None:
    first = staging(tmp_path, clock)
    kept = first.put("KZ-75", "schools", "a.csv", b"content", WHO)
    first.close()
    second = staging(tmp_path, clock)
    assert second.of_region("KZ-75") == [kept]
    assert (second.content(kept.id), kept.by, kept.state) == (b"content", WHO, WAITING)
    second.close()


def test_a_file_belongs_to_its_region(tmp_path: Path, clock: Hand) -> None:
    store = staging(tmp_path, clock)
    kept = store.put("KZ-75", "schools", "a.csv", b"content", None)
    assert (store.find("KZ-75", kept.id), store.find("KZ-71", kept.id)) == (kept, None)
    store.close()


def test_the_same_file_waits_once_and_others_within_the_bound(tmp_path: Path, clock: Hand) -> None:
    store = staging(tmp_path, clock)
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
    tmp_path: Path, clock: Hand
) -> None:
    store = staging(tmp_path, clock)
    old = store.put("KZ-75", "schools", "old.csv", b"old", WHO)
    clock.at += timedelta(days=15)
    for number in range(REMEMBERED + 5):
        store.end(store.put("KZ-75", "schools", f"{number}.csv", b"%d" % number, WHO).id, APPLIED, {"n": 1})
    left = store.of_region("KZ-75")
    assert old.id not in {one.id for one in left}
    assert len(left) <= REMEMBERED + 1
    store.close()


@pytest.mark.parametrize("state", [APPLIED, DISCARDED])
def test_what_is_over_leaves_no_byte_of_its_content(tmp_path: Path, clock: Hand, state: str) -> None:
    store = staging(tmp_path, clock)
    kept = store.put("KZ-75", "specialists", "staff.csv", SECRET, WHO)
    assert SECRET[:40] in everything(tmp_path), "the search finds what is there"
    store.end(kept.id, state, {"stored": 1})
    assert SECRET[:40] not in everything(tmp_path)
    assert (store.content(kept.id), store.of_region("KZ-75")[0].outcome) == (None, {"stored": 1})
    store.close()


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("imports.db*"))


def test_it_is_for_its_owner_alone(tmp_path: Path, clock: Hand) -> None:
    store = staging(tmp_path, clock)
    store.put("KZ-75", "schools", "a.csv", b"content", WHO)
    modes = {path.stat().st_mode & 0o077 for path in tmp_path.glob("imports.db*")}
    store.close()
    assert modes == {0}
