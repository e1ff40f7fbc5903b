"""A team is never in two places and all panels agree, in any order of commands; planted faults are found."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from dispatch import desk
from domain import assignment, shift
from domain.case import care_commands as care
from domain.case import visit_commands as visit
from domain.case.terms import RiskClass
from projections.ledger import Ledger
from projections.queue import Queue
from projections.teams import Teams
from tests.builders import ALMA, CASE
from tests.dispatch import panels
from tests.dispatch.evening import Evening
from tests.dispatch.memory import PEOPLE, TEAMS

HERE = settings(max_examples=30, stateful_step_count=40, deadline=None)
FIND = settings(
    max_examples=4_000,
    stateful_step_count=60,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
)


def test_nobody_is_in_two_places_and_all_panels_agree() -> None:
    run_state_machine_as_test(Evening, settings=HERE)


def nothing_is_wrong(*_: Any, **__: Any) -> None:
    return None


@pytest.mark.slow
@pytest.mark.parametrize(("module", "check"), [(assignment, "_cannot_go"), (desk, "_elsewhere")])
def test_without_the_check_two_places_are_found(
    monkeypatch: pytest.MonkeyPatch, module: object, check: str
) -> None:
    monkeypatch.setattr(module, check, nothing_is_wrong)
    monkeypatch.setattr(panels, "all_panels_agree", nothing_is_wrong)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Evening, settings=FIND)


@pytest.mark.slow
def test_without_the_check_the_claims_hold_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_elsewhere", nothing_is_wrong)

    class Enforced(Evening):
        enforced = True

    run_state_machine_as_test(Enforced, settings=HERE)


def forgetful(fold: Callable[..., Any]) -> Callable[..., Any]:
    def folded(self: Any, row: Any, recorded: Any) -> Any:
        return row if recorded.name == "team-freed.v1" else fold(self, row, recorded)

    return folded


@pytest.mark.slow
def test_a_panel_that_misses_a_change_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Teams, "fold", forgetful(Teams.fold))
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Evening, settings=FIND)


def helped_without_consent(evening: Evening) -> None:
    evening.receive(case=CASE, risk_class=RiskClass.THREAT)
    evening.describe(CASE, lambda case: care.StartService(case=case, kind="talk"))
    evening.describe(CASE, lambda case: care.RecordHouseholdDanger(case=case, words="w"))


def left_alone(evening: Evening) -> None:
    evening.receive(case=CASE, risk_class=RiskClass.THREAT)
    evening.time_passes(61)


def sent_and_called_back(evening: Evening) -> None:
    evening.receive(case=CASE, risk_class=RiskClass.THREAT)
    evening.start_shift(team=TEAMS[0], members=PEOPLE[:2])
    evening.assign(CASE, TEAMS[0], None, ALMA)
    evening.accept(0, drive=True)
    evening.give_up(0, visit.CancelAssignment)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("duty-held.v1", helped_without_consent),
        ("target-missed.v1", left_alone),
        ("assignment-cancelled.v1", sent_and_called_back),
    ],
)
def test_a_ledger_that_misses_a_change_is_found(
    monkeypatch: pytest.MonkeyPatch, name: str, told: Callable[[Evening], None]
) -> None:
    """Told step by step: chance would take minutes to come to them."""
    told(evening := Evening())
    evening.the_ledger_agrees()
    fold = Ledger.fold

    def folded(self: Ledger, document: Any, recorded: Any) -> Any:
        after = fold(self, document, recorded)
        same = after is not None and document is not None and recorded.name == name
        return {**after, "entries": document["entries"]} if same else after

    monkeypatch.setattr(Ledger, "fold", folded)
    told(missing := Evening())
    with pytest.raises(AssertionError):
        missing.the_ledger_agrees()


@pytest.mark.slow
def test_a_row_changed_in_place_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    fold = Queue.fold

    def careless(self: Queue, row: Any, recorded: Any) -> Any:
        if row is not None and recorded.name == "case-handed-over.v1":
            row["met"]["contact"] = row["received_at"]
        return fold(self, row, recorded)

    monkeypatch.setattr(Queue, "fold", careless)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Evening, settings=FIND)


@pytest.mark.slow
def test_ending_a_shift_under_a_visit_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def end(state: shift.Shift, command: shift.EndShift) -> Any:
        if state.started is None or state.ended:
            return ()
        return (shift.ShiftEnded(team=state.started.team, members=state.members),)

    monkeypatch.setattr(shift, "end", end)
    monkeypatch.setattr(panels, "all_panels_agree", nothing_is_wrong)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Evening, settings=FIND)
