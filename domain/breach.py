"""The breach stream: personal data got out or was lost; notice of it is due within a working day (rule 10).

What happened and whom it touches is written freely, so it is sealed; times, kinds and the term are in clear.
The day counts from detection. The first notice to the authorised body stops the clock [ours]; others may be
told besides. Whether it was a breach at all the head decides, with a reason.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.case.limits import not_a_key, too_long
from domain.context import Context
from domain.identity import BreachId, SubjectId, subject_of
from domain.law.breach import breach_notice_due
from domain.law.citations import Rule
from domain.law.terms import DueTime
from domain.marks import Private, sealed
from domain.moments import CheckMoment, Moment
from domain.refusal import Refused

KIND: Final = "breach-notice"
"""Kind of the moment at which the notice is late."""
LONGEST_AGO: Final = timedelta(days=366)
MOST_NOTICES: Final = 50


class Addressee(StrEnum):
    """Who was told of a breach."""

    AUTHORITY = "authorised-body"
    CONCERNED = "people-concerned"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachFound:
    """Somebody wrote down that personal data got out or was lost, and when that was detected."""

    region: str
    detected_at: datetime
    due: DueTime
    subject: SubjectId
    found_by: Private[str] = sealed("subject")
    what: Private[str] = sealed("subject")
    measures: Private[str] = sealed("subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachNotified:
    """Notice of the breach was given: to whom, by which way, when, and what shows it."""

    to: Addressee
    channel: str
    notified_at: datetime
    subject: SubjectId
    person: Private[str] = sealed("subject")
    evidence: Private[str] = sealed("subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachNoticeMissed:
    """The working day passed and the authorised body was not told."""

    due: DueTime


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachRuledOut:
    """The head has found that it was no breach; no notice is owed."""

    subject: SubjectId
    reason: Private[str] = sealed("subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBreach:
    """Write a breach down. `found_by` is whoever found it, where that is not the sender."""

    breach: BreachId
    detected_at: datetime
    what: str
    found_by: str = ""
    measures: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyBreach:
    """Record that somebody was told; `channel` is a key, `evidence` says what shows it."""

    breach: BreachId
    to: Addressee
    channel: str
    notified_at: datetime
    person: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOutBreach:
    """Decide that it was no breach."""

    breach: BreachId
    reason: str


BreachEvent = BreachFound | BreachNotified | BreachNoticeMissed | BreachRuledOut
BreachCommand = RecordBreach | NotifyBreach | RuleOutBreach


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    found: BreachFound | None = None
    notices: int = 0
    authority_told: bool = False
    ruled_out: bool = False
    missed: bool = False

    @property
    def owed(self) -> bool:
        """Whether the notice is still to be given."""
        return self.found is not None and not self.authority_told and not self.ruled_out


INITIAL = Breach()


def evolve(state: Breach, event: object) -> Breach:
    match event:
        case BreachFound():
            return replace(state, found=event)
        case BreachNotified():
            told = state.authority_told or event.to is Addressee.AUTHORITY
            return replace(state, notices=state.notices + 1, authority_told=told)
        case BreachNoticeMissed():
            return replace(state, missed=True)
        case BreachRuledOut():
            return replace(state, ruled_out=True)
        case _:
            return state


def decide(state: Breach, command: BreachCommand, context: Context) -> tuple[BreachEvent, ...] | Refused:
    """What a person says of a breach; another region's is unknown."""
    if isinstance(command, RecordBreach):
        return _record(state, command, context)
    if state.found is None or state.found.region != context.region:
        return Refused(code="breach-unknown")
    if state.ruled_out:
        return Refused(code="breach-ruled-out")
    if isinstance(command, NotifyBreach):
        return _notify(state, state.found, command, context)
    refused = _text_fault(Rule.BREACH, reason=command.reason)
    ruled_out = BreachRuledOut(subject=state.found.subject, reason=command.reason.strip())
    return refused or (ruled_out,)


def _record(state: Breach, command: RecordBreach, context: Context) -> tuple[BreachEvent, ...] | Refused:
    if state.found is not None:
        return Refused(code="breach-known")
    refused = (
        _detected_fault(command.detected_at, context.now)
        or _text_fault(Rule.BREACH, what=command.what)
        or too_long("found_by", command.found_by)
        or too_long("measures", command.measures)
    )
    if refused is not None:
        return refused
    return (
        BreachFound(
            region=context.region,
            detected_at=command.detected_at,
            due=breach_notice_due(command.detected_at, context.centre.week, context.calendar),
            subject=subject_of(command.breach, "breach"),
            found_by=command.found_by.strip() or None,
            what=command.what.strip(),
            measures=command.measures.strip() or None,
        ),
    )


def _notify(
    state: Breach, found: BreachFound, command: NotifyBreach, context: Context
) -> tuple[BreachEvent, ...] | Refused:
    if state.notices >= MOST_NOTICES:
        return Refused(code="too-many-notices", params={"most": MOST_NOTICES})
    refused = (
        _notified_fault(command.notified_at, found.detected_at, context.now)
        or not_a_key("channel", command.channel)
        or _text_fault(Rule.BREACH, person=command.person, evidence=command.evidence)
    )
    if refused is not None:
        return refused
    return (
        BreachNotified(
            to=command.to,
            channel=command.channel,
            notified_at=command.notified_at,
            subject=found.subject,
            person=command.person.strip(),
            evidence=command.evidence.strip(),
        ),
    )


def _detected_fault(at: datetime, now: datetime) -> Refused | None:
    if at < now - LONGEST_AGO:
        return Refused(code="time-too-long-ago", params={"field": "detected_at", "days": LONGEST_AGO.days})
    return Refused(code="time-in-the-future", params={"field": "detected_at"}) if at > now else None


def _notified_fault(at: datetime, detected_at: datetime, now: datetime) -> Refused | None:
    if at < detected_at:
        return Refused(code="notified-before-detected", citation=Rule.BREACH, params={"field": "notified_at"})
    return Refused(code="time-in-the-future", params={"field": "notified_at"}) if at > now else None


def _text_fault(citation: str, **texts: str) -> Refused | None:
    for field, text in texts.items():
        if not text.strip():
            return Refused(code="text-missing", citation=citation, params={"field": field})
        if (refused := too_long(field, text)) is not None:
            return refused
    return None


def moments(event: BreachFound) -> tuple[Moment, ...]:
    """The clock comes back when the notice is late."""
    return (Moment(at=event.due.overdue_from, kind=KIND),)


def check(state: Breach, command: CheckMoment, context: Context) -> tuple[object, ...]:
    """Whether the notice is late; said once."""
    if state.found is None or not state.owed or state.missed or not state.found.due.is_overdue(context.now):
        return ()
    return (BreachNoticeMissed(due=state.found.due),)
