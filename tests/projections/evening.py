"""One case through every step that there is, told by people who write a rare name wherever they can."""

from datetime import date, timedelta

from domain import shift
from domain.case import care_commands as care
from domain.case import commands as ask
from domain.case import forgetting_events as forget
from domain.case import legal_hold as hold
from domain.case import visit_commands as visit
from domain.case.emergency import Category, OpenEmergencyAccess
from domain.case.keeping import Part
from domain.case.remote_help import ArrangeRemoteHelp, RemoteMeans
from domain.case.terms import Channel, ConsentForm, DutyKind, EmergencyService, RiskClass
from domain.case.writer import AskWriter, HearWriter
from domain.identity import CaseId, ShiftId, VisitId
from domain.law.visit_outcome import Outcome
from tests.builders import AINUR, BOLAT, CASE, DANA, NOON, OTHER_CASE, PROMISE, SCHOOL, SHIFT, TEAM, an_id
from tests.dispatch.memory import Memory, opened

CANARY = "Құралай-Зубейда"
PHONE = "+7 701 555 01 99"
BORN = date(2012, 2, 29)
HOME = (43.271828, 76.918281)
PERSONAL = (CANARY, "701 555 01 99", "7015550199", BORN.isoformat(), str(HOME[0]), str(HOME[1]))
"""None of these may be seen where personal data has no place."""


def _received(case: CaseId) -> ask.ReceiveRequest:
    return ask.ReceiveRequest(
        case=case,
        channel=Channel.PUBLIC_FORM if case == CASE else Channel.MASS_MEDIA,
        story=CANARY,
        point=HOME,
        place=CANARY,
        child_name=CANARY,
        child_birth_date=BORN,
        child_phone=PHONE,
        child_language="kk",
        caller_name=CANARY,
        caller_phone=PHONE,
        caller_relation=CANARY,
        publication=f"https://example.org/{CANARY}",
        publication_seen_at=NOON,
        risk_class=RiskClass.RAISED,
        answers=(ask.Answer(question="who", answer=CANARY),),
        reason=CANARY,
    )


def _visits() -> tuple[object, ...]:
    first, second, third = (VisitId(an_id(f"evening visit {n}")) for n in range(3))
    at = {"case": CASE, "visit": third}
    follow_up = ask.FollowUp(follow_up=PROMISE, on=NOON.date() + timedelta(days=1), what=CANARY)
    help_given = {"kinds": (CANARY,), "forms": (CANARY,), "terms": CANARY, "findings": CANARY}
    return (
        visit.AssignTeam(case=CASE, visit=first, team=TEAM, reason=CANARY),
        visit.DeclineAssignment(case=CASE, visit=first, reason=CANARY),
        visit.AssignTeam(case=CASE, visit=second, team=TEAM, reason=CANARY),
        visit.CancelAssignment(case=CASE, visit=second, reason=CANARY),
        visit.AssignTeam(case=CASE, visit=third, team=TEAM, reason=CANARY),
        visit.ConfirmDelivery(**at),
        visit.AcceptAssignment(**at, drive=True),
        visit.RecordArrival(**at),
        visit.RecordAccess(**at, let_in=False, words=CANARY),
        visit.RecordAccess(**at, let_in=True),
        visit.EndVisit(**at, outcome=Outcome.HELPED, follow_ups=(follow_up,), **help_given),
        ask.FinishFollowUp(case=CASE, follow_up=PROMISE, done=True, note=CANARY),
    )


def _care() -> tuple[object, ...]:
    duty, of = DutyKind.INFORM_PARENTS, {"case": CASE}
    told = {"person": CANARY, "channel": "phone", "result": CANARY}
    return (
        care.RequestConsent(**of, guardian_name=CANARY, guardian_phone=PHONE),
        care.RecordConsent(**of, guardian_name=CANARY, form=ConsentForm.WRITTEN, evidence=CANARY),
        care.WithdrawConsent(**of, words=CANARY),
        care.RecordConsentRefused(**of, guardian_name=CANARY, words=CANARY),
        care.RecordChildAgreement(**of, agreed=True),
        care.StartService(**of, kind="talk"),
        care.RecordHouseholdDanger(**of, words=CANARY),
        care.ReleaseDuty(**of, duty=duty, towards=CANARY, reason=CANARY),
        care.RecordDutyDone(**of, duty=duty, **told),
        care.WaiveDuty(**of, duty=DutyKind.INFORM_BODY, reason=CANARY),
    )


def _kept() -> tuple[object, ...]:
    """What one person alone can do about keeping an open case."""
    of = {"case": CASE}
    parts, relation = (Part.CHILD,), forget.Relation.PARENT
    return (
        forget.AskDeletion(**of, request=PROMISE, parts=parts, relation=relation),
        forget.RefuseDeletion(**of, request=PROMISE, ground=forget.KeptFor.CASE_OPEN),
        hold.AskLegalHold(**of, hold=PROMISE, ground=hold.HoldGround.COURT, reason=CANARY),
        hold.DropLegalHold(**of, hold=PROMISE),
    )


def script() -> tuple[object, ...]:
    """Every command of a case and of a shift, all accepted in this order."""
    of = {"case": CASE}
    group = {"shift": ShiftId(SHIFT), "team": TEAM, "members": (AINUR, DANA)}
    return (
        _received(CASE),
        _received(OTHER_CASE),
        ask.AttachRequest(case=OTHER_CASE, to=CASE),
        ask.TakeCase(**of),
        ask.HandOverCase(**of, to=BOLAT),
        ask.AssessCase(**of, risk_class=RiskClass.THREAT, reason=CANARY),
        ask.AssessCase(**of, risk_class=RiskClass.ORDINARY, reason=CANARY),
        ask.AssessCase(**of, risk_class=RiskClass.THREAT, reason=CANARY),
        ask.RecordContact(**of, channel="phone", note=CANARY),
        ask.RecordServiceCall(**of, service=EmergencyService.POLICE, note=CANARY),
        ask.AddNote(**of, text=CANARY),
        AskWriter(**of, question=CANARY),
        HearWriter(**of, text=CANARY),
        ask.CorrectSchool(**of, point=HOME, place=CANARY),
        ask.CorrectSchool(**of, school=SCHOOL, place=CANARY),
        ArrangeRemoteHelp(**of, means=RemoteMeans.VIDEO, first_hands=True, note=CANARY),
        ask.CorrectChild(**of, child_name=CANARY, child_birth_date=BORN, child_language="ru"),
        *(ask.CorrectPhone(**of, whose=whose, phone=PHONE) for whose in ("child", "caller", "guardian")),
        shift.StartShift(**group, ends_at=NOON + timedelta(hours=9)),
        *_visits(),
        *_care(),
        *_kept(),
        ask.ConsiderCase(**of, result=CANARY),
        OpenEmergencyAccess(**of, access=SHIFT, category=Category.OTHER, reason=CANARY * 20),
        ask.CloseCase(**of, result=CANARY),
        ask.ReopenCase(**of, reason=CANARY),
        ask.TransferCase(**of, region="KZ-79", reason=CANARY),
        ask.RedirectCase(case=OTHER_CASE, to="guardianship", reason=CANARY),
        shift.EndShift(shift=SHIFT),
    )


def told() -> Memory:
    """The house after it all, with the time that it took."""
    house = opened()
    for command in script():
        house.tick(house.now + timedelta(minutes=4))
        house.accepted(command)
    return house
