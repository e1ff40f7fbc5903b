"""Legal hold: others need this case, so nobody in it is forgotten until the hold is lifted.

Placed and lifted by two people each. It binds from the moment when one person asks for it: what is gone
cannot be held back. Why is told in clear by a key; the reason itself is sealed for somebody of the case.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.case.keeping import Hold, HoldState, Part
from domain.case.limits import needs_text
from domain.case.state import CaseState
from domain.context import Context
from domain.envelope import Envelope
from domain.identity import CaseId, SubjectId, subject_of
from domain.marks import Private, sealed
from domain.refusal import Refused

MOST: Final = 20
"""Legal holds of one case."""


class HoldGround(StrEnum):
    """Who needs the case, in clear; the reason itself is sealed."""

    INVESTIGATION = "investigation"
    COURT = "court"
    COMPLAINT = "complaint"
    INSPECTION = "inspection"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldAsked:
    """One person asked that this case be held, or that a hold be lifted; it waits for a second."""

    hold: UUID
    lifting: bool
    ground: HoldGround
    subject: SubjectId
    reason: Private[str] = sealed("subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldPlaced:
    """The second person confirmed the hold."""

    hold: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldLifted:
    """The second person confirmed that the hold is over."""

    hold: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldDropped:
    """What was asked is not done: a hold asked for does not come, one to be lifted stays."""

    hold: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLegalHold:
    """Ask that this case be held. `hold` is the hold's id."""

    case: CaseId
    hold: UUID
    ground: HoldGround
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLiftingHold:
    """Ask that a hold be lifted."""

    case: CaseId
    hold: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmLegalHold:
    """Confirm what another person asked: the hold, or its end."""

    case: CaseId
    hold: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DropLegalHold:
    """Not to do what somebody asked about this hold."""

    case: CaseId
    hold: UUID


def ask(state: CaseState, command: AskLegalHold, context: Context) -> tuple[object, ...] | Refused:
    if command.hold in state.keeping.holds:
        return ()
    if len(state.keeping.holds) >= MOST:
        return Refused(code="too-many-holds", params={"most": MOST})
    return _asked(state, command, command.ground, lifting=False)


def ask_lifting(state: CaseState, command: AskLiftingHold, context: Context) -> tuple[object, ...] | Refused:
    hold = state.keeping.holds.get(command.hold)
    if hold is None or hold.state is not HoldState.PLACED:
        return Refused(code="hold-not-placed")
    return _asked(state, command, HoldGround(hold.ground), lifting=True)


def _asked(
    state: CaseState, command: AskLegalHold | AskLiftingHold, ground: HoldGround, *, lifting: bool
) -> tuple[object, ...] | Refused:
    """The reason is sealed for the first person of the case who is not forgotten."""
    left = [part for part in Part if part not in state.keeping.forgotten]
    if not left:
        return Refused(code="already-forgotten")
    subject = subject_of(command.case, left[0])
    return needs_text("reason", command.reason) or (
        LegalHoldAsked(
            hold=command.hold, lifting=lifting, ground=ground, subject=subject, reason=command.reason.strip()
        ),
    )


def confirm(state: CaseState, command: ConfirmLegalHold, context: Context) -> tuple[object, ...] | Refused:
    """By another person than the one who asked."""
    hold = _waiting(state, command.hold)
    if isinstance(hold, Refused):
        return hold
    if hold.by == context.by:
        return Refused(code="own-hold")
    if hold.state is HoldState.ASKED:
        return (LegalHoldPlaced(hold=command.hold),)
    return (LegalHoldLifted(hold=command.hold),)


def drop(state: CaseState, command: DropLegalHold, context: Context) -> tuple[object, ...] | Refused:
    """By anybody who may confirm, and by whoever asked."""
    hold = _waiting(state, command.hold)
    return hold if isinstance(hold, Refused) else (LegalHoldDropped(hold=command.hold),)


def _waiting(state: CaseState, key: UUID) -> Hold | Refused:
    hold = state.keeping.holds.get(key)
    if hold is None or hold.state not in (HoldState.ASKED, HoldState.LIFT_ASKED):
        return Refused(code="no-hold-waits")
    return hold


def asked(state: CaseState, event: LegalHoldAsked, at: Envelope) -> CaseState:
    now = HoldState.LIFT_ASKED if event.lifting else HoldState.ASKED
    return _put(state, event.hold, Hold(state=now, ground=str(event.ground), by=at.by))


def placed(state: CaseState, event: LegalHoldPlaced, at: Envelope) -> CaseState:
    return _became(state, event.hold, HoldState.PLACED)


def lifted(state: CaseState, event: LegalHoldLifted, at: Envelope) -> CaseState:
    return _became(state, event.hold, HoldState.LIFTED)


def dropped(state: CaseState, event: LegalHoldDropped, at: Envelope) -> CaseState:
    hold = state.keeping.holds.get(event.hold)
    lifting = hold is not None and hold.state is HoldState.LIFT_ASKED
    return _became(state, event.hold, HoldState.PLACED if lifting else HoldState.DROPPED)


def _became(state: CaseState, key: UUID, to: HoldState) -> CaseState:
    hold = state.keeping.holds.get(key)
    return state if hold is None else _put(state, key, hold._replace(state=to))


def _put(state: CaseState, key: UUID, hold: Hold) -> CaseState:
    return state.but(keeping=state.keeping.with_hold(key, hold))
