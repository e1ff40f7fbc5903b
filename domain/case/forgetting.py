"""Forgetting a person of a case: asked for, put forward by one, confirmed by another, then the key goes.

A person's data is kept while the case or a duty of it is open, while it is held for others (a legal hold),
and until the centre's retention has passed [ours]; a request to delete is done, or refused on such a ground,
within 15 calendar days. One of the two people is the head [ours].
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from domain.case import forgetting_events as happened
from domain.case.duties import unfinished
from domain.case.forgetting_events import Ground, KeptFor
from domain.case.keeping import Deletion, DeletionState, Part
from domain.case.state import CaseState
from domain.context import Context
from domain.identity import AccountId, SubjectId, subject_of
from domain.law.citations import Rule
from domain.law.deletion import deletion_due, kept_until
from domain.law.local_time import local_date
from domain.refusal import Refused

MOST_REQUESTS: Final = 50
"""Requests to delete, of one case."""
KIND: Final = "deletion"
"""The moment at which an unanswered request to delete is late."""
HEAD: Final = "head"
"""The role that one of the two people has, as `domain.account` has it (a test holds the two)."""


class Reason(NamedTuple):
    """One ground to keep; `until` is the first local day on which it keeps no more, where that is known."""

    kept_for: KeptFor
    until: date | None = None


_REFUSALS: Final[Mapping[KeptFor, Refused]] = {
    KeptFor.CASE_OPEN: Refused(code="kept-case-open", citation=Rule.FORGETTING),
    KeptFor.DUTY_OPEN: Refused(code="kept-duty-open", citation=Rule.FORGETTING),
    KeptFor.LEGAL_HOLD: Refused(code="kept-legal-hold", citation=Rule.FORGETTING),
    KeptFor.RETENTION: Refused(code="kept-retention", citation=Rule.FORGETTING),
}


def reasons_to_keep(state: CaseState, ground: Ground, *, days: int, now: datetime) -> tuple[Reason, ...]:
    """Why the people of this case cannot be forgotten now, the weightiest first; nothing if they can.

    `days` is the centre's retention of cases. What should never have come has no time to be kept for.
    """
    found = []
    closed_at = state.keeping.closed_at
    if state.open or closed_at is None:
        found.append(Reason(KeptFor.CASE_OPEN))
    if unfinished(state) or any(not one.reviewed for one in state.emergencies.values()):
        found.append(Reason(KeptFor.DUTY_OPEN))
    if state.keeping.held:
        found.append(Reason(KeptFor.LEGAL_HOLD))
    if ground is not Ground.RECEIVED_IN_ERROR and closed_at is not None:
        until = kept_until(closed_at, days)
        if local_date(now) < until:
            found.append(Reason(KeptFor.RETENTION, until))
    return tuple(found)


def _kept(state: CaseState, ground: Ground, context: Context) -> Refused | None:
    reasons = reasons_to_keep(state, ground, days=context.centre.retention.cases, now=context.now)
    if not reasons:
        return None
    first = reasons[0]
    refused = _REFUSALS[first.kept_for]
    if first.until is None:
        return refused
    return Refused(code=refused.code, citation=refused.citation, params={"until": f"{first.until:%d.%m.%Y}"})


def ask(state: CaseState, command: happened.AskDeletion, context: Context) -> tuple[object, ...] | Refused:
    """Taken down whatever the case has come to; the term runs from when it was asked."""
    if command.request in state.keeping.deletions:
        return ()
    parts = _left(state, command.parts)
    if isinstance(parts, Refused):
        return parts
    if len(state.keeping.deletions) >= MOST_REQUESTS:
        return Refused(code="too-many-deletions", params={"most": MOST_REQUESTS})
    due = deletion_due(context.happened_at)
    return (happened.DeletionAsked(request=command.request, parts=parts, relation=command.relation, due=due),)


def refuse(
    state: CaseState, command: happened.RefuseDeletion, context: Context
) -> tuple[object, ...] | Refused:
    """Only on a ground that holds now: a refusal that rests on nothing is none."""
    deletion = _asked(state, command.request)
    if isinstance(deletion, Refused):
        return deletion
    days = context.centre.retention.cases
    holding = dict(reasons_to_keep(state, Ground.REQUEST, days=days, now=context.now))
    if command.ground is not KeptFor.NOT_ENTITLED and command.ground not in holding:
        return Refused(code="ground-does-not-hold")
    return (
        happened.DeletionRefused(
            request=command.request,
            ground=command.ground,
            citation=Rule.DELETION if command.ground is KeptFor.NOT_ENTITLED else Rule.FORGETTING,
            until=holding.get(command.ground),
        ),
    )


def propose(
    state: CaseState, command: happened.ProposeForgetting, context: Context
) -> tuple[object, ...] | Refused:
    """Takes the place of what was put forward before."""
    parts = _left(state, command.parts)
    if isinstance(parts, Refused):
        return parts
    if command.request is not None:
        deletion = _asked(state, command.request)
        if isinstance(deletion, Refused):
            return deletion
    elif command.ground is Ground.REQUEST:
        return Refused(code="deletion-unknown")
    return _kept(state, command.ground, context) or (
        happened.ForgettingProposed(parts=parts, ground=command.ground, request=command.request),
    )


def confirm(
    state: CaseState, command: happened.ConfirmForgetting, context: Context
) -> tuple[object, ...] | Refused:
    """By another person, one of the two being the head; the rule is asked again."""
    proposed = state.keeping.proposed
    if proposed is None:
        return Refused(code="nothing-proposed")
    if proposed.by == context.by:
        return Refused(code="own-forgetting")
    if HEAD not in (proposed.role, context.role):
        return Refused(code="head-needed")
    by = None if proposed.by is None else AccountId(proposed.by)
    ground = Ground(proposed.ground)
    return _kept(state, ground, context) or tuple(
        happened.SubjectForgotten(
            subject=subject_of(command.case, part), part=part, ground=ground, proposed_by=by
        )
        for part in proposed.parts
        if part not in state.keeping.forgotten
    )


def drop(
    state: CaseState, command: happened.DropForgetting, context: Context
) -> tuple[object, ...] | Refused:
    """By anybody who may forget, also by whoever put it forward."""
    return (
        Refused(code="nothing-proposed")
        if state.keeping.proposed is None
        else (happened.ForgettingDropped(),)
    )


def forgets(event: object) -> tuple[SubjectId, ...]:
    """Whose keys are destroyed because of an event."""
    return (event.subject,) if isinstance(event, happened.SubjectForgotten) else ()


def check(state: CaseState, ref: str, now: datetime) -> tuple[object, ...]:
    """The term of a request is over; nothing, if it was answered."""
    request = UUID(ref)
    deletion = state.keeping.deletions.get(request)
    if deletion is None or deletion.state is not DeletionState.ASKED or deletion.missed:
        return ()
    return (happened.DeletionMissed(request=request, due=deletion.due),) if now > deletion.due else ()


def _asked(state: CaseState, request: UUID) -> Deletion | Refused:
    deletion = state.keeping.deletions.get(request)
    if deletion is None:
        return Refused(code="deletion-unknown")
    return deletion if deletion.state is DeletionState.ASKED else Refused(code="deletion-answered")


def _left(state: CaseState, parts: tuple[Part, ...]) -> tuple[Part, ...] | Refused:
    """Those of the named who are not forgotten yet, in the order of the parts."""
    if not parts:
        return Refused(code="nobody-named")
    left = tuple(part for part in Part if part in parts and part not in state.keeping.forgotten)
    return left or Refused(code="already-forgotten")
