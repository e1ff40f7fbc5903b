"""Asking for a deletion, putting forward, forgetting, holding: events and commands with defaults."""

from datetime import date, datetime, timedelta
from typing import Any

from domain.case import forgetting_events as happened
from domain.case.forgetting_events import (
    AskDeletion,
    ConfirmForgetting,
    Ground,
    KeptFor,
    ProposeForgetting,
    RefuseDeletion,
    Relation,
)
from domain.case.keeping import Part
from domain.case.legal_hold import HoldGround, LegalHoldAsked
from domain.identity import AccountId
from domain.law.deletion import deletion_due
from domain.law.local_time import instant
from tests.builders import (
    ALMA,
    CALLER,
    CASE,
    CHILD,
    GUARDIAN,
    NOON,
    SETTINGS,
    an_id,
    closed,
    considered,
    received,
)
from tests.given import Said

REQUEST, HOLD = an_id("deletion"), an_id("hold")
DONE: tuple[Said, ...] = (received(), considered(), closed())
DAYS = SETTINGS.retention.cases
LATER = instant(date(2026, 3, 16) + timedelta(days=DAYS + 1), 0)
"""The first moment at which a case closed at noon need not be kept any more."""


def asking(*parts: Part, **changes: Any) -> AskDeletion:
    said = {"case": CASE, "request": REQUEST, "parts": parts or (Part.CHILD,), "relation": Relation.PARENT}
    return AskDeletion(**{**said, **changes})


def asked(*parts: Part, at: datetime = NOON, request: Any = REQUEST) -> happened.DeletionAsked:
    return happened.DeletionAsked(
        request=request, parts=parts or (Part.CHILD,), relation=Relation.PARENT, due=deletion_due(at)
    )


def refusing(ground: KeptFor) -> RefuseDeletion:
    return RefuseDeletion(case=CASE, request=REQUEST, ground=ground)


def proposing(*parts: Part, ground: Ground = Ground.RETENTION, request: Any = None) -> ProposeForgetting:
    return ProposeForgetting(case=CASE, parts=parts or (Part.CHILD,), ground=ground, request=request)


def proposed(
    *parts: Part, ground: Ground = Ground.RETENTION, request: Any = None
) -> happened.ForgettingProposed:
    return happened.ForgettingProposed(parts=parts or (Part.CHILD,), ground=ground, request=request)


def forgotten(part: Part = Part.CHILD, by: AccountId | None = ALMA) -> happened.SubjectForgotten:
    subject = {Part.CHILD: CHILD, Part.CALLER: CALLER, Part.GUARDIAN: GUARDIAN}[part]
    return happened.SubjectForgotten(subject=subject, part=part, ground=Ground.RETENTION, proposed_by=by)


def held() -> LegalHoldAsked:
    return LegalHoldAsked(
        hold=HOLD, lifting=False, ground=HoldGround.COURT, subject=CHILD, reason="letter 12"
    )


CONFIRM = ConfirmForgetting(case=CASE)
