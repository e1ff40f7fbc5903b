"""Whom an event concerns so much that they are told: pure, asked in the transaction that stores the event.

A notice names kind, audience and case, and nothing about a child: whoever is told opens the case and is asked
for their right there. Who did it is never told of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from domain import account_entering as entering
from domain import breach, unusual
from domain.account import Role
from domain.case import care_events as care
from domain.case import emergency as urgent
from domain.case import events as case
from domain.case import forgetting_events as forget
from domain.case import legal_hold
from domain.case.writer import WriterAnswered
from domain.envelope import Recorded
from domain.export import number_of
from domain.export_events import ExportApproved, ExportAsked, ExportExpired, ExportRefused
from domain.identity import AccountId, ExportId


class NoticeKind(StrEnum):
    """What one is told; `inbox.kind.<value>` has the words. Stored by value."""

    HANDED_OVER = "case-handed-over"
    LOWER_CLASS = "lower-class-proposed"
    TERM_MISSED = "term-missed"
    DUTY_MISSED = "duty-missed"
    ALARM_RETURNED = "alarm-returned"
    HOUSEHOLD_DANGER = "household-danger"
    EMERGENCY = "emergency-access"
    EMERGENCY_ESCALATED = "emergency-access-escalated"
    UNUSUAL_READING = "unusual-reading"
    WRITER_ANSWERED = "writer-answered"
    FIRST_CODE = "first-code"
    RESET_ASKED = "reset-asked"
    FACTOR_RESET = "factor-reset"
    PASSKEY_COPIED = "passkey-copied"
    IDENTITY_LINKED = "identity-linked"
    EXPORT_ASKED = "export-asked"
    EXPORT_APPROVED = "export-approved"
    EXPORT_REFUSED = "export-refused"
    EXPORT_EXPIRED = "export-expired"
    DELETION_ASKED = "deletion-asked"
    DELETION_MISSED = "deletion-missed"
    FORGETTING_PROPOSED = "forgetting-proposed"
    HOLD_ASKED = "legal-hold-asked"
    BREACH_FOUND = "breach-found"
    BREACH_NOTICE_MISSED = "breach-notice-missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`to` is one account, or everybody who has one of `roles` in the region where the case is when it is
    delivered (without a case: the region of the event's centre). `ref` is a word of the event, in clear.
    """

    kind: NoticeKind
    to: AccountId | None = None
    roles: tuple[Role, ...] = ()
    case: UUID | None = None
    ref: str = ""


HEADS: Final = (Role.HEAD,)
WHO_TAKE: Final = (Role.OPERATOR, Role.DISPATCHER)
OVERSEERS: Final = (Role.SUPERVISOR, Role.HEAD)
QUESTIONERS: Final = (Role.SUPERVISOR, Role.AUDITOR)
SECOND_CONFIRMERS: Final = (Role.ADMINISTRATOR, Role.HEAD)
"""Who may confirm a reset of second factors, as `domain.access` has it (a test holds the two together)."""
APPROVERS: Final = (Role.SUPERVISOR, Role.HEAD, Role.AUDITOR)
"""Who may approve a file with names, as `domain.access` has it (a test holds the two together)."""
WATCHERS: Final = (Role.HEAD, Role.AUDITOR)
SECOND_PERSONS: Final = (Role.DISPATCHER, Role.SUPERVISOR, Role.HEAD)
"""Who may confirm a lower class, as `domain.access` has it (a test holds the two together)."""


def notices_of(recorded: Recorded) -> tuple[Notice, ...]:
    """What is told because of this event; mostly nothing."""
    told = _NOTICES.get(type(recorded.event))
    return () if told is None else told(recorded.event, recorded.stream)


def _handed_over(event: case.CaseHandedOver, stream: UUID) -> tuple[Notice, ...]:
    return (Notice(kind=NoticeKind.HANDED_OVER, to=event.owner, case=stream),)


def _to(kind: NoticeKind, roles: tuple[Role, ...]) -> Callable[[Any, UUID], tuple[Notice, ...]]:
    return lambda _, stream: (Notice(kind=kind, roles=roles, case=stream),)


def _of_no_case(kind: NoticeKind, roles: tuple[Role, ...]) -> Callable[[Any, UUID], tuple[Notice, ...]]:
    return lambda _, stream: (Notice(kind=kind, roles=roles),)


def _duty_missed(event: care.DutyMissed, stream: UUID) -> tuple[Notice, ...]:
    return (Notice(kind=NoticeKind.DUTY_MISSED, roles=OVERSEERS, case=stream, ref=event.duty),)


def _emergency(event: urgent.EmergencyAccessOpened, stream: UUID) -> tuple[Notice, ...]:
    """At once to whoever answers for the case and to those who review it."""
    kind, why = NoticeKind.EMERGENCY, str(event.category)
    overseers = Notice(kind=kind, roles=OVERSEERS, case=stream, ref=why)
    owner = () if event.owner is None else (Notice(kind=kind, to=event.owner, case=stream, ref=why),)
    return (*owner, overseers)


def _export_asked(event: ExportAsked, stream: UUID) -> tuple[Notice, ...]:
    return (Notice(kind=NoticeKind.EXPORT_ASKED, roles=APPROVERS, ref=number_of(ExportId(stream))),)


def _export_decided(event: ExportApproved | ExportRefused, stream: UUID) -> tuple[Notice, ...]:
    """To whoever asked; nothing of the first of two approvals."""
    if isinstance(event, ExportApproved) and event.until is None:
        return ()
    approved = isinstance(event, ExportApproved)
    kind = NoticeKind.EXPORT_APPROVED if approved else NoticeKind.EXPORT_REFUSED
    return (Notice(kind=kind, to=event.asker, ref=number_of(ExportId(stream))),)


def _export_expired(event: ExportExpired, stream: UUID) -> tuple[Notice, ...]:
    """To whoever asked and has nothing: a file that was taken once served its end."""
    if event.taken or event.asker is None:
        return ()
    return (Notice(kind=NoticeKind.EXPORT_EXPIRED, to=event.asker, ref=number_of(ExportId(stream))),)


def _unusual(event: unusual.UnusualReadingNoticed, stream: UUID) -> tuple[Notice, ...]:
    return (Notice(kind=NoticeKind.UNUSUAL_READING, roles=QUESTIONERS, ref=str(event.kind)),)


def _answered(event: WriterAnswered, stream: UUID) -> tuple[Notice, ...]:
    """To whoever answers for the case; to everybody who could take it while nobody does."""
    roles = WHO_TAKE if event.owner is None else ()
    return (Notice(kind=NoticeKind.WRITER_ANSWERED, to=event.owner, roles=roles, case=stream),)


def _first_code(event: entering.FirstCodeHanded, stream: UUID) -> tuple[Notice, ...]:
    """`ref` is the account: those who are told look at its history."""
    return (Notice(kind=NoticeKind.FIRST_CODE, roles=WATCHERS, ref=str(stream)),)


def _factor_reset(event: entering.SecondFactorReset, stream: UUID) -> tuple[Notice, ...]:
    """To the person: had they not asked for it, this is how they would learn of it."""
    return (Notice(kind=NoticeKind.FACTOR_RESET, to=AccountId(stream)),)


def _identity_linked(event: entering.IdentityLinked, stream: UUID) -> tuple[Notice, ...]:
    """To the person, unless they did it: it is a new way into their account."""
    return (Notice(kind=NoticeKind.IDENTITY_LINKED, to=AccountId(stream)),)


_NOTICES: Final[Mapping[type, Callable[[Any, UUID], tuple[Notice, ...]]]] = {
    case.CaseHandedOver: _handed_over,
    ExportAsked: _export_asked,
    ExportApproved: _export_decided,
    ExportRefused: _export_decided,
    ExportExpired: _export_expired,
    entering.FirstCodeHanded: _first_code,
    # One of them is the second person.
    entering.ResetAsked: _of_no_case(NoticeKind.RESET_ASKED, SECOND_CONFIRMERS),
    entering.SecondFactorReset: _factor_reset,
    # The person was told when it was refused.
    entering.PasskeyCounterWentBack: _of_no_case(NoticeKind.PASSKEY_COPIED, (Role.ADMINISTRATOR,)),
    entering.IdentityLinked: _identity_linked,
    case.LowerClassProposed: _to(NoticeKind.LOWER_CLASS, SECOND_PERSONS),
    case.TermMissed: _to(NoticeKind.TERM_MISSED, OVERSEERS),
    case.AlarmReturned: _to(NoticeKind.ALARM_RETURNED, OVERSEERS),
    care.DutyMissed: _duty_missed,
    WriterAnswered: _answered,
    care.HouseholdDangerRecorded: _to(NoticeKind.HOUSEHOLD_DANGER, HEADS),
    urgent.EmergencyAccessOpened: _emergency,
    unusual.UnusualReadingNoticed: _unusual,
    breach.BreachFound: _of_no_case(NoticeKind.BREACH_FOUND, WATCHERS),
    breach.BreachNoticeMissed: _of_no_case(NoticeKind.BREACH_NOTICE_MISSED, WATCHERS),
    urgent.EmergencyAccessEscalated: _to(NoticeKind.EMERGENCY_ESCALATED, WATCHERS),
    forget.DeletionAsked: _to(NoticeKind.DELETION_ASKED, OVERSEERS),
    forget.DeletionMissed: _to(NoticeKind.DELETION_MISSED, OVERSEERS),
    forget.ForgettingProposed: _to(NoticeKind.FORGETTING_PROPOSED, OVERSEERS),
    legal_hold.LegalHoldAsked: _to(NoticeKind.HOLD_ASKED, OVERSEERS),
}
