"""Each command once: the same again gets the same answer, and numbers are never given twice."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.ports import (
    Accepted,
)
from dispatch.store import Store
from domain.refusal import Refused
from tests.dispatch.batching import BOX_A, BOX_B, BOX_C, together
from tests.dispatch.toy import (
    GiveBack,
    Lend,
    Note,
    Open,
    open_store,
    submission,
)

pytestmark = pytest.mark.usefixtures("each_store")

COMMAND = UUID(int=5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path)
    store.start(ticking=False)
    yield store
    store.close()


def test_the_same_command_twice_is_answered_twice_and_done_once(store: Store) -> None:
    command = submission(Open(box=BOX_A))
    first, second = store.writer.call(command), store.writer.call(command)
    assert isinstance(first, Accepted)
    assert second == replace(first, repeated=True)
    assert store.log.head == 1


def test_even_in_one_batch(store: Store) -> None:
    command = submission(Open(box=BOX_A))
    first, second = together(store, command, command)
    assert second == replace(first, repeated=True)  # type: ignore[type-var]
    assert store.log.head == 2


def test_even_after_a_restart(tmp_path: Path) -> None:
    command = submission(Open(box=BOX_A))
    store = open_store(tmp_path)
    store.start(ticking=False)
    first = store.writer.call(command)
    store.close()
    store = open_store(tmp_path)
    store.start(ticking=False)
    assert store.writer.call(command) == replace(first, repeated=True)  # type: ignore[type-var]
    store.close()


def test_another_body_under_the_same_id_is_refused(store: Store) -> None:
    store.writer.call(submission(Open(box=BOX_A), command_id=COMMAND))
    outcome = store.writer.call(submission(Open(box=BOX_B), command_id=COMMAND))
    assert outcome == Refused(code="command-id-reused")
    assert store.log.head == 1


def test_two_accounts_may_use_the_same_id(store: Store) -> None:
    for number, box in enumerate((BOX_A, BOX_B)):
        outcome = store.writer.call(submission(Open(box=box), command_id=COMMAND, by=UUID(int=number + 1)))
        assert isinstance(outcome, Accepted)


def test_numbers_are_used_up_by_accepted_commands_only(store: Store) -> None:
    outcomes = together(
        store,
        submission(Open(box=BOX_A)),
        submission(Open(box=BOX_A)),
        submission(Open(box=BOX_B, story="\ud800")),
        submission(Open(box=BOX_C)),
    )
    assert [type(each).__name__ for each in outcomes] == ["Accepted", "Refused", "CannotEncode", "Accepted"]
    assert outcomes[0].answer["number"] == "KZ-75-2026-000002"  # type: ignore[attr-defined]
    assert outcomes[3].answer["number"] == "KZ-75-2026-000003"  # type: ignore[attr-defined]


def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    answers = []
    for box in (BOX_A, BOX_B):
        store = open_store(tmp_path)
        store.start(ticking=False)
        outcome = store.writer.call(submission(Open(box=box)))
        assert isinstance(outcome, Accepted)
        answers.append(outcome.answer["number"])
        store.close()
    assert answers == ["KZ-75-2026-000001", "KZ-75-2026-000002"]


def test_the_answer_of_a_command_without_events_is_kept_too(store: Store) -> None:
    store.writer.call(submission(Open(box=BOX_A)))
    nothing = submission(GiveBack(box=BOX_A))
    assert store.writer.call(nothing) == Accepted(position=1, answer={})
    store.writer.call(submission(Lend(box=BOX_A, team="t")))
    assert store.writer.call(nothing) == Accepted(position=1, answer={}, repeated=True)
    assert store.log.head == 2


def test_a_refused_command_stores_nothing_and_may_come_again(store: Store) -> None:
    store.writer.call(submission(Open(box=BOX_A)))
    store.writer.call(submission(Open(box=BOX_B)))
    store.writer.call(submission(Lend(box=BOX_A, team="t")))
    again = submission(Lend(box=BOX_B, team="t"))
    assert isinstance(store.writer.call(again), Refused)
    assert store.log.head == 3
    store.writer.call(submission(GiveBack(box=BOX_A)))
    assert isinstance(store.writer.call(again), Accepted)


commands = st.lists(
    st.tuples(st.sampled_from([Open, Note, Lend, GiveBack]), st.integers(0, 2), st.sampled_from("tu")),
    max_size=30,
)


def command_of(kind: type, number: int, team: str) -> object:
    box = (BOX_A, BOX_B, BOX_C)[number]
    return Lend(box=box, team=team) if kind is Lend else kind(box=box)


def after_all(store: Store) -> tuple[object, ...]:
    """What is left behind: events, rows, and a chain that holds."""
    events = [(each.stream, each.version, each.event) for each in store.log.after(0)]
    return events, store.hot.snapshot("shelf"), store.hot.snapshot("teams"), store.log.breaks()


@given(commands)
@settings(max_examples=25)
def test_how_commands_meet_in_batches_and_repeats_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[tuple[type, int, str]]
) -> None:
    sent = [submission(command_of(*kind)) for kind in kinds]
    alone = open_store(tmp_path_factory.mktemp("alone"))
    alone.start(ticking=False)
    one_by_one = [alone.writer.call(each) for each in sent]
    batched = open_store(tmp_path_factory.mktemp("batched"))
    futures = [batched.writer.send(each) for each in sent]
    repeats = [
        batched.writer.send(each)
        for each, first in zip(sent, one_by_one, strict=True)
        if isinstance(first, Accepted)
    ]
    batched.start(ticking=False)
    assert [each.result(5) for each in futures] == one_by_one
    assert all(each.result(5).repeated for each in repeats)  # type: ignore[union-attr]
    assert after_all(batched) == after_all(alone)
    alone.close()
    batched.close()
