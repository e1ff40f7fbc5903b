"""Hot rows: folded with the events, each on its own risk, and the same as a fold of the whole log."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.ports import Accepted, Changes, HotFold, Row
from dispatch.refold import fold_tables
from dispatch.store import Store
from domain.envelope import Recorded
from tests.dispatch.batching import BOX_A, BOX_B, BOX_C, together
from tests.dispatch.toy import GiveBack, Lend, Note, Open, Shelf, Teams, open_store, submission

pytestmark = pytest.mark.usefixtures("each_store")

POISON = 666.0


def opened(data: Path, *folds: HotFold) -> Store:
    store = open_store(data, folds=list(folds))
    store.start(ticking=False)
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three open boxes, and a shelf that cannot take a note of weight 666."""
    store = opened(tmp_path, Shelf(poison=POISON), Teams())
    for box in (BOX_A, BOX_B, BOX_C):
        store.writer.call(submission(Open(box=box)))
    yield store
    store.close()


def shelf(store: Store) -> dict[str, Row]:
    return store.hot.snapshot("shelf")[1]


def test_a_poison_event_is_stored_and_harms_one_row_only(store: Store) -> None:
    outcomes = together(
        store,
        submission(Note(box=BOX_A)),
        submission(Note(box=BOX_A, weight=POISON)),
        submission(Note(box=BOX_A)),
        submission(Note(box=BOX_B)),
    )
    assert [type(each) for each in outcomes] == [Accepted] * 4
    position = outcomes[1].position  # type: ignore[attr-defined]
    assert len(store.log.stream(BOX_A)) == 4
    assert shelf(store)[str(BOX_A)]["damaged"] == position
    assert shelf(store)[str(BOX_A)]["notes"] == 1
    assert shelf(store)[str(BOX_B)]["notes"] == 1
    assert "damaged" not in shelf(store)[str(BOX_B)]
    assert store.hot.damaged() == {("shelf", str(BOX_A)): position}


def test_a_damaged_row_stands_still_also_after_a_restart(store: Store, tmp_path: Path) -> None:
    store.writer.call(submission(Note(box=BOX_A, weight=POISON)))
    damaged = shelf(store)[str(BOX_A)]
    store.close()
    again = opened(tmp_path, Shelf(poison=POISON), Teams())
    again.writer.call(submission(Note(box=BOX_A)))
    assert shelf(again)[str(BOX_A)] == damaged
    assert again.hot.damaged() == {("shelf", str(BOX_A)): 4}
    again.close()


def test_after_a_fix_the_row_is_folded_anew_and_the_boards_hear_of_it(store: Store) -> None:
    store.writer.call(submission(Note(box=BOX_A, weight=POISON)))
    heard: list[Changes] = []
    store.writer.subscribe(heard.append)
    store.hot.folds["shelf"].poison = None  # type: ignore[attr-defined]
    store.refold("shelf", str(BOX_A))
    assert shelf(store)[str(BOX_A)]["notes"] == 1
    assert store.hot.damaged() == {}
    assert [change.key for changes in heard for change in changes.rows] == [str(BOX_A)]
    store.writer.call(submission(Note(box=BOX_A)))
    assert shelf(store)[str(BOX_A)]["notes"] == 2


def test_a_start_after_a_fix_puts_the_row_right(store: Store, tmp_path: Path) -> None:
    store.writer.call(submission(Note(box=BOX_A, weight=POISON)))
    store.writer.call(submission(Note(box=BOX_A)))
    store.close()
    mended = opened(tmp_path, Shelf(), Teams())
    assert mended.hot.damaged() == {}
    assert shelf(mended)[str(BOX_A)]["notes"] == 2
    mended.writer.call(submission(Note(box=BOX_A)))
    assert shelf(mended)[str(BOX_A)]["notes"] == 3
    mended.close()


def test_without_a_fix_it_stays_damaged_where_it_was(store: Store) -> None:
    store.writer.call(submission(Note(box=BOX_A, weight=POISON)))
    before = shelf(store)[str(BOX_A)]
    store.writer.call(submission(Note(box=BOX_A)))
    store.refold("shelf", str(BOX_A))
    assert shelf(store)[str(BOX_A)] == before
    assert store.hot.damaged() == {("shelf", str(BOX_A)): 4}


class Lost(Shelf):
    """Cannot even tell which row an event is about."""

    def keys(self, recorded: Recorded) -> Iterable[str]:
        if recorded.version == 2:
            raise KeyError
        return super().keys(recorded)


class Unplain(Shelf):
    """Makes rows that JSON has no word for."""

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        return {"id": str(recorded.stream), "made": {1, 2} if recorded.version == 2 else None}


@pytest.mark.parametrize("fold", [Lost(), Unplain()])
def test_whatever_a_fold_does_wrong_the_event_is_stored(tmp_path: Path, fold: HotFold) -> None:
    store = opened(tmp_path, fold)
    for box in (BOX_A, BOX_B):
        store.writer.call(submission(Open(box=box)))
    assert isinstance(store.writer.call(submission(Note(box=BOX_A))), Accepted)
    assert shelf(store)[str(BOX_A)]["damaged"] == 3
    assert set(store.hot.damaged()) == {("shelf", str(BOX_A))}
    store.close()
    again = opened(tmp_path, fold)
    assert set(again.hot.damaged()) == {("shelf", str(BOX_A))}, "and the program starts all the same"
    again.close()


def test_a_row_that_ends_is_gone_and_can_come_back(store: Store) -> None:
    store.writer.call(submission(Lend(box=BOX_A, team="t")))
    assert store.hot.snapshot("teams") == (4, {"t": {"id": "t", "box": str(BOX_A)}})
    store.writer.call(submission(GiveBack(box=BOX_A)))
    assert store.hot.snapshot("teams") == (5, {})
    store.writer.call(submission(Lend(box=BOX_B, team="t")))
    assert store.hot.snapshot("teams")[1]["t"]["box"] == str(BOX_B)


def test_a_fold_of_another_version_is_folded_anew_at_start(store: Store, tmp_path: Path) -> None:
    store.writer.call(submission(Note(box=BOX_A)))
    expected = shelf(store)
    store.writer.aside(lambda log: log.execute("UPDATE hot_row SET body=? WHERE fold='shelf'", (b"{}",)))
    store.close()
    same = opened(tmp_path, Shelf(), Teams())
    assert shelf(same)[str(BOX_A)] == {}
    same.close()
    newer = opened(tmp_path, Shelf(version=2), Teams())
    assert shelf(newer) == expected
    newer.close()


def test_a_table_that_is_new_to_an_old_log_is_folded_at_start(store: Store, tmp_path: Path) -> None:
    store.writer.call(submission(Lend(box=BOX_A, team="t")))
    store.close()

    class Later(Teams):
        name = "later"

    again = opened(tmp_path, Shelf(), Teams(), Later())
    assert again.hot.snapshot("later") == again.hot.snapshot("teams")
    again.close()


commands = st.lists(
    st.tuples(
        st.sampled_from([Note, Lend, GiveBack]), st.integers(0, 2), st.sampled_from("tu"), st.booleans()
    ),
    max_size=25,
)


@given(commands)
@settings(max_examples=25)
def test_rows_are_what_a_fold_of_the_whole_log_would_make(
    tmp_path_factory: pytest.TempPathFactory, sent: list[tuple[type, int, str, bool]]
) -> None:
    data = tmp_path_factory.mktemp("rows")
    store = opened(data, Shelf(poison=POISON), Teams())
    seen: dict[tuple[str, str], Row] = {}

    def mirror(changes: Changes) -> None:
        for change in changes.rows:
            assert seen.get((change.table, change.key)) == change.before
            seen[change.table, change.key] = change.after  # type: ignore[assignment]

    store.writer.subscribe(mirror)
    futures = [store.writer.send(submission(Open(box=box))) for box in (BOX_A, BOX_B, BOX_C)]
    for kind, number, team, poison in sent:
        box: UUID = (BOX_A, BOX_B, BOX_C)[number]
        more = (
            {"team": team} if kind is Lend else {"weight": POISON if poison else 1.0} if kind is Note else {}
        )
        futures.append(store.writer.send(submission(kind(box=box, **more))))
    for each in futures:
        each.result(5)
    for table in fold_tables([Shelf(poison=POISON), Teams()], store.log.read_all()):
        name = table.fold.name
        rows = {key: row for key, row in table.rows.items() if row is not None}
        assert store.hot.snapshot(name)[1] == rows
        assert {key: row for (of, key), row in seen.items() if of == name and row is not None} == rows
    store.close()
