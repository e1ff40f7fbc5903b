"""Duties: what the law asks to be done about a case besides considering it (rules 5 and 6)."""

from domain.case import care_commands as ask
from domain.case import care_events as care
from domain.case.limits import lines_too_long, needs_text, not_a_key
from domain.case.state import CaseState, Duty
from domain.case.terms import DutyKind, DutyState
from domain.context import Context
from domain.identity import subject_of
from domain.law.citations import Rule
from domain.law.due import Obligation, obligation_due
from domain.law.threat_exception import on_hold
from domain.refusal import Refused

EXCEPTION_DUTIES = (DutyKind.INFORM_PARENTS, DutyKind.INFORM_BODY)


def exception_opens(state: CaseState, context: Context) -> tuple[object, ...]:
    """Help without consent opens both obligations at the same moment, each once.

    Where the household is the danger, the duty to inform the parents is on hold from its first moment.
    """
    due = obligation_due(context.happened_at)
    opened: list[object] = [
        care.DutyOpened(duty=kind, due=due.at, citation=due.citation, edition=due.edition)
        for kind in EXCEPTION_DUTIES
        if kind not in state.duties
    ]
    if parents_held(state) and DutyKind.INFORM_PARENTS not in state.duties:
        opened.append(care.DutyHeld(duty=DutyKind.INFORM_PARENTS, citation=Rule.HOUSEHOLD))
    return tuple(opened)


def parents_held(state: CaseState) -> bool:
    """Whether nobody of the household is told or asked: while it is the danger, until the head decides."""
    return on_hold(
        Obligation.INFORM_PARENTS,
        household_is_danger=state.household_danger,
        head_decided=state.household_released,
    )


def household_danger(
    state: CaseState, command: ask.RecordHouseholdDanger, context: Context
) -> tuple[object, ...] | Refused:
    refused = needs_text("words", command.words)
    if refused is not None:
        return refused
    recorded = care.HouseholdDangerRecorded(child=subject_of(command.case, "child"), words=command.words)
    duty = state.duties.get(DutyKind.INFORM_PARENTS)
    if duty is not None and duty.state is DutyState.OPEN:
        return (recorded, care.DutyHeld(duty=DutyKind.INFORM_PARENTS, citation=Rule.HOUSEHOLD))
    return (recorded,)


def release(state: CaseState, command: ask.ReleaseDuty, context: Context) -> tuple[object, ...] | Refused:
    """The head decides whom to inform, with a reason."""
    duty = state.duties.get(command.duty)
    if duty is None or duty.state is not DutyState.HELD:
        return Refused(code="duty-not-held")
    refused = needs_text("towards", command.towards) or needs_text("reason", command.reason)
    return refused or (
        care.DutyReleased(
            duty=command.duty,
            due=obligation_due(context.happened_at).at,
            child=subject_of(command.case, "child"),
            towards=command.towards,
            reason=command.reason,
        ),
    )


def done(state: CaseState, command: ask.RecordDutyDone, context: Context) -> tuple[object, ...] | Refused:
    """A time, a person, a channel and a result."""
    duty = _unfinished(state, command.duty)
    if isinstance(duty, Refused):
        return duty
    if duty.state is DutyState.HELD:
        return Refused(code="household-is-the-danger", citation=Rule.HOUSEHOLD)
    refused = (
        needs_text("person", command.person)
        or lines_too_long(person=command.person)
        or not_a_key("channel", command.channel)
        or needs_text("result", command.result)
    )
    return refused or (
        care.DutyDone(
            duty=command.duty,
            channel=command.channel,
            child=subject_of(command.case, "child"),
            person=command.person,
            result=command.result,
        ),
    )


def waive(state: CaseState, command: ask.WaiveDuty, context: Context) -> tuple[object, ...] | Refused:
    duty = _unfinished(state, command.duty)
    if isinstance(duty, Refused):
        return duty
    return needs_text("reason", command.reason) or (
        care.DutyWaived(duty=command.duty, child=subject_of(command.case, "child"), reason=command.reason),
    )


def unfinished(state: CaseState) -> tuple[DutyKind, ...]:
    """Duties that still bind: the case cannot close before them."""
    return tuple(
        kind for kind, duty in state.duties.items() if duty.state in (DutyState.OPEN, DutyState.HELD)
    )


def _unfinished(state: CaseState, kind: DutyKind) -> Duty | Refused:
    duty = state.duties.get(kind)
    if duty is None or duty.state in (DutyState.DONE, DutyState.WAIVED):
        return Refused(code="duty-not-open")
    return duty
