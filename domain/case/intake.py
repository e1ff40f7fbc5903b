"""Receiving a request, attaching it to another, and owning it.

Nothing is refused at the door (rule 6): a request without a name, a place or a story is a request. What is
refused here are values that cannot be true.
"""

from datetime import datetime, timedelta

from domain.case import commands as ask
from domain.case import events as happened
from domain.case.assessment import answers_fault, assessed, first_due
from domain.case.corrections import Whereabouts, birth_fault, place_fault
from domain.case.limits import lines_too_long, needs_text, not_a_key, too_long
from domain.case.state import CaseState
from domain.context import Context
from domain.identity import subject_of
from domain.law.due import consideration_due, registered_at
from domain.law.reclassing import nearer
from domain.refusal import Refused

LONGEST_AGO = timedelta(days=366)
"""Before that lies a slip of the hand, and a term reckoned from it would be wrong for ever [ours]."""


def receive(
    state: CaseState, command: ask.ReceiveRequest, context: Context, number: str, where: Whereabouts
) -> tuple[object, ...] | Refused:
    """The slip: number, time, receiver, and the due time of an ordinary request until it is assessed."""
    if state.stage is not None:
        return Refused(code="case-known")
    refused = _cannot_be(command, context, where)
    if refused is not None:
        return refused
    received = _slip(command, context, number, where)
    if command.risk_class is None:
        return (received,)
    at_once = assessed(
        received.child,
        received.received_at,
        command.risk_class,
        command.answers,
        command.reason,
        context,
        nearer(received.due, first_due(received.received_at, command.risk_class, context)),
    )
    return (received, at_once)


def _slip(
    command: ask.ReceiveRequest, context: Context, number: str, where: Whereabouts
) -> happened.CaseReceived:
    received_at = command.received_at or context.happened_at
    return happened.CaseReceived(
        number=number,
        region=context.region,
        channel=command.channel,
        received_at=received_at,
        registered_at=registered_at(received_at, context.centre.week, context.calendar, context.centre.hours),
        due=consideration_due(
            received_at, context.centre.week, context.centre.reading, context.calendar, context.centre.hours
        ),
        take_by=received_at + timedelta(minutes=context.centre.take_within),
        anonymous=not (command.caller_name or command.caller_phone),
        school=command.school,
        nearest_school=where.nearest_school,
        district=where.district,
        child=subject_of(command.case, "child"),
        caller=subject_of(command.case, "caller"),
        child_language=command.child_language,
        publication_seen_at=command.publication_seen_at,
        says_danger=command.says_danger,
        story=command.story or None,
        point=command.point,
        place=command.place,
        child_name=command.child_name,
        child_birth_date=command.child_birth_date,
        child_phone=command.child_phone,
        publication=command.publication,
        caller_name=command.caller_name,
        caller_phone=command.caller_phone,
        caller_relation=command.caller_relation,
    )


def _cannot_be(command: ask.ReceiveRequest, context: Context, where: Whereabouts) -> Refused | None:
    return (
        _in_the_future("received_at", command.received_at, context)
        or _too_long_ago("received_at", command.received_at, context)
        or _in_the_future("publication_seen_at", command.publication_seen_at, context)
        or birth_fault(command.child_birth_date, context)
        or place_fault(command.point, where)
        or too_long("story", command.story)
        or lines_too_long(
            place=command.place,
            child_name=command.child_name,
            child_phone=command.child_phone,
            caller_name=command.caller_name,
            caller_phone=command.caller_phone,
            caller_relation=command.caller_relation,
        )
        or (not_a_key("child_language", command.child_language) if command.child_language else None)
        or too_long("publication", command.publication, 2_000)
        or answers_fault(command.answers)
        or (needs_text("reason", command.reason) if command.risk_class is not None else None)
    )


def _in_the_future(field: str, at: datetime | None, context: Context) -> Refused | None:
    return Refused(code="time-in-the-future", params={"field": field}) if at and at > context.now else None


def _too_long_ago(field: str, at: datetime | None, context: Context) -> Refused | None:
    long = at is not None and at < context.now - LONGEST_AGO
    return (
        Refused(code="time-too-long-ago", params={"field": field, "days": LONGEST_AGO.days}) if long else None
    )


def attach(
    request: CaseState, to: CaseState, command: ask.AttachRequest
) -> tuple[tuple[object, ...], tuple[object, ...]] | Refused:
    """Events for the request and for the case that it joins."""
    if not request.open or not to.open:
        return Refused(code="case-not-open")
    if command.case == command.to or to.attached_to is not None:
        return Refused(code="cannot-attach-here")
    if request.attached_to is not None:
        return ((), ()) if request.attached_to == command.to else Refused(code="already-attached")
    if request.joined:
        return Refused(code="has-attached-requests")
    joined = happened.RequestJoined(request=command.case, request_number=request.number)
    return (happened.CaseAttached(to=command.to, to_number=to.number),), (joined,)


def take(state: CaseState, command: ask.TakeCase, context: Context) -> tuple[object, ...] | Refused:
    """Whoever takes it answers for it. Somebody else's case is handed over, not taken away."""
    if context.by is None:
        return Refused(code="person-needed")
    if state.owner == context.by and not state.alarm_returned:
        return ()
    if state.owner is not None and not state.alarm_returned:
        return Refused(code="already-taken", params={"account": str(state.owner)})
    return (happened.CaseTaken(owner=context.by, act_by=_act_by(context)),)


def taken_by_acting(state: CaseState, context: Context) -> tuple[happened.CaseTaken, ...]:
    """Whoever sends a group to a case that nobody has taken answers for it: its alarm has been heard."""
    if state.owner is not None or context.by is None:
        return ()
    return (happened.CaseTaken(owner=context.by, act_by=_act_by(context)),)


def hand_over(state: CaseState, command: ask.HandOverCase, context: Context) -> tuple[object, ...] | Refused:
    if state.owner == command.to:
        return ()
    return (happened.CaseHandedOver(owner=command.to, act_by=_act_by(context)),)


def _act_by(context: Context) -> datetime:
    return context.now + timedelta(minutes=context.centre.act_within)
