"""A child with a rare name goes through every step, and nothing that boards show holds a word of it."""

import json
from typing import Any

import pytest

from domain.case.decide import DECISIONS
from domain.marks import sealed_fields
from projections import queue
from projections.card import card, plain, story
from tests.builders import CASE, OTHER_CASE
from tests.dispatch.ledgers import ledger_of
from tests.dispatch.memory import Memory
from tests.projections.evening import CANARY, PERSONAL, script, told


@pytest.fixture(scope="module")
def house() -> Memory:
    return told()


def leaks(shown: Any) -> list[str]:
    text = json.dumps(shown, ensure_ascii=False)
    return [word for word in PERSONAL if word in text]


def test_the_evening_asks_every_command_of_a_case() -> None:
    asked = {type(command) for command in script()}
    left_out = {kind.__name__ for kind in set(DECISIONS) - asked}
    assert left_out <= {
        "RecordDeparture",
        "ConfirmLowerClass",
        "SetFollowUp",
        "ReviewEmergencyAccess",
        *SECOND,
    }


SECOND = {
    "ProposeForgetting",
    "ConfirmForgetting",
    "DropForgetting",
    "AskLiftingHold",
    "ConfirmLegalHold",
}
"""Need a second person or a closed case; `tests/forgetting` has them."""


@pytest.mark.parametrize(
    "table", ["queue", "teams", "schools", "specialists", "accounts", "centres", "traces", "keeping"]
)
def test_no_hot_row_holds_personal_data(house: Memory, table: str) -> None:
    assert house.tables[table]
    assert leaks(house.tables[table]) == []


def test_no_document_of_the_ledger_holds_personal_data(house: Memory) -> None:
    documents = [ledger_of(house, case) for case in (CASE, OTHER_CASE)]
    assert all(document["entries"] for document in documents)
    assert leaks(documents) == []


def test_nothing_in_clear_in_the_log_holds_personal_data(house: Memory) -> None:
    for recorded in house.events:
        sealed = sealed_fields(type(recorded.event))
        clear = {name: value for name, value in plain(recorded.event).items() if name not in sealed}
        assert leaks(clear) == [], recorded.name


def test_no_moment_of_the_clock_holds_personal_data(house: Memory) -> None:
    assert house.due
    assert leaks([[due.kind, due.ref] for due in house.due]) == []


def test_whoever_opens_the_case_reads_it(house: Memory) -> None:
    shown = card(house.streams[CASE])
    assert shown["said"]["child_name"] == CANARY
    assert CANARY in json.dumps(story(house.streams[CASE]), ensure_ascii=False)
    assert set(leaks(shown)) >= {CANARY}


def test_a_row_that_shows_a_name_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    received = queue.received_row

    def careless(event: Any, recorded: Any) -> Any:
        return {**received(event, recorded), "child": event.child_name}

    monkeypatch.setattr(queue, "received_row", careless)
    assert leaks(told().tables["queue"]) == [CANARY]
