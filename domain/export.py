"""The export stream: what names children and families leaves the house only after two people approved it.

Whoever asks is none of the two [ours]: three people know of it, and whoever takes the file did not decide
that it may go. Approvals and files have their time; each taking is an event, and there are few. Who may ask
for which case, and that emergency access opens none, is for the door to say (`domain.access`).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid5

from domain.case.limits import LONGEST_TEXT, too_long
from domain.context import Context
from domain.envelope import Envelope
from domain.export_events import (
    Content,
    ExportApproved,
    ExportAsked,
    ExportEvent,
    ExportExpired,
    ExportRefused,
    ExportTaken,
    Form,
    Purpose,
    Recipient,
    WhyNot,
)
from domain.identity import AccountId, CaseId, ExportId, SubjectId
from domain.moments import CheckMoment, Moment
from domain.refusal import Refused

PATIENCE: Final = timedelta(hours=72)
"""So long two people have to approve."""
LASTS: Final = timedelta(hours=24)
"""So long the file may be taken after that."""
APPROVALS: Final = 2
MOST_TAKEN: Final = 2
"""Once, and once more for a line that broke."""
MOST_CASES: Final = 20
LEAST_WORDS: Final = 10
KIND: Final = "export-expires"


FORMS: Final = {Content.STORIES: (Form.PDF,), Content.NAMES: (Form.PDF, Form.XLSX)}
"""Each of them carries its watermark; a CSV could not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskExport:
    """Ask two people to let a file with names leave the house."""

    export: ExportId
    cases: tuple[CaseId, ...]
    content: Content
    form: Form
    purpose: Purpose
    recipient: Recipient
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveExport:
    """Approve as one of the two."""

    export: ExportId


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseExport:
    """Refuse it, or withdraw what one asked for."""

    export: ExportId
    reason: WhyNot


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeExport:
    """Take the file."""

    export: ExportId


ExportCommand = AskExport | ApproveExport | RefuseExport | TakeExport


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    asked: ExportAsked | None = None
    asker: AccountId | None = None
    approvers: tuple[AccountId, ...] = ()
    until: datetime | None = None
    taken: int = 0
    over: bool = False


INITIAL = Export()


def number_of(export: ExportId) -> str:
    """What people call it: on the page, in the watermark, in the name of the file.

    By the end of its id: ids begin with the time they were made at.
    """
    return f"E-{export.hex[-8:].upper()}"


def evolve(state: Export, event: object, envelope: Envelope) -> Export:
    by = None if envelope.by is None else AccountId(envelope.by)
    match event:
        case ExportAsked():
            return replace(state, asked=event, asker=by, until=event.until)
        case ExportApproved():
            approvers = state.approvers if by is None else (*state.approvers, by)
            return replace(state, approvers=approvers, until=event.until or state.until)
        case ExportTaken():
            return replace(state, taken=event.count)
        case ExportRefused() | ExportExpired():
            return replace(state, over=True)
        case _:
            return state


def decide(state: Export, command: ExportCommand, context: Context) -> tuple[ExportEvent, ...] | Refused:
    if isinstance(command, AskExport):
        return _ask(state, command, context)
    if state.asked is None or state.asked.region != context.region or state.asker is None:
        return Refused(code="export-unknown")
    if state.over or state.until is None or context.now >= state.until:
        return Refused(code="export-over")
    match command:
        case ApproveExport():
            return _approve(state, state.asker, context)
        case RefuseExport():
            return _refuse(state.asker, command, context)
        case TakeExport():
            return _take(state, context)


def _ask(state: Export, command: AskExport, context: Context) -> tuple[ExportEvent, ...] | Refused:
    if state.asked is not None:
        return Refused(code="export-known")
    cases = tuple(dict.fromkeys(command.cases))
    if not 1 <= len(cases) <= MOST_CASES:
        return Refused(code="export-cases", params={"field": "cases", "most": MOST_CASES})
    if command.form not in FORMS[command.content]:
        return Refused(code="export-form-unfit", params={"field": "form"})
    if len(command.words.strip()) < LEAST_WORDS:
        return Refused(code="export-words-short", params={"field": "words", "least": LEAST_WORDS})
    return too_long("words", command.words, LONGEST_TEXT) or (
        ExportAsked(
            region=context.region,
            cases=cases,
            content=command.content,
            form=command.form,
            purpose=command.purpose,
            recipient=command.recipient,
            until=context.now + PATIENCE,
            subject=SubjectId(uuid5(command.export, "words")),
            words=command.words.strip(),
        ),
    )


def _approve(state: Export, asker: AccountId, context: Context) -> tuple[ExportEvent, ...] | Refused:
    if context.by is None or context.by == asker:
        return Refused(code="export-of-oneself")
    if context.by in state.approvers or len(state.approvers) >= APPROVALS:
        return Refused(code="export-approved")
    last = len(state.approvers) + 1 == APPROVALS
    return (ExportApproved(asker=asker, until=context.now + LASTS if last else None),)


def _refuse(asker: AccountId, command: RefuseExport, context: Context) -> tuple[ExportEvent, ...] | Refused:
    """Also after it was approved: what has not been taken yet can still be stopped."""
    withdrawn = command.reason is WhyNot.WITHDRAWN
    if withdrawn is not (context.by == asker):
        return Refused(code="export-of-oneself")
    return (ExportRefused(asker=asker, reason=command.reason),)


def _take(state: Export, context: Context) -> tuple[ExportEvent, ...] | Refused:
    if context.by != state.asker:
        return Refused(code="export-of-another")
    if len(state.approvers) < APPROVALS:
        return Refused(code="export-not-approved")
    if state.taken >= MOST_TAKEN:
        return Refused(code="export-taken", params={"most": MOST_TAKEN})
    return (ExportTaken(count=state.taken + 1),)


def moments(event: ExportAsked | ExportApproved) -> tuple[Moment, ...]:
    """When the clock asks whether its time is over."""
    return () if event.until is None else (Moment(at=event.until, kind=KIND),)


def check(state: Export, command: CheckMoment, context: Context) -> tuple[ExportExpired, ...]:
    """Told once, and only of what might still have been done."""
    done = state.over or state.taken >= MOST_TAKEN
    if done or state.until is None or context.now < state.until:
        return ()
    return (ExportExpired(taken=state.taken, asker=state.asker),)
