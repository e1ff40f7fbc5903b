"""Nobody is in two places, and no decision rests on what has changed: the store itself holds it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.batch import Rules
from dispatch.ports import (
    Accepted,
    Append,
    Changes,
    Decided,
    Reader,
    Submission,
    WriteConflict,
)
from dispatch.store import Store
from domain.refusal import Refused
from tests.dispatch.batching import BOX_A, BOX_B, BOX_C, together
from tests.dispatch.toy import (
    BOX,
    RULES,
    START,
    BoxLent,
    Lend,
    Note,
    Open,
    Outcome,
    decide,
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


def careless(reader: Reader, asked: Submission, now: object) -> Outcome:
    """A decision that forgot to ask who has the team."""
    if isinstance(asked.command, Lend):
        _, version = reader.state(BOX, asked.command.box)
        event = BoxLent(team=asked.command.team, back_by=START)
        return Decided(appends=(Append(stream=asked.command.box, expected_version=version, events=(event,)),))
    return decide(reader, asked, START)


@pytest.fixture
def careless_store(tmp_path: Path) -> Iterator[Store]:
    rules = Rules(decide=careless, claims_of=RULES.claims_of, moments_of=RULES.moments_of)
    store = open_store(tmp_path, rules=rules)
    store.start(ticking=False)
    for box in (BOX_A, BOX_B, BOX_C):
        store.writer.call(submission(Open(box=box)))
    yield store
    store.close()


def test_a_careless_decision_books_nobody_twice(careless_store: Store) -> None:
    careless_store.writer.call(submission(Lend(box=BOX_A, team="t"), by=UUID(int=42)))
    outcome = careless_store.writer.call(submission(Lend(box=BOX_B, team="t")))
    assert isinstance(outcome, Refused)
    assert outcome.code == "held-elsewhere"
    assert outcome.params["holder"] == str(BOX_A)
    assert outcome.params["by"] == str(UUID(int=42))
    assert outcome.params["since"] == START.isoformat()
    assert len(careless_store.log.stream(BOX_B)) == 1


def test_not_even_in_one_batch(careless_store: Store) -> None:
    outcomes = together(
        careless_store,
        submission(Lend(box=BOX_A, team="t")),
        submission(Lend(box=BOX_B, team="t")),
        submission(Lend(box=BOX_C, team="u")),
    )
    assert [type(each) for each in outcomes] == [Accepted, Refused, Accepted]


def test_with_that_check_removed_too_the_table_refuses(
    careless_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted fault: nobody looks at who holds what; the transaction of that one command fails."""
    claims = careless_store.writer._committer._books.parts.claims
    monkeypatch.setattr(claims, "holder", lambda _: None)
    outcomes = together(
        careless_store,
        submission(Lend(box=BOX_C, team="u")),
        submission(Lend(box=BOX_A, team="t")),
    )
    assert [type(each) for each in outcomes] == [Accepted, Accepted]
    outcomes = together(careless_store, submission(Note(box=BOX_C)), submission(Lend(box=BOX_B, team="t")))
    assert [type(each) for each in outcomes] == [Accepted, WriteConflict]
    assert [each.name for each in careless_store.log.stream(BOX_B)] == ["box-opened.v1"]
    assert careless_store.log.breaks() == []


def test_a_decision_on_an_old_version_is_made_anew_and_then_a_defect(tmp_path: Path) -> None:
    tries = []

    def stale(reader: Reader, asked: Submission, now: object) -> Outcome:
        _, version = reader.state(BOX, BOX_A)
        tries.append(version)
        event = decide(reader, asked, START)
        assert isinstance(event, Decided)
        return Decided(appends=(replace(event.appends[0], expected_version=version + len(tries) % 3),))

    store = open_store(
        tmp_path, rules=Rules(decide=stale, claims_of=RULES.claims_of, moments_of=RULES.moments_of)
    )
    store.start(ticking=False)
    assert isinstance(store.writer.call(submission(Open(box=BOX_A))), Accepted)
    assert tries == [0, 0, 0]
    store.close()


def test_versions_that_never_hold_are_a_defect(tmp_path: Path) -> None:
    def wrong(reader: Reader, asked: Submission, now: object) -> Outcome:
        decided = decide(reader, asked, START)
        assert isinstance(decided, Decided)
        return Decided(appends=(replace(decided.appends[0], expected_version=7),))

    rules = Rules(decide=wrong, claims_of=RULES.claims_of, moments_of=RULES.moments_of)
    store = open_store(tmp_path, rules=rules)
    store.start(ticking=False)
    with pytest.raises(WriteConflict):
        store.writer.call(submission(Open(box=BOX_A)))
    assert store.log.head == 0
    store.close()


def test_what_others_appended_is_folded_in(tmp_path: Path) -> None:
    """The same algorithm serves stores with several writers: here a second one comes past the file's lock."""
    store = open_store(tmp_path)
    store.start(ticking=False)
    store.writer.call(submission(Open(box=BOX_A)))
    (tmp_path / "writer.lock").unlink()
    other = open_store(tmp_path)
    other.start(ticking=False)
    other.writer.call(submission(Lend(box=BOX_A, team="t")))
    other.writer.call(submission(Open(box=BOX_B)))
    heard: list[Changes] = []
    store.writer.subscribe(heard.append)
    assert isinstance(store.writer.call(submission(Lend(box=BOX_B, team="t"))), Refused)
    assert isinstance(store.writer.call(submission(Note(box=BOX_A))), Accepted)
    assert [each.version for each in store.log.stream(BOX_A)] == [1, 2, 3]
    assert {change.key for change in heard[0].rows} == {str(BOX_A), str(BOX_B), "t"}
    assert store.log.breaks() == []
    other.close()
    store.close()
