"""The follower: its documents are a fold of the log, whatever happens to it on the way."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.mapper import Unreadable
from dispatch.onlooker import Standing
from dispatch.ports import Row
from dispatch.store import Store
from tests.dispatch.batching import BOX_A, BOX_B, BOX_C
from tests.dispatch.followed import (
    catch_up,
    documents,
    folded,
    following,
    following_a_file,
    note,
    three_boxes,
)
from tests.dispatch.toy import Shelf
from tests.places import Place

POISON = 666.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    yield from three_boxes(tmp_path)


def test_it_is_read_once_it_has_caught_up(store: Store, place: Place) -> None:
    follower = following(store, place, batch=7)
    assert follower.step()
    assert documents(follower) == {}, "half a ledger is none"
    assert follower.standing().building
    catch_up(follower)
    assert documents(follower) == folded(store)
    assert follower.standing() == Standing(behind=0, damaged=0, building=False, stuck=None)
    follower.stop()


def test_who_has_read_to_the_end_rests_before_the_next_look(store: Store, place: Place) -> None:
    """However much is written meanwhile: each look would find a little and write every document anew."""
    follower = following(store, place, batch=10)
    steps = 1
    while follower.step():
        steps += 1
    assert steps == 4, "10 and 10 events, the last 3, and then it is read"
    note(store, BOX_C, 21)
    assert not follower.step()
    assert documents(follower) == folded(store)
    follower.stop()


def test_a_lost_hint_costs_a_moment(store: Store, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatch.follower.LOOK_EVERY", 0.02)
    follower = following(store, place)
    told: list[int] = []
    follower.watch = lambda: told.append(1)
    follower.start()
    note(store, BOX_C, 21)
    wait_until(lambda: documents(follower) == folded(store))
    assert told
    follower.stop()


def wait_until(said: Any) -> None:
    for _ in range(500):
        if said():
            return
        time.sleep(0.01)
    raise AssertionError("not within five seconds")


@given(steps=st.lists(st.integers(0, 9), min_size=1, max_size=6))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_stopped_anywhere_and_opened_again_it_is_a_fold_of_the_log(
    store: Store, tmp_path_factory: pytest.TempPathFactory, steps: list[int]
) -> None:
    path = tmp_path_factory.mktemp("views")
    for some in steps:
        follower = following_a_file(store, path, batch=2)
        for _ in range(some):
            follower.step()
        if not some:
            follower._begin()
        build = follower.build
        assert documents(follower, live=build.live) == folded(store, until=build.position)
        follower.stop()
    follower = following_a_file(store, path, batch=2)
    catch_up(follower)
    assert documents(follower) == folded(store)
    follower.stop()


def test_a_poison_event_damages_its_own_key_and_all_others_go_on(store: Store, place: Place) -> None:
    note(store, BOX_A, 21, weight=POISON)
    position = store.log.head
    note(store, BOX_A, 22)
    note(store, BOX_B, 23)
    follower = following(store, place, Shelf(poison=POISON), batch=3)
    catch_up(follower)
    assert follower.standing().damaged == 1
    right = folded(store)
    assert documents(follower)[str(BOX_B)] == right[str(BOX_B)]
    assert documents(follower)[str(BOX_A)] == folded(store, until=position - 1)[str(BOX_A)]
    follower.stop()


def test_a_start_after_a_fix_makes_the_damaged_view_anew(store: Store, place: Place) -> None:
    note(store, BOX_A, 21, weight=POISON)
    follower = following(store, place, Shelf(poison=POISON))
    catch_up(follower)
    follower.stop()
    follower = following(store, place, Shelf())
    assert documents(follower)[str(BOX_B)] == folded(store)[str(BOX_B)], "the old one is read meanwhile"
    catch_up(follower)
    assert (documents(follower), follower.standing().damaged) == (folded(store), 0)
    follower.stop()


class Louder(Shelf):
    """The next version of the fold: another meaning."""

    def fold(self, row: Row | None, recorded: Any) -> Row | None:
        after = super().fold(row, recorded)
        return None if after is None else {**after, "loud": True}


def test_another_version_is_made_beside_the_live_one_and_flipped(store: Store, place: Place) -> None:
    follower = following(store, place)
    catch_up(follower)
    before = documents(follower)
    follower.stop()
    follower = following(store, place, Louder(version=2), batch=5)
    follower.step()
    assert documents(follower) == before
    follower.stop()
    follower = following(store, place, Louder(version=2), batch=5)
    assert follower.build.position == 5, "it goes on where it was"
    catch_up(follower)
    assert documents(follower) == folded(store, fold=Louder(version=2))
    assert len(follower.reading.rows("SELECT 1 FROM build")) == 1, "nothing of the old one is left"
    follower.stop()


def test_beside_an_older_copy_of_the_log_everything_is_made_anew(store: Store, place: Place) -> None:
    """Restored from a backup, the log has taken another way since."""
    follower = following(store, place)
    catch_up(follower)
    follower.stop()
    hand = place.open("views")
    hand.write("UPDATE build SET mark=?", (b"another way",))
    hand.write("UPDATE document SET body=?", (b"{}",))
    follower = following(store, place, batch=5)
    follower.step()
    assert documents(follower) == {}
    catch_up(follower)
    assert documents(follower) == folded(store)
    follower.stop()


@pytest.mark.parametrize("bytes_", [b"", b"no database at all" * 99])
def test_a_file_that_is_none_is_made_anew(store: Store, tmp_path: Path, bytes_: bytes) -> None:
    (tmp_path / "views.db").write_bytes(bytes_)
    follower = following_a_file(store, tmp_path)
    catch_up(follower)
    assert documents(follower) == folded(store)
    assert (tmp_path / "views.db").stat().st_mode & 0o77 == 0
    follower.stop()


def test_an_event_that_nobody_can_read_stops_it_loudly_and_not_for_ever(
    store: Store, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dispatch.follower.LOOK_EVERY", 0.02)
    follower = following(store, place)
    with monkeypatch.context() as broken:
        broken.setattr(type(store.log), "page", unreadable)
        follower.start()
        wait_until(lambda: follower.standing().stuck == "position 1: an event of a later version")
    wait_until(lambda: documents(follower) == folded(store))
    assert follower.standing().stuck is None
    follower.stop()


def unreadable(*_: object) -> list[Any]:
    raise Unreadable("position 1: an event of a later version")
