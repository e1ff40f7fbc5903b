"""Emergency access: somebody without the right opens one case, says why, and answers for it within a day.

It is granted by nobody: whoever needs it takes it, with a reason, and everybody concerned is told. It ends by
itself after an hour. A supervisor or head who is not that person says afterwards whether it was justified;
if nobody does, it goes to the head and the auditor. Times and lengths are ours, not the law's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from domain.case.care_commands import RecordHouseholdDanger
from domain.case.commands import AddNote, RecordContact, RecordServiceCall
from domain.case.limits import LONGEST_TEXT, needs_text, too_long
from domain.case.state import CaseState, Emergency
from domain.case.writer import AskWriter
from domain.context import Context
from domain.envelope import Envelope
from domain.identity import AccountId, CaseId, SubjectId, subject_of
from domain.marks import Private, sealed
from domain.refusal import Refused

LASTS: Final = timedelta(minutes=60)
REVIEW_WITHIN: Final = timedelta(hours=24)
LEAST_REASON: Final = 20
MOST: Final = 200
"""Emergency accesses of one case."""
KIND: Final = "emergency-review"
"""The moment at which an access that nobody has reviewed goes further up."""
ABROAD: Final = ("dispatcher", "head")
"""Roles that may take it to a case of another region, as `domain.access` has it (a test holds the two)."""


class Category(StrEnum):
    """Why it could not wait, in clear; the reason itself is sealed."""

    CHILD_IN_DANGER = "child-in-danger"
    CALLER_ON_LINE = "caller-on-line"
    OWNER_UNREACHABLE = "owner-unreachable"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyAccessOpened:
    """Whoever did this may read this case until `until`. `owner` answered for the case then and is told."""

    access: UUID
    category: Category
    from_region: str
    until: datetime
    review_by: datetime
    owner: AccountId | None
    child: SubjectId
    reason: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyAccessReviewed:
    """Another person looked at it and says whether it was justified."""

    access: UUID
    justified: bool
    child: SubjectId
    reason: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyAccessEscalated:
    """A day passed and nobody had reviewed it: head and auditor are told."""

    access: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEmergencyAccess:
    """Read one case without the right to it, for an hour, because it cannot wait."""

    case: CaseId
    access: UUID
    category: Category
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEmergencyAccess:
    """Say whether somebody else's emergency access was justified; if not, why not."""

    case: CaseId
    access: UUID
    justified: bool
    reason: str = ""


def granted(state: CaseState, account: UUID | None, now: datetime) -> bool:
    """Whether this account has emergency access to the case at this moment."""
    return account is not None and any(
        one.by == account and now < one.until for one in state.emergencies.values()
    )


SAFETY: Final = (RecordServiceCall, RecordContact, AddNote, AskWriter, RecordHouseholdDanger)
"""What may be done by emergency access besides reading: call help, speak with somebody, ask, note."""


def reaches(state: CaseState, command: object, context: Context) -> bool:
    """Whether the command may be decided on a case of another region than the sender's."""
    if isinstance(command, OpenEmergencyAccess):
        return context.role in ABROAD
    return isinstance(command, SAFETY) and granted(state, context.by, context.now)


def open_access(
    state: CaseState, command: OpenEmergencyAccess, context: Context
) -> tuple[object, ...] | Refused:
    """Also for a closed case, and from another region for those who run one (`reaches`)."""
    if len(command.reason.strip()) < LEAST_REASON:
        return Refused(code="reason-too-short", params={"least": LEAST_REASON})
    refused = too_long("reason", command.reason, LONGEST_TEXT)
    if refused is not None:
        return refused
    if granted(state, context.by, context.now):
        return ()
    if len(state.emergencies) >= MOST or command.access in state.emergencies:
        return Refused(code="too-many-emergencies", params={"most": MOST})
    return (
        EmergencyAccessOpened(
            access=command.access,
            category=command.category,
            from_region=context.region,
            until=context.now + LASTS,
            review_by=context.now + REVIEW_WITHIN,
            owner=state.owner,
            child=subject_of(command.case, "child"),
            reason=command.reason.strip(),
        ),
    )


def review(
    state: CaseState, command: ReviewEmergencyAccess, context: Context
) -> tuple[object, ...] | Refused:
    """By another person, once; that it was not justified needs a reason."""
    found = state.emergencies.get(command.access)
    if found is None:
        return Refused(code="access-unknown")
    if found.by == context.by:
        return Refused(code="own-emergency")
    if found.reviewed:
        return Refused(code="emergency-reviewed")
    lacking = None if command.justified else needs_text("reason", command.reason)
    return (
        lacking
        or too_long("reason", command.reason)
        or (
            EmergencyAccessReviewed(
                access=command.access,
                justified=command.justified,
                child=subject_of(command.case, "child"),
                reason=command.reason.strip() or None,
            ),
        )
    )


def escalate(state: CaseState, ref: str, now: datetime) -> tuple[object, ...]:
    """The day is over; nothing, if it was reviewed meanwhile. A closed case makes no difference."""
    found = state.emergencies.get(UUID(ref))
    if found is None or found.reviewed or found.escalated or now <= found.review_by:
        return ()
    return (EmergencyAccessEscalated(access=UUID(ref)),)


def opened(state: CaseState, event: EmergencyAccessOpened, at: Envelope) -> CaseState:
    one = Emergency(by=at.by, until=event.until, review_by=event.review_by)
    return state._replace(emergencies={**state.emergencies, event.access: one})


def reviewed(state: CaseState, event: EmergencyAccessReviewed, at: Envelope) -> CaseState:
    return _changed(state, event.access, reviewed=True)


def escalated(state: CaseState, event: EmergencyAccessEscalated, at: Envelope) -> CaseState:
    return _changed(state, event.access, escalated=True)


def _changed(state: CaseState, access: UUID, **changes: Any) -> CaseState:
    found = state.emergencies.get(access)
    if found is None:
        return state
    return state._replace(emergencies={**state.emergencies, access: found._replace(**changes)})
