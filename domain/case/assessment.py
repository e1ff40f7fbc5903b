"""The class of a case: a person decides it, the software never computes it (rule 3)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.case import care_events as care
from domain.case import commands as ask
from domain.case import events as happened
from domain.case.limits import needs_text, too_long
from domain.case.state import CaseState
from domain.case.terms import ConsentState, RiskClass, ServiceBasis, Target
from domain.context import Context
from domain.identity import SubjectId, subject_of
from domain.law.citations import Rule
from domain.law.due import DueTime, consideration_due, targets_for, threat_due
from domain.law.reclassing import is_lowering, lowering_fault, nearer, raised_due
from domain.refusal import Refused

MOST_ANSWERS = 50


def assess(state: CaseState, command: ask.AssessCase, context: Context) -> tuple[object, ...] | Refused:
    """First assessment, the same class confirmed, or a higher one: at once. A lower one: proposed only."""
    refused = needs_text("reason", command.reason) or answers_fault(command.answers)
    if refused is not None:
        return refused
    child = subject_of(command.case, "child")
    if is_lowering(state.risk_class, command.risk_class):
        if state.proposal and state.proposal.risk_class == command.risk_class:
            return Refused(code="lowering-waits-for-second-person", citation=Rule.RECLASSING)
        return (
            happened.LowerClassProposed(risk_class=command.risk_class, child=child, reason=command.reason),
        )
    received_at, first = state.received_at or context.now, state.risk_class is None
    counts_from = received_at if first else max(received_at, context.happened_at)
    standing = state.due or first_due(counts_from, command.risk_class, context)
    if not command.risk_class.threat:
        due = standing
    elif first:
        due = nearer(standing, threat_due(counts_from))
    else:
        due = raised_due(standing, counts_from)
    event = assessed(child, counts_from, command.risk_class, command.answers, command.reason, context, due)
    return (event if first else _no_later(event, state.targets),)


def _no_later(event: happened.CaseAssessed, standing: Mapping[Target, datetime]) -> happened.CaseAssessed:
    """The same class again moves no target; a higher one only brings targets nearer."""

    def sooner(target: Target, computed: datetime | None) -> datetime | None:
        return min(filter(None, (standing.get(target), computed)), default=None)

    return replace(
        event,
        take_by=sooner(Target.TAKEN, event.take_by) or event.take_by,
        contact_by=sooner(Target.CONTACT, event.contact_by),
        leave_by=sooner(Target.LEFT, event.leave_by),
        on_site_by=sooner(Target.ON_SITE, event.on_site_by),
    )


def confirm_lower(
    state: CaseState, command: ask.ConfirmLowerClass, context: Context
) -> tuple[object, ...] | Refused:
    """The second person. Services that the threat carried without consent end here; duties stay."""
    if state.proposal is None:
        return Refused(code="no-lower-class-proposed")
    refused = lowering_fault(state.proposal.by, context.by, command.reason)
    if refused is not None:
        return refused
    received_at, risk_class = state.received_at or context.now, state.proposal.risk_class
    lowered = assessed(
        subject_of(command.case, "child"),
        received_at,
        risk_class,
        (),
        command.reason,
        context,
        state.due or first_due(received_at, risk_class, context),
    )
    not_at_own_word = any(basis is not ServiceBasis.OWN_AGE for basis in state.services)
    if not_at_own_word and not lowered.risk_class.threat and state.consent is not ConsentState.GIVEN:
        return (lowered, care.ServicesStopped(citation=Rule.CONSENT))
    return (lowered,)


def assessed(
    child: SubjectId,
    counts_from: datetime,
    risk_class: RiskClass,
    answers: tuple[ask.Answer, ...],
    reason: str | None,
    context: Context,
    due: DueTime,
) -> happened.CaseAssessed:
    """The event with its targets, counted from receipt or from when the class was raised."""
    targets = targets_for(risk_class, counts_from, context.centre.targets, in_city=context.centre.in_city)
    return happened.CaseAssessed(
        risk_class=risk_class,
        due=due,
        take_by=counts_from + timedelta(minutes=context.centre.take_within),
        contact_by=targets.contact,
        leave_by=targets.left,
        on_site_by=targets.on_site,
        child=child,
        answers=answers or None,
        reason=reason,
    )


def first_due(received_at: datetime, risk_class: RiskClass, context: Context) -> DueTime:
    """The due time of a request whose class is known when it is received."""
    if risk_class.threat:
        return threat_due(received_at)
    centre = context.centre
    return consideration_due(received_at, centre.week, centre.reading, context.calendar, centre.hours)


def answers_fault(answers: tuple[ask.Answer, ...]) -> Refused | None:
    if len(answers) > MOST_ANSWERS:
        return Refused(code="too-many-answers", params={"most": MOST_ANSWERS})
    return next(filter(None, (too_long("answer", answer.answer, 2_000) for answer in answers)), None)
