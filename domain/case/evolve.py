"""From events to the state of a case. Total: it never raises and never judges."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.case import care_events as care
from domain.case import emergency, remote_help
from domain.case import events as happened
from domain.case import visit_events as visits
from domain.case.acts import ACTS
from domain.case.household import of_household
from domain.case.keeping_steps import STEPS as KEEPING
from domain.case.promises import FollowUpMissed
from domain.case.recalculation import DueTimeRecalculated
from domain.case.state import CaseState, Duty, Proposal, Visit
from domain.case.terms import Channel, ConsentState, DutyKind, DutyState, Stage, Target, VisitState
from domain.envelope import Envelope
from domain.identity import VisitId
from domain.marks import told

Step = Callable[[CaseState, Any, Envelope], CaseState]


def evolve(state: CaseState, event: object, envelope: Envelope) -> CaseState:
    """The state after the event; an event that is not a case's own leaves it as it was."""
    step = _STEPS.get(type(event))
    if step is None:
        return state
    if type(event) in ACTS and (state.alarm_returned or not state.acted):
        state = state.but(acted=True, alarm_returned=False)
    return step(state, event, envelope)


def _received(state: CaseState, event: happened.CaseReceived, _: Envelope) -> CaseState:
    return CaseState(
        number=event.number,
        region=event.region,
        stage=Stage.RECEIVED,
        received_at=event.received_at,
        child=event.child,
        caller=event.caller,
        school=event.school,
        located=event.school is not None or event.nearest_school is not None,
        birth_date=told(event.child_birth_date),
        child_language=event.child_language,
        from_form=event.channel is Channel.PUBLIC_FORM,
        writer_at_home=of_household(told(event.caller_relation)),
        says_danger=event.says_danger,
        due=event.due,
        targets={Target.TAKEN: event.take_by},
    )


def _taken(state: CaseState, event: happened.CaseTaken | happened.CaseHandedOver, at: Envelope) -> CaseState:
    met = state.met if Target.TAKEN in state.met else {**state.met, Target.TAKEN: at.happened_at}
    return state.but(owner=event.owner, act_by=event.act_by, acted=False, alarm_returned=False, met=met)


def targets_of(event: happened.CaseAssessed) -> dict[Target, datetime]:
    """Those of the four targets that the assessment set a time for."""
    said = {
        Target.TAKEN: event.take_by,
        Target.CONTACT: event.contact_by,
        Target.LEFT: event.leave_by,
        Target.ON_SITE: event.on_site_by,
    }
    return {target: at for target, at in said.items() if at is not None}


def _assessed(state: CaseState, event: happened.CaseAssessed, _: Envelope) -> CaseState:
    targets = targets_of(event)
    # A target that moved is a new target: only those whose time stayed keep their miss.
    missed = frozenset(key for key in state.missed if targets.get(key) == state.targets.get(key))
    return state.but(
        risk_class=event.risk_class, due=event.due, targets=targets, missed=missed, proposal=None
    )


def _place(state: CaseState, event: happened.PlaceCorrected, _: Envelope) -> CaseState:
    located = event.school is not None or event.nearest_school is not None
    return state.but(school=event.school, located=located)


def _child(state: CaseState, event: happened.ChildCorrected, _: Envelope) -> CaseState:
    return state.but(
        birth_date=told(event.child_birth_date) or state.birth_date,
        child_language=event.child_language or state.child_language,
    )


def _meets(state: CaseState, target: Target, at: datetime) -> CaseState:
    return state if target in state.met else state.but(met={**state.met, target: at})


def _duty(state: CaseState, kind: DutyKind, /, **changes: Any) -> CaseState:
    duty = state.duties.get(kind)
    if duty is None:
        return state
    return state.but(duties={**state.duties, kind: replace(duty, **changes)})


def _visit(state: CaseState, key: VisitId, /, **changes: Any) -> CaseState:
    visit = state.visits.get(key)
    if visit is None:
        return state
    changed = replace(visit, **changes)
    return state.but(visits={**state.visits, key: changed})


def _step(state: CaseState, key: VisitId, at: Envelope, to: VisitState) -> CaseState:
    return _visit(state, key, state=to, since=at.happened_at, by=at.by, unanswered=False)


def _moved(to: VisitState) -> Step:
    return lambda state, event, at: _step(state, event.visit, at, to)


def _assigned(state: CaseState, event: visits.TeamAssigned, at: Envelope) -> CaseState:
    visit = Visit(
        team=event.team,
        shift=event.shift,
        state=VisitState.SENT,
        since=at.happened_at,
        by=at.by,
        accept_by=event.accept_by,
        eta_at=event.eta_at,
    )
    return state.but(visits={**state.visits, event.visit: visit})


def _departed(state: CaseState, event: visits.TeamDeparted, at: Envelope) -> CaseState:
    state = _step(state, event.visit, at, VisitState.EN_ROUTE)
    return _meets(state, Target.LEFT, at.happened_at)


def _arrived(state: CaseState, event: visits.TeamArrived, at: Envelope) -> CaseState:
    return _there(_step(state, event.visit, at, VisitState.ON_SITE), at)


def _there(state: CaseState, at: Envelope) -> CaseState:
    """Whoever stands at the door has left, has arrived and has made contact."""
    for target in (Target.LEFT, Target.CONTACT, Target.ON_SITE):
        state = _meets(state, target, at.happened_at)
    return state


def _called_off(to: VisitState) -> Step:
    """Who only set out and turns back has not left: unless another is on the road, that target runs on."""

    def step(state: CaseState, event: Any, at: Envelope) -> CaseState:
        visit = state.visits.get(event.visit)
        state = _step(state, event.visit, at, to)
        set_out = visit is not None and visit.state is VisitState.EN_ROUTE
        if (
            not set_out
            or Target.ON_SITE in state.met
            or any(each.state.left for each in state.visits.values())
        ):
            return state
        return state.but(met={target: at for target, at in state.met.items() if target is not Target.LEFT})

    return step


def _at_the_door(to: VisitState) -> Step:
    return lambda state, event, at: _there(_step(state, event.visit, at, to), at)


def _consent(to: ConsentState) -> Step:
    return lambda state, event, at: state.but(consent=to)


def _danger(state: CaseState, event: care.HouseholdDangerRecorded, at: Envelope) -> CaseState:
    return state.but(household_danger=True, household_released=False)


def _duty_opened(state: CaseState, event: care.DutyOpened, at: Envelope) -> CaseState:
    duty = Duty(state=DutyState.OPEN, due=event.due, citation=event.citation)
    return state.but(duties={**state.duties, event.duty: duty})


def _released(state: CaseState, event: care.DutyReleased, at: Envelope) -> CaseState:
    state = _duty(state, event.duty, state=DutyState.OPEN, due=event.due, missed=False)
    informed = state.household_released or event.duty is DutyKind.INFORM_PARENTS
    return state.but(household_released=informed)


def _followed_up(state: CaseState, event: happened.FollowUpFinished, at: Envelope) -> CaseState:
    left = {key: on for key, on in state.follow_ups.items() if key != event.follow_up}
    return state.but(follow_ups=left)


_STEPS: dict[type, Step] = {
    happened.CaseReceived: _received,
    happened.CaseAttached: lambda s, e, at: s.but(attached_to=e.to),
    happened.RequestJoined: lambda s, e, at: s.but(joined=(*s.joined, e.request)),
    happened.CaseTaken: _taken,
    happened.CaseHandedOver: _taken,
    happened.AlarmReturned: lambda s, e, at: s.but(alarm_returned=True),
    happened.CaseAssessed: _assessed,
    happened.LowerClassProposed: lambda s, e, at: s.but(proposal=Proposal(risk_class=e.risk_class, by=at.by)),
    happened.ContactMade: lambda s, e, at: _meets(s, Target.CONTACT, at.happened_at),
    happened.ServiceCalled: lambda s, e, at: s,
    happened.Noted: lambda s, e, at: s,
    happened.PlaceCorrected: _place,
    happened.ChildCorrected: _child,
    happened.CaseConsidered: lambda s, e, at: s.but(stage=Stage.CONSIDERED, considered=True),
    happened.CaseRedirected: lambda s, e, at: s.but(stage=Stage.REDIRECTED, considered=True),
    happened.CaseTransferred: lambda s, e, at: s.but(region=e.region, owner=None, act_by=None),
    happened.FollowUpSet: lambda s, e, at: s.but(follow_ups={**s.follow_ups, e.follow_up: e.on}),
    happened.FollowUpFinished: _followed_up,
    FollowUpMissed: lambda s, e, at: s.but(missed_promises=s.missed_promises | {e.follow_up}),
    happened.TargetMissed: lambda s, e, at: s.but(missed=s.missed | {e.target}),
    happened.TermMissed: lambda s, e, at: s.but(term_missed=True),
    DueTimeRecalculated: lambda s, e, at: s.but(due=e.due),
    remote_help.RemoteHelpArranged: remote_help.arranged,
    care.ConsentRequested: _consent(ConsentState.REQUESTED),
    care.ConsentGiven: _consent(ConsentState.GIVEN),
    care.ConsentRefused: _consent(ConsentState.REFUSED),
    care.ConsentWithdrawn: _consent(ConsentState.WITHDRAWN),
    care.ServiceStarted: lambda s, e, at: s.but(services=(*s.services, e.basis)),
    care.ServicesStopped: lambda s, e, at: s.but(services=()),
    care.HouseholdDangerRecorded: _danger,
    care.DutyOpened: _duty_opened,
    care.DutyHeld: lambda s, e, at: _duty(s, e.duty, state=DutyState.HELD),
    care.DutyReleased: _released,
    care.DutyDone: lambda s, e, at: _duty(s, e.duty, state=DutyState.DONE),
    care.DutyWaived: lambda s, e, at: _duty(s, e.duty, state=DutyState.WAIVED),
    care.DutyMissed: lambda s, e, at: _duty(s, e.duty, missed=True),
    visits.TeamAssigned: _assigned,
    visits.AssignmentDelivered: _moved(VisitState.DELIVERED),
    visits.AssignmentAccepted: _moved(VisitState.ACCEPTED),
    visits.AssignmentUnanswered: lambda s, e, at: _visit(s, e.visit, unanswered=True),
    visits.AssignmentDeclined: _called_off(VisitState.DECLINED),
    visits.AssignmentCancelled: _called_off(VisitState.CANCELLED),
    visits.TeamDeparted: _departed,
    visits.TeamArrived: _arrived,
    visits.AccessGranted: _at_the_door(VisitState.LET_IN),
    visits.AccessRefused: _at_the_door(VisitState.REFUSED_AT_DOOR),
    visits.VisitEnded: _moved(VisitState.DONE),
    emergency.EmergencyAccessOpened: emergency.opened,
    emergency.EmergencyAccessReviewed: emergency.reviewed,
    emergency.EmergencyAccessEscalated: emergency.escalated,
    **KEEPING,
}
