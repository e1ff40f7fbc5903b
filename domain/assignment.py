"""Decisions over a case and a team's shift at once: sending a team, taking it back, ending its visit.

Each returns the events per stream, to be stored together or not at all. Sending never asks for consent, an
assessment or an answer from the school (rules 4 and 7): only whether this team can go.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.case import visit_commands as ask
from domain.case import visit_events as visits
from domain.case import visits as case_visits
from domain.case.decide import must_be_open
from domain.case.intake import taken_by_acting
from domain.case.limits import needs_text, too_long
from domain.case.state import CaseState
from domain.context import Context
from domain.identity import ShiftId, VisitId, subject_of
from domain.joint_plan import JointPlan
from domain.law.citations import Rule
from domain.law.visit_outcome import group_fault
from domain.refusal import Refused
from domain.shift import Shift, TeamBooked, TeamFreed

MOST_VISITS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Events for the case, for the shift that goes, and for the shift that is let go of, if there is one."""

    case: tuple[object, ...]
    shift: tuple[object, ...]
    released: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Events for the case and for the shift whose team is free again."""

    case: tuple[object, ...]
    shift: tuple[object, ...]


def assign(
    case: CaseState,
    shift_id: ShiftId | None,
    shift: Shift,
    command: ask.AssignTeam,
    context: Context,
    plan: JointPlan | None = None,
) -> Sending | Refused:
    """Send the team of the shift, taking a case that nobody took; `instead_of` is cancelled in the same step.

    `plan` is the joint plan of which this is a part: it says why another goes than the case alone would have.
    """
    existing = case.visits.get(command.visit)
    if existing is not None:
        return Sending(case=(), shift=()) if existing.team == command.team else Refused(code="visit-known")
    refused = _cannot_go(case, shift_id, shift, command, context) or _unsaid(command, plan)
    if refused is not None or shift_id is None:
        return refused or Refused(code="team-off-duty")
    cancelled = _instead_of(case, command)
    if isinstance(cancelled, Refused):
        return cancelled
    sent = visits.TeamAssigned(
        visit=command.visit,
        team=command.team,
        shift=shift_id,
        members=shift.members,
        accept_by=context.now + timedelta(minutes=context.centre.accept_within),
        eta_at=_eta(command, plan, context.now),
        child=subject_of(command.case, "child"),
        recommendation=command.recommendation,
        override_reason=command.reason,
        joint_plan=plan,
        override_code=command.override,
    )
    booked = TeamBooked(team=command.team, visit=command.visit, case=command.case)
    said = (*taken_by_acting(case, context), sent)
    if cancelled is None:
        return Sending(case=said, shift=(booked,))
    freed = TeamFreed(team=cancelled.team, visit=cancelled.visit)
    return Sending(case=(cancelled, *said), shift=(booked,), released=(freed,))


def _cannot_go(
    case: CaseState, shift_id: ShiftId | None, shift: Shift, command: ask.AssignTeam, context: Context
) -> Refused | None:
    closed = must_be_open(case, command)
    if closed is not None:
        return closed
    if shift_id is None or not shift.on_duty:
        return Refused(code="team-off-duty", citation=Rule.VISIT_GROUP)
    if shift.booking is not None:
        return Refused(
            code="team-busy",
            citation=Rule.VISIT_GROUP,
            params={"account": str(shift.booking.by or ""), "at": shift.booking.since.isoformat()},
        )
    if not case.located:
        return Refused(code="place-unknown")
    if len(case.visits) >= MOST_VISITS:
        return Refused(code="too-many-visits", params={"most": MOST_VISITS})
    return group_fault(shift.members, context.centre.group_size) or too_long("reason", command.reason, 2_000)


def _unsaid(command: ask.AssignTeam, plan: JointPlan | None) -> Refused | None:
    """Whoever takes another than the first that was shown, or one of whom it was shown why not, says why."""
    seen, said = command.recommendation, command.override is not None or (command.reason or "").strip()
    if plan is not None or seen is None or seen.anew or said:
        return None
    if seen.ranked and seen.ranked[0].team == command.team:
        return None
    return Refused(code="override-reason-missing", params={"field": "reason"})


def _instead_of(case: CaseState, command: ask.AssignTeam) -> visits.AssignmentCancelled | Refused | None:
    if command.instead_of is None:
        return None
    earlier = case_visits.running(case, command.instead_of)
    if isinstance(earlier, Refused):
        return earlier
    return visits.AssignmentCancelled(
        visit=command.instead_of,
        team=earlier.team,
        child=subject_of(command.case, "child"),
        reason=command.reason,
    )


def _eta(command: ask.AssignTeam, plan: JointPlan | None, now: datetime) -> datetime | None:
    ranked = () if command.recommendation is None else command.recommendation.ranked
    planned = () if plan is None else plan.pairs
    told = [each.drive_seconds for each in planned if each.case == command.case]
    told += [each.seconds for each in ranked if each.team == command.team]
    seconds = next(iter(told), None)
    return None if seconds is None else now + timedelta(seconds=seconds)


def decline(case: CaseState, command: ask.DeclineAssignment, context: Context) -> Ending | Refused:
    """A team may decline, with a reason; it is free again and the board offers the next."""
    visit = case_visits.known(case, command.visit)
    if isinstance(visit, Refused):
        return visit
    if visit.state.over:
        return Ending(case=(), shift=())
    declined = visits.AssignmentDeclined(
        visit=command.visit,
        team=visit.team,
        child=subject_of(command.case, "child"),
        reason=command.reason,
    )
    refused = needs_text("reason", command.reason) or too_long("reason", command.reason, 2_000)
    return refused or Ending(case=(declined,), shift=(TeamFreed(team=visit.team, visit=command.visit),))


def cancel(case: CaseState, command: ask.CancelAssignment, context: Context) -> Ending | Refused:
    visit = case_visits.known(case, command.visit)
    if isinstance(visit, Refused):
        return visit
    if visit.state.over:
        return Ending(case=(), shift=())
    cancelled = visits.AssignmentCancelled(
        visit=command.visit,
        team=visit.team,
        child=subject_of(command.case, "child"),
        reason=command.reason,
    )
    refused = needs_text("reason", command.reason) or too_long("reason", command.reason, 2_000)
    return refused or Ending(case=(cancelled,), shift=(TeamFreed(team=visit.team, visit=command.visit),))


def end(case: CaseState, command: ask.EndVisit, context: Context) -> Ending | Refused:
    """The visit is over and the team free; ending it a second time changes nothing."""
    events = case_visits.end(case, command, context)
    if isinstance(events, Refused):
        return events
    if not events:
        return Ending(case=(), shift=())
    team = case.visits[VisitId(command.visit)].team
    return Ending(case=events, shift=(TeamFreed(team=team, visit=command.visit),))
