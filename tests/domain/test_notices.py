"""Who is told of what: every kind has its event, its audience by the rights table, nothing about a child."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.access import RIGHTS, Action
from domain.account import Role
from domain.account_entering import (
    FirstCodeHanded,
    IdentityLinked,
    PasskeyCounterWentBack,
    ResetAsked,
    SecondFactorReset,
)
from domain.breach import BreachNoticeMissed
from domain.case import care_events as care
from domain.case import emergency as urgent
from domain.case import events as case
from domain.case import forgetting_events as forget
from domain.case.keeping import Part
from domain.case.legal_hold import HoldGround, LegalHoldAsked
from domain.case.terms import DutyKind, RiskClass
from domain.case.writer import WriterAnswered
from domain.envelope import Recorded
from domain.export_events import ExportApproved, ExportExpired, ExportRefused, WhyNot
from domain.identity import AccountId
from domain.marks import sealed_fields
from domain.notices import (
    APPROVERS,
    HEADS,
    OVERSEERS,
    SECOND_CONFIRMERS,
    SECOND_PERSONS,
    WHO_TAKE,
    Notice,
    NoticeKind,
    notices_of,
)
from domain.unusual import Unusual, UnusualReadingNoticed
from tests.any_event import EVENTS_BY_NAME
from tests.builders import ALMA, BOLAT, CASE, CHILD, NOON, a_breach, danger, ordinary_due
from tests.domain.test_export import ASKED
from tests.given import envelope


def told(event: object) -> tuple[Notice, ...]:
    around = envelope(by=ALMA)
    return notices_of(Recorded(stream=CASE, version=1, position=1, name="x", event=event, envelope=around))


def emergency(owner: AccountId | None = None) -> urgent.EmergencyAccessOpened:
    return urgent.EmergencyAccessOpened(
        access=CASE,
        category=urgent.Category.OTHER,
        from_region="KZ-79",
        until=NOON,
        review_by=NOON,
        owner=owner,
        child=CHILD,
        reason="He is on the roof",
    )


TOLD = {
    NoticeKind.HANDED_OVER: case.CaseHandedOver(owner=BOLAT, act_by=NOON),
    NoticeKind.LOWER_CLASS: case.LowerClassProposed(risk_class=RiskClass(3), child=CASE, reason="calm"),
    NoticeKind.TERM_MISSED: case.TermMissed(due=ordinary_due()),
    NoticeKind.DUTY_MISSED: care.DutyMissed(duty=DutyKind.INFORM_BODY, due=NOON),
    NoticeKind.ALARM_RETURNED: case.AlarmReturned(),
    NoticeKind.HOUSEHOLD_DANGER: danger(),
    NoticeKind.EMERGENCY: emergency(),
    NoticeKind.UNUSUAL_READING: UnusualReadingNoticed(account=ALMA, kind=Unusual.MANY_CARDS, hour=NOON),
    NoticeKind.EMERGENCY_ESCALATED: urgent.EmergencyAccessEscalated(access=CASE),
    NoticeKind.WRITER_ANSWERED: WriterAnswered(owner=BOLAT, child=CASE, text="more"),
    NoticeKind.FIRST_CODE: FirstCodeHanded(),
    NoticeKind.RESET_ASKED: ResetAsked(by=ALMA, until=NOON, password=False),
    NoticeKind.FACTOR_RESET: SecondFactorReset(asked_by=BOLAT, password=False),
    NoticeKind.PASSKEY_COPIED: PasskeyCounterWentBack(),
    NoticeKind.DELETION_ASKED: forget.DeletionAsked(
        request=CASE, parts=(Part.CHILD,), relation=forget.Relation.PARENT, due=ordinary_due()
    ),
    NoticeKind.DELETION_MISSED: forget.DeletionMissed(request=CASE, due=NOON),
    NoticeKind.FORGETTING_PROPOSED: forget.ForgettingProposed(
        parts=(Part.CHILD,), ground=forget.Ground.RETENTION, request=None
    ),
    NoticeKind.HOLD_ASKED: LegalHoldAsked(
        hold=CASE, lifting=False, ground=HoldGround.COURT, subject=CHILD, reason="letter 12"
    ),
    NoticeKind.IDENTITY_LINKED: IdentityLinked(issuer="https://login.example", mark="ab"),
    NoticeKind.EXPORT_ASKED: ASKED,
    NoticeKind.EXPORT_APPROVED: ExportApproved(asker=BOLAT, until=NOON),
    NoticeKind.EXPORT_REFUSED: ExportRefused(asker=BOLAT, reason=WhyNot.TOO_MUCH),
    NoticeKind.EXPORT_EXPIRED: ExportExpired(asker=BOLAT, taken=0),
    NoticeKind.BREACH_FOUND: a_breach(),
    NoticeKind.BREACH_NOTICE_MISSED: BreachNoticeMissed(due=a_breach().due),
}
NO_CASE = {
    NoticeKind.UNUSUAL_READING,
    NoticeKind.FIRST_CODE,
    NoticeKind.RESET_ASKED,
    NoticeKind.FACTOR_RESET,
    NoticeKind.PASSKEY_COPIED,
    NoticeKind.IDENTITY_LINKED,
    NoticeKind.EXPORT_ASKED,
    NoticeKind.EXPORT_APPROVED,
    NoticeKind.EXPORT_REFUSED,
    NoticeKind.EXPORT_EXPIRED,
    NoticeKind.BREACH_FOUND,
    NoticeKind.BREACH_NOTICE_MISSED,
}


def test_each_kind_has_its_event() -> None:
    for kind in NoticeKind:
        (notice,) = told(TOLD[kind])
        assert (notice.kind, notice.case) == (kind, None if kind in NO_CASE else CASE)


def test_a_handed_over_case_is_told_to_its_new_owner_alone() -> None:
    (notice,) = told(TOLD[NoticeKind.HANDED_OVER])
    assert (notice.to, notice.roles) == (BOLAT, ())


def test_what_was_missed_is_told_to_those_who_oversee_and_a_danger_at_home_to_the_head() -> None:
    for kind in (NoticeKind.TERM_MISSED, NoticeKind.DUTY_MISSED, NoticeKind.ALARM_RETURNED):
        assert told(TOLD[kind])[0].roles == OVERSEERS
    assert told(TOLD[NoticeKind.DUTY_MISSED])[0].ref == DutyKind.INFORM_BODY
    assert told(TOLD[NoticeKind.HOUSEHOLD_DANGER])[0].roles == HEADS


def test_an_emergency_access_is_told_to_the_owner_and_to_those_who_review_it_else_to_head_and_auditor() -> (
    None
):
    owner, overseers = told(emergency(BOLAT))
    assert (owner.to, owner.kind, owner.ref) == (BOLAT, NoticeKind.EMERGENCY, "other")
    assert overseers.roles == OVERSEERS == tuple(RIGHTS[Action.REVIEW_EMERGENCY])
    (late,) = told(TOLD[NoticeKind.EMERGENCY_ESCALATED])
    assert set(late.roles) == {Role.HEAD, Role.AUDITOR}


def test_an_export_is_told_to_those_who_approve_and_its_end_to_the_asker() -> None:
    assert told(TOLD[NoticeKind.EXPORT_ASKED])[0].roles == APPROVERS
    for kind in (NoticeKind.EXPORT_APPROVED, NoticeKind.EXPORT_REFUSED, NoticeKind.EXPORT_EXPIRED):
        assert told(TOLD[kind])[0].to == BOLAT
    assert told(ExportApproved(asker=BOLAT, until=None)) == ()
    assert told(ExportExpired(asker=BOLAT, taken=1)) == ()
    assert told(ExportExpired(taken=0)) == (), "older ones do not say who asked"


def test_a_breach_is_told_to_head_and_auditor() -> None:
    for kind in (NoticeKind.BREACH_FOUND, NoticeKind.BREACH_NOTICE_MISSED):
        assert set(told(TOLD[kind])[0].roles) == {Role.HEAD, Role.AUDITOR}


def test_what_a_writer_adds_is_told_to_the_owner_or_to_everybody_who_takes() -> None:
    assert told(TOLD[NoticeKind.WRITER_ANSWERED])[0].to == BOLAT
    (notice,) = told(WriterAnswered(owner=None, child=CASE, text="more"))
    assert notice.roles == WHO_TAKE


def test_audiences_are_those_whose_right_it_is() -> None:
    assert set(SECOND_PERSONS) == set(RIGHTS[Action.CONFIRM_CLASS])
    assert set(SECOND_CONFIRMERS) == set(RIGHTS[Action.CONFIRM_RESET])
    assert set(HEADS) == set(RIGHTS[Action.DECIDE_DUTY]) == {Role.HEAD}


@given(st.one_of(*EVENTS_BY_NAME.values()))
def test_no_event_puts_a_personal_field_into_a_notice(event: Any) -> None:
    private = {str(getattr(event, name)) for name in sealed_fields(type(event))} - {"None", ""}
    for notice in told(event):
        assert notice.ref not in private
        assert (notice.to is None) != (notice.roles == ())
