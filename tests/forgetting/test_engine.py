"""Forgetting in the engine: durable first, then the key goes, and nothing in a live file brings it back."""

import json
import shutil
import sqlite3
from pathlib import Path
from uuid import uuid4

from dispatch.ports import Accepted, Row
from domain.case import commands as ask
from domain.case import forgetting_events as forget
from domain.case.keeping import Part
from domain.identity import CaseId, subject_of
from domain.marks import FORGOTTEN
from domain.refusal import Refused
from projections.card import card, story
from tests.forgetting.house import BORN, NAME, PHONE, STORY, House, holding, raw_of, wrapped_of


def test_the_key_is_gone_before_the_answer(house: House) -> None:
    case = house.ended()
    raw, wrapped = raw_of(house, case, Part.CHILD), wrapped_of(house.data, case, Part.CHILD)
    assert wrapped is not None
    assert holding(house.data, wrapped[12:]), "it stood there before"
    house.forget(case)
    assert [wrapped_of(house.data, case, part) for part in Part] == [None] * 3
    assert holding(house.data, raw, wrapped, wrapped[12:]) == []
    assert house.store.keys.opening_key(subject_of(case, Part.CHILD)) is None


def test_only_whoever_was_named_is_forgotten(house: House) -> None:
    case, other = house.ended(), house.ended()
    house.forget(case, Part.CALLER)
    assert wrapped_of(house.data, case, Part.CALLER) is None
    assert wrapped_of(house.data, case, Part.CHILD)
    assert wrapped_of(house.data, other, Part.CALLER)
    said = card(house.store.log.stream(case))
    assert said is not None
    assert said["said"]["child_name"] == NAME
    assert said["said"]["caller_name"] == {"forgotten": True}


def test_traces_and_what_is_kept_of_commands_go_and_do_not_come_back(house: House) -> None:
    case = house.ended()
    hashes = [
        found.encode() for found in (house.traces.child(NAME, BORN) | house.traces.phone(PHONE)).values()
    ]
    digests = _digests(house.data)
    assert holding(house.data, *hashes)
    house.forget(case)
    assert holding(house.data, *hashes) == []
    assert house.store.hot.committed("traces", str(case))["people"] == {}
    gone = digests - _digests(house.data)
    assert len(gone) >= 4, "receiving, asking for consent, considering, closing"
    assert holding(house.data, *gone) == []
    house.store.refold("traces", str(case))
    assert house.store.hot.committed("traces", str(case))["people"] == {}


def _rows(house: House) -> dict[str, dict[str, Row]]:
    """All of every hot table, finished ones too."""
    store = house.store
    return {name: {row["id"]: row for row in store.every_row(name)} for name in store.hot.folds}


def _digests(data: Path) -> set[bytes]:
    with sqlite3.connect(data / "log.db") as log:
        found = {bytes(row[0]) for row in log.execute("SELECT digest FROM kept_command")}
    log.close()
    return found


def test_a_command_about_the_forgotten_is_refused_in_words_and_the_same_one_again_is_another(
    house: House,
) -> None:
    case = house.ended()
    body = ask.AddNote(case=case, text=STORY)
    first = house.submission(body)
    assert isinstance(house.store.writer.call(first), Accepted)
    house.forget(case)
    assert house.store.writer.call(first) == Refused(code="command-id-reused")
    for command in (body, ask.ReopenCase(case=case, reason="x")):
        assert house.send(command) == Refused(code="subject-forgotten")
    assert house.store.log.breaks() == []


def test_the_second_person_repeating_the_confirmation_is_told_that_it_is_done(house: House) -> None:
    case = house.ended()
    house.propose(case)
    confirm = house.submission(forget.ConfirmForgetting(case=case))
    assert isinstance(house.store.writer.call(confirm), Accepted)
    again = house.store.writer.call(confirm)
    assert isinstance(again, Accepted)
    assert again.repeated


def test_of_a_case_whose_child_is_forgotten_the_rest_goes_on(house: House) -> None:
    case = house.ended()
    house.forget(case, Part.CHILD)
    request = forget.AskDeletion(
        case=case,
        request=uuid4(),
        parts=(Part.CALLER,),
        relation=forget.Relation.THEMSELVES,
    )
    house.do(request)
    house.forget(case, Part.CALLER, Part.GUARDIAN)
    told = story(house.store.log.stream(case))
    assert [each["name"] for each in told][-3:] == [
        "forgetting-proposed.v1",
        "subject-forgotten.v1",
        "subject-forgotten.v1",
    ]


def test_everything_reads_as_forgotten_and_chain_and_folds_stay_valid(house: House) -> None:
    case = house.ended()
    house.forget(case)
    assert house.store.log.breaks() == []
    events = house.store.log.stream(case)
    texts = json.dumps([card(events), story(events)], ensure_ascii=False)
    assert NAME not in texts
    assert STORY not in texts
    received = events[0].event
    assert received.story is FORGOTTEN  # type: ignore[attr-defined]
    before = _rows(house)
    for name, rows in before.items():
        for key in rows:
            house.store.refold(name, key)
    assert _rows(house) == before
    assert house.store.hot.damaged() == {}


def test_a_start_folds_all_tables_anew_to_the_same(house: House) -> None:
    case = house.ended()
    house.forget(case, Part.CHILD)
    before = _rows(house)
    house.close()
    with sqlite3.connect(house.data / "log.db") as log:
        log.execute("DELETE FROM hot_row")
        log.execute("DELETE FROM hot_fold")
    log.close()
    house.open()
    assert _rows(house) == before


def _died_before_the_key_went(house: House, case: CaseId, kept: Path) -> None:
    """The log says forgotten, `keys.db` is as it was: as after a kill between the two, or a restore."""
    shutil.copy(house.data / "keys.db", kept)
    house.forget(case)
    house.close()
    for name in ("keys.db-wal", "keys.db-shm"):
        (house.data / name).unlink(missing_ok=True)
    shutil.copy(kept, house.data / "keys.db")


def test_a_key_that_a_killed_process_or_a_backup_left_is_destroyed_at_the_next_start(
    house: House, tmp_path: Path
) -> None:
    case = house.ended()
    house.close()
    house.open()
    raw, wrapped = raw_of(house, case, Part.CHILD), wrapped_of(house.data, case, Part.CHILD)
    assert wrapped is not None
    _died_before_the_key_went(house, case, tmp_path / "kept.db")
    assert wrapped_of(house.data, case, Part.CHILD) == wrapped
    house.open()
    assert house.store.destroyed_again == 3
    assert wrapped_of(house.data, case, Part.CHILD) is None
    assert holding(house.data, raw, wrapped, wrapped[12:]) == []
    assert house.send(ask.AddNote(case=case, text="x")) == Refused(code="subject-forgotten")
    house.close()
    house.open()
    assert house.store.destroyed_again == 0


def test_keys_without_the_grave_get_one(house: House) -> None:
    case = house.ended()
    house.forget(case)
    house.close()
    with sqlite3.connect(house.data / "keys.db") as keys:
        keys.execute("DELETE FROM subject_key WHERE wrapped IS NULL")
    keys.close()
    house.open()
    assert house.store.destroyed_again == 0
    assert wrapped_of(house.data, case, Part.CHILD) is None
    assert house.send(ask.AddNote(case=case, text="x")) == Refused(code="subject-forgotten")
