"""Rows of what is finished: out of memory, in the database, and found by whoever asks for them."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.limits import EngineLimits
from dispatch.ports import Changes, Row
from dispatch.store import Store
from tests.dispatch.batching import BOX_A, BOX_B, BOX_C, together
from tests.dispatch.toy import Cupboard, GiveBack, Lend, Note, Open, Shelf, Teams, open_store, submission

pytestmark = pytest.mark.usefixtures("each_store")

POISON = 666.0
FEW = EngineLimits(finished=2)


def opened(data: Path, shelf: Shelf | None = None) -> Store:
    store = open_store(data, folds=[shelf or Cupboard(poison=POISON), Teams()], limits=FEW)
    store.start(ticking=False)
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three boxes, the first of them lent."""
    store = opened(tmp_path)
    for box in (BOX_A, BOX_B, BOX_C):
        store.writer.call(submission(Open(box=box)))
    store.writer.call(submission(Lend(box=BOX_A, team="t")))
    yield store
    store.close()


def live(store: Store) -> set[str]:
    return set(store.hot.snapshot("shelf")[1])


def every(store: Store, team: str | None = None, holding: bytes = b"") -> dict[str, Row]:
    return {row["id"]: row for row in store.every_row("shelf", team, holding)}


def test_what_is_finished_is_not_in_memory_and_is_found(store: Store, tmp_path: Path) -> None:
    lent = store.hot.committed("shelf", str(BOX_A))
    assert lent is not None
    assert lent["team"] == "t"
    for _ in range(2):
        assert live(store) == {str(BOX_B), str(BOX_C)}
        assert every(store) == {**store.hot.snapshot("shelf")[1], str(BOX_A): lent}
        assert set(every(store, "t")) == {str(BOX_A), str(BOX_B), str(BOX_C)}
        assert set(every(store, "another")) == live(store), "what is live is no part's"
        assert set(every(store, holding=str(BOX_A).encode())) == {str(BOX_A)}
        assert store.hot.committed("shelf", str(BOX_A)) == lent
        store.close()
        store = opened(tmp_path)
    store.close()


def test_a_start_reads_live_rows_alone(store: Store, tmp_path: Path) -> None:
    store.close()
    again = opened(tmp_path)
    assert live(again) == {str(BOX_B), str(BOX_C)}
    assert again.hot._finished._kept == {}
    again.close()


def test_a_finished_row_goes_on_from_where_it_stood(store: Store, tmp_path: Path) -> None:
    store.writer.call(submission(Note(box=BOX_A)))
    store.close()
    again = opened(tmp_path)
    heard: list[Changes] = []
    again.writer.subscribe(heard.append)
    together(again, submission(Note(box=BOX_A)), submission(GiveBack(box=BOX_A)), submission(Note(box=BOX_A)))
    row = again.hot.snapshot("shelf")[1][str(BOX_A)]
    assert (row["notes"], row["number"]) == (3, again.hot.committed("shelf", str(BOX_A))["number"])  # type: ignore[index]
    (change,) = [each for each in heard[-1].rows if each.key == str(BOX_A)]
    assert change.before is not None
    assert (change.before["team"], change.before["notes"], change.after) == ("t", 1, row)
    assert every(again, "t")[str(BOX_A)] == row
    again.close()


def test_few_of_them_are_kept_and_all_are_right(store: Store) -> None:
    boxes = [UUID(int=7_000 + number) for number in range(6)]
    for box in boxes:
        together(store, submission(Open(box=box)), submission(Lend(box=box, team=f"t{box.int}")))
    assert len(store.hot._finished._kept) == FEW.finished
    for box in boxes:
        assert store.hot.committed("shelf", str(box))["team"] == f"t{box.int}"  # type: ignore[index]
    assert len(store.hot._finished._kept) == FEW.finished
    assert store.hot.committed("shelf", "no such box") is None
    assert store.hot.committed("teams", "no such team") is None


def test_a_row_read_while_something_becomes_true_is_not_kept(store: Store) -> None:
    hot = store.hot
    hot._finished.clear()
    reading = hot._reading

    def late() -> object:
        store.writer.call(submission(Note(box=BOX_A)))
        hot._finished.clear()  # as if many others had been asked for
        hot._reading = reading
        return reading()

    hot._reading = late  # type: ignore[assignment]
    hot.committed("shelf", str(BOX_A))
    assert hot._finished._kept == {}
    assert hot.committed("shelf", str(BOX_A))["notes"] == 1  # type: ignore[index]


def test_a_finished_row_that_is_damaged_is_live_until_it_is_folded_anew(store: Store, tmp_path: Path) -> None:
    store.writer.call(submission(Note(box=BOX_A, weight=POISON)))
    assert str(BOX_A) in live(store), "it is to be seen"
    store.close()
    again = opened(tmp_path)
    assert again.hot.damaged() == {("shelf", str(BOX_A)): 5}
    again.hot.folds["shelf"].poison = None  # type: ignore[attr-defined]
    again.refold("shelf", str(BOX_A))
    assert live(again) == {str(BOX_B), str(BOX_C)}
    assert again.hot.committed("shelf", str(BOX_A))["notes"] == 1  # type: ignore[index]
    again.close()


def test_a_table_that_is_folded_anew_is_filed_too(store: Store, tmp_path: Path) -> None:
    store.close()
    again = opened(tmp_path, Cupboard(version=2))
    assert live(again) == {str(BOX_B), str(BOX_C)}
    assert set(every(again, "t")) - live(again) == {str(BOX_A)}
    again.close()


def test_what_others_finished_is_heard_of_when_all_is_loaded_anew(store: Store) -> None:
    hot, connection = store.hot, store.log
    before = hot.committed("shelf", str(BOX_B))
    assert before is not None
    with hot._lock:  # as it stood before the box was lent
        hot._rows["shelf"][str(BOX_A)] = {**before, "id": str(BOX_A)}
    with connection.reading() as reading:
        changes = hot.load(reading, store.log.head)  # type: ignore[arg-type]
    (change,) = changes
    assert change.after is not None
    assert (change.key, change.after["team"]) == (str(BOX_A), "t")
    assert live(store) == {str(BOX_B), str(BOX_C)}


def test_planted_a_fold_that_files_nothing_keeps_all_in_memory(tmp_path: Path) -> None:
    store = opened(tmp_path, Shelf())
    together(store, submission(Open(box=BOX_A)), submission(Lend(box=BOX_A, team="t")))
    assert str(BOX_A) in live(store)
    store.close()


def test_planted_a_fold_that_cannot_say_leaves_the_row_live(tmp_path: Path) -> None:
    class Unsure(Cupboard):
        def filed(self, row: Row) -> str | None:
            raise LookupError

    store = opened(tmp_path, Unsure())
    together(store, submission(Open(box=BOX_A)), submission(Lend(box=BOX_A, team="t")))
    assert str(BOX_A) in live(store)
    store.close()
