"""What the clock brings about: an event leaves moments; when one comes, the case decides by its state."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from domain.case import care_events as care
from domain.case import emergency, forgetting
from domain.case import events as happened
from domain.case import visit_events as visits
from domain.case.evolve import targets_of
from domain.case.forgetting_events import DeletionAsked
from domain.case.promises import KIND as PROMISE
from domain.case.promises import check_promise
from domain.case.recalculation import CALENDAR, DueTimeRecalculated, recalculate
from domain.case.state import CaseState
from domain.case.terms import DutyKind, DutyState, Target, VisitState
from domain.context import Context
from domain.identity import VisitId
from domain.law.local_time import instant, last_second
from domain.moments import CheckMoment, Moment

_MORNING = 9 * 60
"""Minutes after local midnight at which a follow-up of the day is brought up."""
_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""A group that turns back has not left after all, and that target's time may have passed meanwhile."""
_A_SECOND = timedelta(seconds=1)
"""At its due time a thing is still in time; it is missed from the next second on."""


def moments(event: object) -> tuple[Moment, ...]:
    """What is to be asked again later because of this event."""
    left = _LEFT_BY.get(type(event))
    return () if left is None else left(event)


def _after(due: datetime, kind: str, ref: str = "") -> Moment:
    return Moment(at=due + _A_SECOND, kind=kind, ref=ref)


def _late(due: datetime, now: datetime) -> bool:
    return now >= due + _A_SECOND


def _targets(event: happened.CaseAssessed) -> tuple[Moment, ...]:
    return tuple(_after(at, "target", target) for target, at in targets_of(event).items())


def _received(event: happened.CaseReceived) -> tuple[Moment, ...]:
    return (*_term_of(event), _after(event.take_by, "target", Target.TAKEN))


def _taken(event: happened.CaseTaken | happened.CaseHandedOver) -> tuple[Moment, ...]:
    return (_after(event.act_by, "act"),)


def _term_of(event: Any) -> tuple[Moment, ...]:
    return (_after(event.due.at, "term"),)


def _assigned(event: visits.TeamAssigned) -> tuple[Moment, ...]:
    return (_after(event.accept_by, "accept", str(event.visit)),)


def _turned_back(_: object) -> tuple[Moment, ...]:
    return (Moment(at=_AT_ONCE, kind="target", ref=Target.LEFT),)


def _duty_runs(event: care.DutyOpened | care.DutyReleased) -> tuple[Moment, ...]:
    return (_after(event.due, "duty", event.duty),)


def _promised(event: happened.FollowUpSet) -> tuple[Moment, ...]:
    ref = str(event.follow_up)
    morning = Moment(at=instant(event.on, _MORNING), kind="follow-up", ref=ref)
    return (morning, _after(last_second(event.on), PROMISE, ref))


def _to_be_reviewed(event: emergency.EmergencyAccessOpened) -> tuple[Moment, ...]:
    return (_after(event.review_by, emergency.KIND, str(event.access)),)


def _to_be_forgotten(event: DeletionAsked) -> tuple[Moment, ...]:
    return (_after(event.due.at, forgetting.KIND, str(event.request)),)


_LEFT_BY: Final[Mapping[type, Callable[[Any], tuple[Moment, ...]]]] = {
    happened.CaseReceived: _received,
    happened.CaseTaken: _taken,
    happened.CaseHandedOver: _taken,
    happened.CaseAssessed: lambda event: (*_term_of(event), *_targets(event)),
    DueTimeRecalculated: _term_of,
    visits.TeamAssigned: _assigned,
    visits.AssignmentDeclined: _turned_back,
    visits.AssignmentCancelled: _turned_back,
    care.DutyOpened: _duty_runs,
    care.DutyReleased: _duty_runs,
    happened.FollowUpSet: _promised,
    emergency.EmergencyAccessOpened: _to_be_reviewed,
    DeletionAsked: _to_be_forgotten,
}


def check(state: CaseState, command: CheckMoment, context: Context) -> tuple[object, ...]:
    """What the passing of time means now; nothing, if it was done, moved or closed meanwhile."""
    if command.kind == emergency.KIND:
        return emergency.escalate(state, command.ref, context.now)
    if command.kind == forgetting.KIND:
        return forgetting.check(state, command.ref, context.now)
    if not state.open:
        return ()
    if command.kind == CALENDAR:
        return recalculate(state, context)
    return _CHECKS[command.kind](state, command.ref, context.now) if command.kind in _CHECKS else ()


def _term(state: CaseState, ref: str, now: datetime) -> tuple[object, ...]:
    if state.considered or state.term_missed or state.due is None or not _late(state.due.at, now):
        return ()
    return (happened.TermMissed(due=state.due),)


def _target(state: CaseState, ref: str, now: datetime) -> tuple[object, ...]:
    target = Target(ref)
    due = state.targets.get(target)
    if due is None or not _late(due, now) or target in state.met or target in state.missed or state.settled:
        return ()
    return (happened.TargetMissed(target=target, due=due),)


def _act(state: CaseState, ref: str, now: datetime) -> tuple[object, ...]:
    """Taken and nothing followed: it sounds again, so that nobody falls between two chairs."""
    waiting = state.act_by is not None and _late(state.act_by, now) and not state.acted
    urgent = state.threat or state.risk_class is None
    if not waiting or state.alarm_returned or state.considered or not urgent:
        return ()
    return (happened.AlarmReturned(),)


def _accept(state: CaseState, ref: str, now: datetime) -> tuple[object, ...]:
    key = VisitId(UUID(ref))
    visit = state.visits.get(key)
    if visit is None or visit.unanswered or not _late(visit.accept_by, now):
        return ()
    if visit.state not in (VisitState.SENT, VisitState.DELIVERED):
        return ()
    return (visits.AssignmentUnanswered(visit=key, team=visit.team),)


def _duty(state: CaseState, ref: str, now: datetime) -> tuple[object, ...]:
    """A held duty is never missed: it is for the head to decide."""
    kind = DutyKind(ref)
    duty = state.duties.get(kind)
    if duty is None or duty.state is not DutyState.OPEN or duty.missed or not _late(duty.due, now):
        return ()
    return (care.DutyMissed(duty=kind, due=duty.due),)


def _follow_up(state: CaseState, ref: str, now: datetime) -> tuple[object, ...]:
    key = UUID(ref)
    return (happened.FollowUpFellDue(follow_up=key),) if key in state.follow_ups else ()


_CHECKS: dict[str, Callable[[CaseState, str, datetime], tuple[Any, ...]]] = {
    "term": _term,
    "target": _target,
    "act": _act,
    "accept": _accept,
    "duty": _duty,
    "follow-up": _follow_up,
    PROMISE: check_promise,
}
