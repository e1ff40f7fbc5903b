"""What may be said about a visit under way. Phones tap late, twice and out of order; no fact is lost.

A step that has been reached already changes nothing; a step that skips others is recorded as it was told.
Sending a team and ending a visit touch the shift too: `domain.assignment`.
"""

from domain.case import visit_commands as ask
from domain.case import visit_events as visits
from domain.case.considering import follow_ups
from domain.case.duties import exception_opens
from domain.case.limits import needs_text, too_long
from domain.case.state import CaseState, Visit
from domain.case.terms import ConsentState, VisitState
from domain.context import Context
from domain.identity import VisitId, subject_of
from domain.law.consent import needs_consent
from domain.law.local_time import local_date
from domain.law.visit_outcome import Outcome, outcome_fault
from domain.refusal import Refused

_ORDER = (
    VisitState.SENT,
    VisitState.DELIVERED,
    VisitState.ACCEPTED,
    VisitState.EN_ROUTE,
    VisitState.ON_SITE,
    VisitState.REFUSED_AT_DOOR,
    VisitState.LET_IN,
)
MOST_HELP = 20


def known(state: CaseState, key: VisitId) -> Visit | Refused:
    visit = state.visits.get(key)
    return Refused(code="visit-unknown") if visit is None else visit


def running(state: CaseState, key: VisitId) -> Visit | Refused:
    """The visit if it is still under way; else why it is not."""
    visit = known(state, key)
    if isinstance(visit, Refused):
        return visit
    if visit.state is VisitState.CANCELLED:
        return Refused(code="visit-cancelled")
    return Refused(code="visit-over") if visit.state.over else visit


def _reached(visit: Visit, step: VisitState) -> bool:
    return _ORDER.index(visit.state) >= _ORDER.index(step)


def deliver(state: CaseState, command: ask.ConfirmDelivery, context: Context) -> tuple[object, ...] | Refused:
    visit = known(state, command.visit)
    if isinstance(visit, Refused):
        return visit
    if visit.state is not VisitState.SENT:
        return ()
    return (visits.AssignmentDelivered(visit=command.visit, team=visit.team),)


def accept(state: CaseState, command: ask.AcceptAssignment, context: Context) -> tuple[object, ...] | Refused:
    """Any member's phone may tap; the second tap changes nothing."""
    visit = running(state, command.visit)
    if isinstance(visit, Refused):
        return visit
    events: list[object] = []
    if not _reached(visit, VisitState.ACCEPTED):
        events.append(visits.AssignmentAccepted(visit=command.visit, team=visit.team))
    if command.drive and not _reached(visit, VisitState.EN_ROUTE):
        events.append(visits.TeamDeparted(visit=command.visit, team=visit.team))
    return tuple(events)


def depart(state: CaseState, command: ask.RecordDeparture, context: Context) -> tuple[object, ...] | Refused:
    visit = running(state, command.visit)
    if isinstance(visit, Refused):
        return visit
    if _reached(visit, VisitState.EN_ROUTE):
        return ()
    return (visits.TeamDeparted(visit=command.visit, team=visit.team),)


def arrive(state: CaseState, command: ask.RecordArrival, context: Context) -> tuple[object, ...] | Refused:
    visit = running(state, command.visit)
    if isinstance(visit, Refused):
        return visit
    if _reached(visit, VisitState.ON_SITE):
        return ()
    return (visits.TeamArrived(visit=command.visit, team=visit.team),)


def access(state: CaseState, command: ask.RecordAccess, context: Context) -> tuple[object, ...] | Refused:
    """The group enters unhindered; a refusal at the door is recorded, and may still turn into entry."""
    visit = running(state, command.visit)
    if isinstance(visit, Refused):
        return visit
    if command.let_in:
        if visit.state is VisitState.LET_IN:
            return ()
        return (visits.AccessGranted(visit=command.visit, team=visit.team),)
    if visit.state in (VisitState.REFUSED_AT_DOOR, VisitState.LET_IN):
        return ()
    return too_long("words", command.words) or (
        visits.AccessRefused(
            visit=command.visit,
            team=visit.team,
            child=subject_of(command.case, "child"),
            words=command.words or None,
        ),
    )


def end(state: CaseState, command: ask.EndVisit, context: Context) -> tuple[object, ...] | Refused:
    """In one of the ways of rule 7. Help on a threat that nobody consented to opens the two obligations."""
    visit = known(state, command.visit)
    if isinstance(visit, Refused):
        return visit
    if visit.state is VisitState.DONE:
        return ()
    if visit.state.over:
        return Refused(code="visit-over")
    refused = _ending_fault(command)
    if refused is not None:
        return refused
    promised = follow_ups(state, command.case, command.follow_ups, context)
    if isinstance(promised, Refused):
        return promised
    ended = visits.VisitEnded(
        visit=command.visit,
        team=visit.team,
        outcome=command.outcome,
        child=subject_of(command.case, "child"),
        kinds=command.kinds or None,
        forms=command.forms or None,
        terms=command.terms or None,
        findings=command.findings or None,
    )
    opened = exception_opens(state, context) if _helped_by_exception(state, command, context) else ()
    return (ended, *promised, *opened)


def _ending_fault(command: ask.EndVisit) -> Refused | None:
    lists = (*command.kinds, *command.forms)
    if len(command.kinds) > MOST_HELP or len(command.forms) > MOST_HELP:
        return Refused(code="text-too-long", params={"field": "kinds", "most": MOST_HELP})
    return (
        outcome_fault(command.outcome, command.kinds, command.forms, command.terms or "")
        or next(
            filter(None, (needs_text("kinds", line) or too_long("kinds", line, 300) for line in lists)), None
        )
        or too_long("terms", command.terms, 2_000)
        or too_long("findings", command.findings)
    )


def _helped_by_exception(state: CaseState, command: ask.EndVisit, context: Context) -> bool:
    return (
        command.outcome is Outcome.HELPED
        and state.threat
        and state.consent is not ConsentState.GIVEN
        and needs_consent(state.birth_date, local_date(context.happened_at))
    )
