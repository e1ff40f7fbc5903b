"""Considering, redirecting, transferring, closing and reopening; follow-ups."""

from domain.case import care_events as care
from domain.case import commands as ask
from domain.case import events as happened
from domain.case.duties import unfinished
from domain.case.limits import needs_text, not_a_key, too_long
from domain.case.state import CaseState
from domain.case.terms import DutyKind, Stage
from domain.context import Context
from domain.identity import CaseId, subject_of
from domain.law.due import redirect_due
from domain.law.local_time import local_date
from domain.refusal import Refused

MOST_FOLLOW_UPS = 50


def consider(state: CaseState, command: ask.ConsiderCase, context: Context) -> tuple[object, ...] | Refused:
    """Stops the law's clock. A person must have assessed the request before it counts as considered."""
    if state.considered:
        return Refused(code="already-considered")
    if state.risk_class is None:
        return Refused(code="not-assessed")
    return needs_text("result", command.result) or (
        happened.CaseConsidered(child=subject_of(command.case, "child"), result=command.result),
    )


def redirect(state: CaseState, command: ask.RedirectCase, context: Context) -> tuple[object, ...] | Refused:
    """Deciding that it is another's to answer considers it; telling the applicant is a duty of its own."""
    if state.considered:
        return Refused(code="already-considered")
    if state.open_visits:
        return Refused(code="visit-open")
    refused = not_a_key("to", command.to) or needs_text("reason", command.reason)
    if refused is not None:
        return refused
    child = subject_of(command.case, "child")
    received_at = state.received_at or context.now
    term = redirect_due(received_at, context.centre.week, context.calendar, context.centre.hours)
    events: list[object] = [happened.CaseRedirected(to=command.to, child=child, reason=command.reason)]
    opened = care.DutyOpened(
        duty=DutyKind.REDIRECT, due=term.at, citation=term.citation, edition=term.edition
    )
    events.append(opened)
    if command.notified:
        events.append(
            care.DutyDone(
                duty=DutyKind.REDIRECT, channel="same-contact", child=child, person=None, result=None
            )
        )
    return tuple(events)


def transfer(state: CaseState, command: ask.TransferCase, context: Context) -> tuple[object, ...] | Refused:
    if command.region == state.region:
        return Refused(code="region-is-the-same")
    if state.open_visits:
        return Refused(code="visit-open")
    return needs_text("reason", command.reason) or (
        happened.CaseTransferred(
            from_region=state.region,
            region=command.region,
            child=subject_of(command.case, "child"),
            reason=command.reason,
        ),
    )


def close(state: CaseState, command: ask.CloseCase, context: Context) -> tuple[object, ...] | Refused:
    """Only what is finished can be closed: considered, no visit under way, every duty done or waived."""
    if state.open_visits:
        return Refused(code="visit-open")
    if not state.considered:
        return Refused(code="not-considered")
    left = unfinished(state)
    if left:
        return Refused(code="duties-open", citation=state.duties[left[0]].citation, params={"n": len(left)})
    if state.follow_ups:
        return Refused(code="follow-ups-open", params={"n": len(state.follow_ups)})
    return needs_text("result", command.result) or (
        happened.CaseClosed(child=subject_of(command.case, "child"), result=command.result),
    )


def reopen(state: CaseState, command: ask.ReopenCase, context: Context) -> tuple[object, ...] | Refused:
    if state.stage is not Stage.CLOSED:
        return Refused(code="case-not-closed")
    return needs_text("reason", command.reason) or (
        happened.CaseReopened(child=subject_of(command.case, "child"), reason=command.reason),
    )


def follow_ups(
    state: CaseState, case: CaseId, promised: tuple[ask.FollowUp, ...], context: Context
) -> tuple[object, ...] | Refused:
    """Each dated today or later. One that is known already stays as it is."""
    by_id = {promise.follow_up: promise for promise in promised}
    new = [promise for key, promise in by_id.items() if key not in state.follow_ups]
    if len(state.follow_ups) + len(new) > MOST_FOLLOW_UPS:
        return Refused(code="too-many-follow-ups", params={"most": MOST_FOLLOW_UPS})
    today = local_date(context.happened_at)
    for promise in new:
        refused = needs_text("what", promise.what) or too_long("what", promise.what, 2_000)
        if refused is not None:
            return refused
        if promise.on < today:
            return Refused(code="follow-up-in-the-past")
    return tuple(
        happened.FollowUpSet(
            follow_up=promise.follow_up, on=promise.on, child=subject_of(case, "child"), what=promise.what
        )
        for promise in new
    )


def set_follow_up(
    state: CaseState, command: ask.SetFollowUp, context: Context
) -> tuple[object, ...] | Refused:
    return follow_ups(state, command.case, (command.follow_up,), context)


def finish_follow_up(
    state: CaseState, command: ask.FinishFollowUp, context: Context
) -> tuple[object, ...] | Refused:
    if command.follow_up not in state.follow_ups:
        return Refused(code="follow-up-unknown")
    refused = too_long("note", command.note) if command.done else needs_text("note", command.note)
    return refused or (
        happened.FollowUpFinished(
            follow_up=command.follow_up,
            done=command.done,
            child=subject_of(command.case, "child"),
            note=command.note or None,
        ),
    )
