"""Forgetting while others write: in one batch, in any order, the disk full, over stops and restores."""

import json
import shutil
import sqlite3
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from dispatch.key_place import KeyFile, NotOverwritten
from dispatch.ports import Accepted, StoreUnavailable, Submission
from domain.case import commands as ask
from domain.case import forgetting_events as forget
from domain.case.keeping import Part
from domain.identity import CaseId, subject_of
from domain.refusal import Refused
from projections.card import story
from tests.forgetting.house import House, holding, wrapped_of


def together(house: House, *submissions: Submission) -> list[Any]:
    """Held back until all wait, so that they are one batch."""
    other = house.received("Other")
    hold, held = threading.Event(), threading.Event()

    def watch(_: object) -> None:
        held.set()
        hold.wait(5)

    house.store.writer.subscribe(watch)
    first = house.store.writer.send(house.submission(ask.AddNote(case=other, text="x")))
    assert held.wait(5)
    futures = [house.store.writer.send(each) for each in submissions]
    hold.set()
    first.result(5)
    house.store.writer._watchers._others.remove(watch)
    return [each.result(5) for each in futures]


@pytest.mark.parametrize("first", ["note", "confirm"])
def test_in_one_batch_what_comes_after_is_refused_and_what_came_before_is_forgotten(
    house: House, first: str
) -> None:
    case = house.ended()
    house.propose(case)
    note = house.submission(ask.AddNote(case=case, text="the note"))
    confirm = house.submission(forget.ConfirmForgetting(case=case))
    outcomes = together(house, *((note, confirm) if first == "note" else (confirm, note)))
    kinds = [type(each) for each in outcomes]
    assert kinds == ([Accepted, Accepted] if first == "note" else [Accepted, Refused])
    assert "the note" not in json.dumps(story(house.store.log.stream(case)))
    assert house.store.log.breaks() == []


def test_with_a_full_disk_nobody_is_forgotten_and_later_it_works(house: House) -> None:
    case = house.ended()
    house.propose(case)
    log = house.store._connection
    assert log is not None
    other = house.received("Other")
    pages = log.execute("PRAGMA page_count").fetchone()[0]
    log.execute(f"PRAGMA max_page_count={pages}")
    _fill(house, other)
    with pytest.raises(StoreUnavailable):
        house.send(forget.ConfirmForgetting(case=case))
    assert wrapped_of(house.data, case, Part.CHILD)
    assert house.store.keys.opening_key(subject_of(case, Part.CHILD)) is not None
    log.execute("PRAGMA max_page_count=1000000")
    house.do(forget.ConfirmForgetting(case=case))
    assert wrapped_of(house.data, case, Part.CHILD) is None


def _fill(house: House, case: CaseId) -> None:
    """Notes, ever shorter ones, until not even the shortest is taken."""
    for length in (20_000, 2_000, 200, 1):
        try:
            while True:
                house.send(ask.AddNote(case=case, text="x" * length))
        except StoreUnavailable:
            continue


def test_while_the_keys_cannot_be_written_nobody_reads_them_any_more_and_it_is_tried_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = house.ended()
    wrapped = wrapped_of(house.data, case, Part.CHILD)
    assert wrapped is not None
    with monkeypatch.context() as patch:
        patch.setattr("dispatch.key_place._checkpoint", _busy)
        house.forget(case)
        assert house.store.graves.waiting == {subject_of(case, part) for part in Part}
        assert house.store.keys.opening_key(subject_of(case, Part.CHILD)) is None
        assert house.send(ask.AddNote(case=case, text="x")) == Refused(code="subject-forgotten")
    house.store.writer.aside(lambda _: None)
    assert house.store.graves.waiting == set()
    assert holding(house.data, wrapped) == []


def _busy(_: object) -> None:
    raise NotOverwritten("somebody reads the file")


def _careless(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA secure_delete=OFF")


# ---- planted faults: each leaves the key in a live file, and is found there


def test_without_emptying_the_write_ahead_log_the_key_is_found(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeyFile, "overwrite", lambda self, traces: None)
    case = house.ended()
    wrapped = wrapped_of(house.data, case, Part.CHILD)
    assert wrapped is not None
    house.forget(case)
    assert holding(house.data, wrapped)


def test_without_secure_delete_the_key_would_be_found_and_the_file_is_written_anew(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.store.graves._tables.rows("PRAGMA secure_delete=OFF")
    monkeypatch.setattr("dispatch.key_place._checkpoint", _careless)
    cases = [house.ended() for _ in range(12)]
    wrapped = [wrapped_of(house.data, each, Part.CHILD) or b"" for each in cases]
    for case in cases[:6]:
        house.forget(case)
    assert holding(house.data, *wrapped[:6]) == [], "read again, found, and the file written anew"
    monkeypatch.setattr(KeyFile, "_left", lambda self, traces: False)
    for case in cases[6:]:
        house.forget(case)
    assert holding(house.data, *wrapped[6:]) == ["keys.db"], "nobody looked"


class Races(RuleBasedStateMachine):
    """Anybody writes about anybody while others forget them; the program stops, old keys come back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.house = House(Path(self.folder.name) / "data")
        self.cases: list[CaseId] = []
        self.said: dict[CaseId, list[str]] = {}
        self.forgotten: dict[CaseId, set[Part]] = {}
        self.wrapped: dict[tuple[CaseId, Part], bytes] = {}

    @rule()
    def receive(self) -> None:
        case = self.house.ended()
        self.cases.append(case)
        self.said[case], self.forgotten[case] = [], set()
        for part in Part:
            self.wrapped[case, part] = wrapped_of(self.house.data, case, part) or b""

    @precondition(lambda self: self.cases)
    @rule(
        pick=st.integers(0, 9),
        parts=st.sets(st.sampled_from(Part), min_size=1),
        order=st.permutations(("note", "confirm", "more")),
    )
    def at_once(self, pick: int, parts: set[Part], order: list[str]) -> None:
        case = self.cases[pick % len(self.cases)]
        if self.forgotten[case] >= parts:
            return
        self.house.propose(case, *parts)
        texts = {name: f"{name} {len(self.said[case])}" for name in ("note", "more")}
        commands = {
            "confirm": forget.ConfirmForgetting(case=case),
            **{name: ask.AddNote(case=case, text=text) for name, text in texts.items()},
        }
        outcomes = together(self.house, *(self.house.submission(commands[name]) for name in order))
        for name, outcome in zip(order, outcomes, strict=True):
            if name == "confirm":
                assert isinstance(outcome, Accepted)
                self.forgotten[case] |= parts
            elif Part.CHILD in self.forgotten[case]:
                assert outcome == Refused(code="subject-forgotten")
            else:
                assert isinstance(outcome, Accepted)
                self.said[case].append(texts[name])

    @rule()
    def restart(self) -> None:
        self.house.close()
        self.house.open()

    @precondition(lambda self: self.cases)
    @rule(pick=st.integers(0, 9))
    def restored(self, pick: int) -> None:
        """The keys come back as they were before the last forgetting."""
        case = self.cases[pick % len(self.cases)]
        if self.forgotten[case]:
            return
        kept = Path(self.folder.name) / "kept.db"
        self.house.close()
        shutil.copy(self.house.data / "keys.db", kept)
        self.house.open()
        self.house.forget(case, Part.CHILD)
        self.forgotten[case].add(Part.CHILD)
        self.house.close()
        shutil.copy(kept, self.house.data / "keys.db")
        self.house.open()
        assert self.house.store.destroyed_again == 1

    @invariant()
    def nobody_comes_back(self) -> None:
        assert self.house.store.log.breaks() == []
        gone = [self.wrapped[case, part] for case, parts in self.forgotten.items() for part in parts]
        assert not gone or holding(self.house.data, *gone) == []
        for case, parts in self.forgotten.items():
            shown = json.dumps(story(self.house.store.log.stream(case)), ensure_ascii=False)
            for text in self.said[case]:
                assert (text in shown) is (Part.CHILD not in parts)
            assert ("Caller" in shown) is (Part.CALLER not in parts)

    def teardown(self) -> None:
        self.house.close()
        self.folder.cleanup()


Races.TestCase.settings = settings(max_examples=12, stateful_step_count=8, deadline=None)
TestRaces = Races.TestCase
