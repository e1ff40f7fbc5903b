"""What others appended is folded in, and is then what loading everything anew would have given."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import books as books_module
from dispatch.books import Books, Parts
from dispatch.claims_store import Claims
from dispatch.hot import HotTables
from dispatch.idempotency import KeptCommands
from dispatch.moments_store import Moments
from dispatch.numbers import Numbers
from dispatch.outbox import Outbox
from dispatch.sql.port import Question
from dispatch.standing import Streams
from dispatch.store import Store
from tests.dispatch.batching import BOX_A, BOX_B, BOX_C, together
from tests.dispatch.toy import BOX, RULES, Cupboard, GiveBack, Lend, Note, Open, Teams, open_store, submission

pytestmark = pytest.mark.usefixtures("each_store")

POISON = 666.0
BOXES = (BOX_A, BOX_B, BOX_C)
commands = st.one_of(
    st.builds(lambda box: Open(box=box), st.sampled_from(BOXES)),
    st.builds(lambda box, team: Lend(box=box, team=team), st.sampled_from(BOXES), st.sampled_from("tu")),
    st.builds(lambda box: GiveBack(box=box), st.sampled_from(BOXES)),
    st.builds(
        lambda box, weight: Note(box=box, weight=weight),
        st.sampled_from(BOXES),
        st.sampled_from((1.0,) * 40 + (POISON,)),
    ),
)
steps = st.lists(st.one_of(st.none(), st.lists(commands, min_size=1, max_size=4)), max_size=8)
"""Batches of commands; at none of them the other looks."""


def folds() -> list[Any]:
    return [Cupboard(poison=POISON), Teams()]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path, folds=folds())
    store.start(ticking=False)
    yield store
    store.close()


def onlooker(store: Store) -> Books:
    """The books of another process, which only looks."""
    parts = Parts(
        streams=Streams(store.mapper),
        hot=HotTables(folds(), store.log.reading),
        claims=Claims(),
        numbers=Numbers(),
        commands=KeptCommands(),
        moments=Moments(),
        outbox=Outbox(),
    )
    connection = store._database.open_to_write(store.log.id)
    return Books(connection, store.log.id, parts, RULES.claims_of)


def kept(books: Books) -> dict[str, object]:
    """All that a decision can rest on; each stream folded as it is kept."""
    parts = books.parts
    return {
        "head": (books.head, books.recorded_at, books._link),
        "claims": parts.claims._held,
        "numbers": parts.numbers._last,
        "hot": {name: parts.hot.snapshot(name) for name in parts.hot.folds},
        "rows": {box: parts.hot.row("shelf", str(box)) for box in BOXES},
        "damaged": parts.hot.damaged(),
        "streams": {box: (parts.streams.state(BOX, box), parts.streams.standing(box)) for box in BOXES},
    }


def test_folding_in_is_the_same_as_loading_anew(store: Store) -> None:
    looking, anew = onlooker(store), onlooker(store)
    looking.load()

    @given(steps)
    def hold(batches: list[list[object] | None]) -> None:
        for batch in [*batches, None]:
            if batch is None:
                looking.catch_up()
                anew.load()
                assert kept(looking) == kept(anew)
            else:
                together(store, *(submission(command) for command in batch))

    with closing(looking._connection), closing(anew._connection):
        hold()


def test_what_changed_is_told_once(store: Store) -> None:
    looking = onlooker(store)
    looking.load()
    with closing(looking._connection):
        store.writer.call(submission(Open(box=BOX_A)))
        store.writer.call(submission(Lend(box=BOX_A, team="t")))
        assert {(each.table, each.key) for each in looking.catch_up()} == {
            ("shelf", str(BOX_A)),
            ("teams", "t"),
        }
        assert looking.catch_up() == []
        store.writer.call(submission(GiveBack(box=BOX_A)))
        gone = [each for each in looking.catch_up() if each.table == "teams"]
        assert [(each.before is None, each.after) for each in gone] == [(False, None)]


def test_planted_a_claim_that_is_not_followed_is_noticed(store: Store) -> None:
    looking, anew = onlooker(store), onlooker(store)
    looking._claims_of = lambda _: ()
    looking.load()
    with closing(looking._connection), closing(anew._connection):
        store.writer.call(submission(Open(box=BOX_A)))
        store.writer.call(submission(Lend(box=BOX_A, team="t")))
        looking.catch_up()
        anew.load()
        assert kept(looking) != kept(anew)


def test_very_much_is_loaded_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    looking = onlooker(store)
    looking.load()
    monkeypatch.setattr(books_module, "TAKEN_IN", 2)
    monkeypatch.setattr(Books, "_fold_in", lambda *_: pytest.fail("folded in all the same"))
    with closing(looking._connection):
        for number in range(3):
            store.writer.call(submission(Open(box=UUID(int=number << 8))))
        looking.catch_up()
        assert looking.head == 3


def test_a_batch_asks_for_all_its_streams_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted besides: without reading ahead each is asked for by itself."""
    streams = store._committer._books.parts.streams
    at_once = Streams.questions

    def questions(*boxes: UUID, ahead: bool = True) -> int:
        asked: list[str] = []
        connection = streams.connection

        class Counting:
            def execute(self, sql: str, *more: Any) -> Any:
                asked.append(sql)
                return connection.execute(sql, *more)

        def counted(self: Streams, named: Iterable[UUID]) -> list[Question]:
            found = at_once(self, named) if ahead else []
            asked.extend(sql for sql, _ in found)
            return found

        monkeypatch.setattr(Streams, "questions", counted)
        monkeypatch.setattr(streams, "connection", Counting())
        outcomes = together(store, *(submission(Open(box=box)) for box in boxes))
        monkeypatch.setattr(streams, "connection", connection)
        assert len({str(each) for each in outcomes}) == len(boxes)
        return len(asked)

    assert questions(*(UUID(int=number << 9) for number in range(1, 21))) == 2, "one a batch"
    assert questions(*(UUID(int=number << 9) for number in range(101, 121)), ahead=False) > 20
