"""The writer: all of a command or nothing, in one order, each on its own risk."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dispatch import batch as batch_module
from dispatch.ports import (
    Accepted,
    Changes,
    QueueFull,
    StoreUnavailable,
    Watcher,
)
from dispatch.store import Store
from dispatch.writer import Writer
from domain.refusal import Refused
from tests.dispatch.batching import BOX_A, BOX_B, BOX_C, batches, together
from tests.dispatch.toy import (
    START,
    Break,
    GiveBack,
    HandClock,
    Lend,
    Note,
    Open,
    open_store,
    submission,
)

pytestmark = pytest.mark.usefixtures("each_store")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path)
    store.start(ticking=False)
    yield store
    store.close()


def test_commands_that_wait_together_share_one_commit(store: Store) -> None:
    outcomes = together(store, *(submission(Open(box=box)) for box in (BOX_A, BOX_B, BOX_C)))
    assert [outcome.position for outcome in outcomes] == [2, 3, 4]  # type: ignore[attr-defined]
    assert batches(store) == 2


def test_what_questions_are_answered_from_is_told_before_the_answer(store: Store) -> None:
    """The planted fault is the other kind of watcher, which is told after it."""
    told: list[tuple[str, bool]] = []
    sending = threading.Event()

    def watch(whose: str) -> Watcher:
        def watcher(_: Changes) -> None:
            sending.wait(5)
            told.append((whose, answer.done()))

        return watcher

    store.writer.subscribe(watch("screens"))
    store.writer.subscribe(watch("index"), before_answering=True)
    answer = store.writer.send(submission(Open(box=BOX_A)))
    sending.set()
    answer.result(5)
    store.writer.call(submission(Open(box=BOX_B)), 5)
    assert told[:2] == [("index", False), ("screens", True)]


def test_a_command_sees_what_the_one_before_it_did(store: Store) -> None:
    outcomes = together(
        store,
        submission(Open(box=BOX_A)),
        submission(Open(box=BOX_B)),
        submission(Note(box=BOX_A)),
        submission(Note(box=BOX_A)),
        submission(Lend(box=BOX_A, team="t")),
        submission(Lend(box=BOX_B, team="t")),
    )
    assert [type(outcome) for outcome in outcomes] == [Accepted] * 5 + [Refused]
    assert outcomes[3].answer == {"notes": 2}  # type: ignore[attr-defined]
    assert [each.version for each in store.log.stream(BOX_A)] == [1, 2, 3, 4]
    assert store.log.breaks() == []


def test_a_command_that_fails_leaves_the_others_alone(store: Store) -> None:
    outcomes = together(
        store,
        submission(Open(box=BOX_A)),
        submission(Break(box=BOX_A)),
        submission(Note(box=BOX_A, weight=float("nan"))),
        submission(Note(box=BOX_A)),
    )
    assert [type(outcome).__name__ for outcome in outcomes] == [
        "Accepted",
        "RuntimeError",
        "CannotEncode",
        "Accepted",
    ]
    assert [each.name for each in store.log.stream(BOX_A)] == ["box-opened.v1", "box-noted.v1"]
    assert batches(store) == 2


def test_recorded_time_never_decreases(tmp_path: Path) -> None:
    clock = HandClock()
    store = open_store(tmp_path, clock=clock)
    store.start(ticking=False)
    store.writer.call(submission(Open(box=BOX_A)))
    clock.forward(hours=-1)
    store.writer.call(submission(Note(box=BOX_A)))
    store.close()
    clock.forward(hours=-1)
    store = open_store(tmp_path, clock=clock)
    store.start(ticking=False)
    store.writer.call(submission(Note(box=BOX_A)))
    clock.forward(hours=3)
    store.writer.call(submission(Note(box=BOX_A)))
    times = [each.envelope.recorded_at for each in store.log.stream(BOX_A)]
    assert times == [START, START, START, START + timedelta(hours=1)]
    store.close()


def test_nothing_happened_after_it_was_recorded(store: Store) -> None:
    early, late = START - timedelta(hours=1), START + timedelta(hours=1)
    store.writer.call(submission(Open(box=BOX_A), happened_at=early))
    store.writer.call(submission(Note(box=BOX_A), happened_at=late))
    assert [each.envelope.happened_at for each in store.log.stream(BOX_A)] == [early, START]


def test_watchers_hear_of_each_row_once_and_after_it_is_durable(store: Store) -> None:
    heard: list[Changes] = []
    store.writer.subscribe(lambda changes: heard.append(changes))
    store.writer.subscribe(lambda changes: heads.append(store.log.head))
    heads: list[int] = []
    together(store, submission(Open(box=BOX_A)), submission(Note(box=BOX_A)), submission(Open(box=BOX_B)))
    store.writer.call(submission(GiveBack(box=BOX_A)))
    assert [changes.position for changes in heard] == [1, 4]
    assert heads == [1, 4]
    rows = {change.key: change for change in heard[1].rows}
    assert rows[str(BOX_A)].before is None
    assert rows[str(BOX_A)].after == store.hot.snapshot("shelf")[1][str(BOX_A)]
    assert len(heard[1].rows) == 2


def test_a_watcher_that_fails_stops_nobody(store: Store) -> None:
    def bad(_: Changes) -> None:
        raise ValueError

    store.writer.subscribe(bad)
    assert isinstance(store.writer.call(submission(Open(box=BOX_A))), Accepted)
    assert isinstance(store.writer.call(submission(Note(box=BOX_A))), Accepted)
    store.writer.stop()
    assert store.writer.unheard == 2


def test_a_full_queue_says_so(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    writer = Writer(store.writer._committer, most_waiting=2)
    futures = [writer.send(submission(Open(box=box))) for box in (BOX_A, BOX_B)]
    with pytest.raises(QueueFull):
        writer.send(submission(Open(box=BOX_C)))
    writer.start()
    assert all(isinstance(each.result(5), Accepted) for each in futures)
    writer.stop()
    store.close()


def test_tasks_are_answered_in_their_event_loop(store: Store) -> None:
    async def all_of_them() -> list[object]:
        boxes = [UUID(int=1 << 16 | number << 4) for number in range(100)]
        return list(await asyncio.gather(*(store.writer.submit(submission(Open(box=box))) for box in boxes)))

    outcomes = asyncio.run(all_of_them())
    assert sorted(each.position for each in outcomes) == list(range(1, 101))  # type: ignore[attr-defined]
    assert batches(store) < 100


def test_a_task_that_gave_up_harms_nobody(store: Store) -> None:
    async def impatient() -> None:
        task = asyncio.create_task(store.writer.submit(submission(Open(box=BOX_A))))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert isinstance(await store.writer.submit(submission(Open(box=BOX_B))), Accepted)

    asyncio.run(impatient())


def test_what_waits_when_the_program_stops_is_still_done(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.start(ticking=False)
    futures = [store.writer.send(submission(Open(box=UUID(int=1 << 16 | n << 4)))) for n in range(50)]
    store.close()
    assert all(isinstance(each.result(0), Accepted) for each in futures)
    with pytest.raises(StoreUnavailable, match="stopping"):
        store.writer.send(submission(Open(box=BOX_A)))


def test_the_chain_is_written_by_the_writer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted fault: a writer that links to nothing is found out."""
    store.writer.call(submission(Open(box=BOX_A)))
    monkeypatch.setattr(batch_module, "event_hash", lambda *_: bytes(32))
    store.writer.call(submission(Note(box=BOX_A)))
    assert [each.position for each in store.log.breaks()] == [2]
