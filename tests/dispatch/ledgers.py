"""What must hold of the duty ledger after every command: it says what the case's own state says."""

from typing import Any
from uuid import UUID

from dispatch.streams import CASE
from domain.case.state import CaseState
from domain.case.terms import DutyState
from projections.ledger import TARGETS, Ledger
from projections.ledger_case import TERM
from projections.obligations import BINDING, DONE, DONE_LATE, MISSED, OPEN, STATES
from projections.received import iso
from tests.dispatch.memory import Memory

_DUTY = {
    DutyState.OPEN: {OPEN, MISSED},
    DutyState.HELD: {"held"},
    DutyState.DONE: {DONE, DONE_LATE},
    DutyState.WAIVED: {"waived"},
}


def ledger_of(house: Memory, stream: Any) -> dict[str, Any]:
    """The case's document, folded on from where the last look left it."""
    fold, events = Ledger(), house.streams[stream]
    folded, found = house.ledgers.get(stream, (0, None))
    for recorded in events[folded:]:
        found = fold.fold(found, recorded)
    house.ledgers[stream] = (len(events), found)
    assert found is not None
    return found


def the_ledger_agrees(house: Memory) -> None:
    for key in house.tables["queue"]:
        stream = UUID(key)
        if house.ledgers.get(stream, (0, None))[0] == len(house.streams[stream]):
            continue
        state: CaseState = house.state(CASE, stream)[0]
        document = ledger_of(house, stream)
        assert document["row"] == house.tables["queue"][key]
        entries = document["entries"]
        assert {entry["state"] for entry in entries.values()} <= set(STATES)
        for entry in entries.values():
            assert entry["positions"] == sorted(set(entry["positions"])), entry
            assert (entry["in_time"] is not None) == (entry["state"] in (DONE, DONE_LATE)), entry
        _term(entries[TERM], state)
        _duties(entries, state)
        _targets(entries, state)
        promised = {name.partition(":")[2]: each for name, each in entries.items() if "follow-up:" in name}
        running = {name for name, entry in promised.items() if entry["state"] in BINDING}
        assert running == {str(each) for each in state.follow_ups}


def _term(entry: dict[str, Any], state: CaseState) -> None:
    assert state.due is not None
    assert (entry["due"], entry["citation"], entry["edition"]) == (
        iso(state.due.at),
        state.due.citation,
        state.due.edition,
    )
    assert (entry["done_at"] is not None) == state.considered
    assert (entry["missed_at"] is not None or any(w["missed_at"] for w in entry["was"])) == state.term_missed


def _duties(entries: dict[str, Any], state: CaseState) -> None:
    for kind, duty in state.duties.items():
        entry = entries[str(kind)]
        assert entry["state"] in _DUTY[duty.state], entry
        assert entry["due"] == iso(duty.due)
        assert (entry["missed_at"] is not None) == duty.missed, entry


def _targets(entries: dict[str, Any], state: CaseState) -> None:
    targets = {str(target): iso(at) for target, at in state.targets.items()}
    met = {str(target): iso(at) for target, at in state.met.items()}
    for name in TARGETS:
        entry = entries.get(name)
        if name not in targets:
            assert entry is None or entry["state"] not in BINDING, entry
            continue
        assert entry is not None
        assert entry["due"] == targets[name]
        assert entry["done_at"] == met.get(name), entry
        if name in met:
            assert entry["state"] == (DONE if met[name] <= targets[name] else DONE_LATE)
        elif state.settled or not state.open:
            assert entry["state"] not in BINDING, entry
        assert (entry["missed_at"] is not None) == (name in {str(each) for each in state.missed}), entry
