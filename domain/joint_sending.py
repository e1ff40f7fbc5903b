"""Decision over several cases and several shifts at once: all groups of a joint plan are sent, or none.

Each goes by the rules of `domain.assignment`; what became otherwise since the plan was shown refuses it whole
and is named, for a plan with a hole in it is another plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from domain import assignment
from domain.assignment import Sending
from domain.case import visit_commands as ask
from domain.case.state import CaseState
from domain.context import Context
from domain.identity import CaseId, ShiftId, VisitId
from domain.joint_plan import COUNTS_FOR, JointPlan, PlannedVisit
from domain.recommendation import Recommendation
from domain.refusal import Refused
from domain.shift import Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptJointPlan:
    """Send the groups of a joint plan, all of them or none. `plan_id` names the one that the dispatcher saw;
    the edge puts it in `plan`, and in `recommendations` what there was to choose from, case by case.
    """

    plan_id: UUID
    plan: JointPlan | None = None
    recommendations: tuple[Recommendation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A case and the shift that the plan sends to it, as they are now."""

    case: CaseState
    shift_id: ShiftId | None
    shift: Shift


def visit_in(plan_id: UUID, case: CaseId) -> VisitId:
    """The visit that a plan begins for a case: the same however often the plan is accepted."""
    return VisitId(uuid5(plan_id, case.hex))


def accept(
    parts: Sequence[Part], command: AcceptJointPlan, context: Context
) -> tuple[Sending, ...] | Refused:
    """One `Sending` per pair of the plan, in its order; `parts` stand in the same order."""
    plan = command.plan
    if plan is None or not plan.pairs:
        return Refused(code="plan-gone")
    visits = [visit_in(command.plan_id, pair.case) for pair in plan.pairs]
    if all(visit in part.case.visits for visit, part in zip(visits, parts, strict=True)):
        return ()
    if context.now - plan.at > COUNTS_FOR:
        return Refused(code="plan-gone")
    sent = []
    for place, (pair, part) in enumerate(zip(plan.pairs, parts, strict=True)):
        sending = _changed(pair, part) or _sent(place, plan, part, command, context)
        if isinstance(sending, Refused):
            return _named(sending, pair)
        sent.append(sending)
    return tuple(sent)


def _changed(pair: PlannedVisit, part: Part) -> Refused | None:
    """Why this pair of the plan cannot be any more: who was there first, or what ended."""
    case, shift = part.case, part.shift
    if not case.open or case.considered or case.attached_to is not None:
        return Refused(code="plan-case-over")
    if case.open_visits:
        other = case.visits[case.open_visits[-1]]
        return Refused(
            code="plan-case-sent",
            params={"team": str(other.team), **_first(other.by, other.since)},
        )
    if part.shift_id is None or not shift.on_duty:
        return Refused(code="plan-team-off")
    if shift.booking is not None:
        return Refused(code="plan-team-taken", params=_first(shift.booking.by, shift.booking.since))
    return None


def _first(by: UUID | None, since: datetime) -> dict[str, str]:
    return {"account": str(by or ""), "at": since.isoformat()}


def _sent(
    place: int, plan: JointPlan, part: Part, command: AcceptJointPlan, context: Context
) -> Sending | Refused:
    pair = plan.pairs[place]
    one = ask.AssignTeam(
        case=pair.case,
        visit=visit_in(command.plan_id, pair.case),
        team=pair.team,
        recommendation=command.recommendations[place] if command.recommendations else None,
    )
    return assignment.assign(part.case, part.shift_id, part.shift, one, context, plan)


def _named(refused: Refused, pair: PlannedVisit) -> Refused:
    """The refusal with its case and group: of several only one is in the way."""
    named = {"case": str(pair.case), "team": str(pair.team), **refused.params}
    return Refused(code=refused.code, citation=refused.citation, params=named)
