"""From events to what a case knows of keeping and forgetting its people."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from domain.case import events as case
from domain.case import forgetting_events as happened
from domain.case import legal_hold
from domain.case.keeping import Deletion, DeletionState, Forgetting, Part
from domain.case.state import CaseState
from domain.case.terms import Stage
from domain.envelope import Envelope


def _closed(state: CaseState, event: case.CaseClosed, at: Envelope) -> CaseState:
    """The time of keeping runs from when it was recorded: nobody can shorten it by dating back."""
    keeping = state.keeping._replace(closed_at=at.recorded_at)
    return state.but(stage=Stage.CLOSED, alarm_returned=False, keeping=keeping)


def _reopened(state: CaseState, event: case.CaseReopened, at: Envelope) -> CaseState:
    """Whatever was put forward for the closed case was about another state of things."""
    keeping = state.keeping._replace(closed_at=None, proposed=None)
    return state.but(stage=Stage.CONSIDERED, owner=None, keeping=keeping)


def _asked(state: CaseState, event: happened.DeletionAsked, at: Envelope) -> CaseState:
    deletion = Deletion(parts=event.parts, due=event.due.at)
    return state.but(keeping=state.keeping.with_deletion(event.request, deletion))


def _refused(state: CaseState, event: happened.DeletionRefused, at: Envelope) -> CaseState:
    state = _answered(state, event.request, lambda one: one._replace(state=DeletionState.REFUSED))
    waits = state.keeping.proposed
    if waits is None or waits.request != event.request:
        return state
    return state.but(keeping=state.keeping._replace(proposed=None))


def _missed(state: CaseState, event: happened.DeletionMissed, at: Envelope) -> CaseState:
    return _answered(state, event.request, lambda one: one._replace(missed=True))


def _answered(state: CaseState, request: UUID, change: Callable[[Deletion], Deletion]) -> CaseState:
    deletion = state.keeping.deletions.get(request)
    if deletion is None:
        return state
    return state.but(keeping=state.keeping.with_deletion(request, change(deletion)))


def _proposed(state: CaseState, event: happened.ForgettingProposed, at: Envelope) -> CaseState:
    waits = Forgetting(
        parts=event.parts, ground=str(event.ground), by=at.by, role=at.role, request=event.request
    )
    return state.but(keeping=state.keeping._replace(proposed=waits))


def _dropped(state: CaseState, event: happened.ForgettingDropped, at: Envelope) -> CaseState:
    return state.but(keeping=state.keeping._replace(proposed=None))


def _forgotten(state: CaseState, event: happened.SubjectForgotten, at: Envelope) -> CaseState:
    """What was known of the person goes from here as well; a request whose people are all gone is done."""
    gone = state.keeping.forgotten | {event.part}
    deletions = {
        key: one._replace(state=DeletionState.DONE)
        if one.state is DeletionState.ASKED and gone.issuperset(one.parts)
        else one
        for key, one in state.keeping.deletions.items()
    }
    waits = state.keeping.proposed
    left = waits if waits is not None and not gone.issuperset(waits.parts) else None
    state = state.but(keeping=state.keeping._replace(forgotten=gone, deletions=deletions, proposed=left))
    if event.part is Part.CHILD:
        return state.but(birth_date=None)
    return state.but(writer_at_home=False) if event.part is Part.CALLER else state


STEPS: Final[Mapping[type, Callable[[CaseState, Any, Envelope], CaseState]]] = {
    case.CaseClosed: _closed,
    case.CaseReopened: _reopened,
    happened.DeletionAsked: _asked,
    happened.DeletionRefused: _refused,
    happened.DeletionMissed: _missed,
    happened.ForgettingProposed: _proposed,
    happened.ForgettingDropped: _dropped,
    happened.SubjectForgotten: _forgotten,
    legal_hold.LegalHoldAsked: legal_hold.asked,
    legal_hold.LegalHoldPlaced: legal_hold.placed,
    legal_hold.LegalHoldLifted: legal_hold.lifted,
    legal_hold.LegalHoldDropped: legal_hold.dropped,
}
