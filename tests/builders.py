"""Events and commands with defaults, so that a test says only what it is about.

Noon is Monday 16 March 2026, 12:00 in Almaty: an ordinary request of then is due on Wednesday at 23:59:59.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.breach import BreachFound
from domain.case import care_events as care
from domain.case import commands as ask
from domain.case import events as happened
from domain.case import visit_commands as visit_ask
from domain.case import visit_events as visits
from domain.case.terms import Channel, DutyKind, RiskClass
from domain.centre import CentreSettings
from domain.context import Context
from domain.identity import (
    AccountId,
    BreachId,
    CaseId,
    SchoolId,
    ShiftId,
    SpecialistId,
    TeamId,
    VisitId,
    subject_of,
)
from domain.law.breach import breach_notice_due
from domain.law.calendars import edition_known_at
from domain.law.citations import Rule
from domain.law.due import consideration_due, obligation_due, targets_for, threat_due
from domain.law.local_time import local_date
from domain.law.terms import EVERY_DAY
from domain.law.visit_outcome import Outcome
from domain.shift import ShiftStarted, TeamBooked

NOON = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
REGION = "KZ-75"


def an_id(name: str) -> UUID:
    """The same identity for the same name, in every run."""
    return uuid5(NAMESPACE_URL, f"test/{name}")


CASE, OTHER_CASE = CaseId(an_id("case")), CaseId(an_id("other case"))
VISIT, OTHER_VISIT = VisitId(an_id("visit")), VisitId(an_id("other visit"))
TEAM, OTHER_TEAM = TeamId(an_id("team")), TeamId(an_id("other team"))
SHIFT, OTHER_SHIFT = ShiftId(an_id("shift")), ShiftId(an_id("other shift"))
SCHOOL = SchoolId(an_id("school"))
BREACH = BreachId(an_id("breach"))
ALMA, BOLAT, HEAD = AccountId(an_id("alma")), AccountId(an_id("bolat")), AccountId(an_id("head"))
AINUR, DANA, ERBOL = (SpecialistId(an_id(name)) for name in ("ainur", "dana", "erbol"))
PROMISE = an_id("promise")
CHILD, CALLER, GUARDIAN = (subject_of(CASE, part) for part in ("child", "caller", "guardian"))
SETTINGS = CentreSettings()


def after(minutes: float = 0, seconds: float = 0) -> datetime:
    """So long after noon."""
    return NOON + timedelta(minutes=minutes, seconds=seconds)


def context(at: datetime = NOON, by: AccountId | None = ALMA, **changes: Any) -> Context:
    said = {
        "now": at,
        "happened_at": at,
        "by": by,
        "role": "dispatcher",
        "region": REGION,
        "command_id": an_id("command"),
        "centre": SETTINGS,
        "calendar": edition_known_at(local_date(at)),
    }
    return Context(**{**said, **changes})


def ordinary_due(at: datetime = NOON) -> Any:
    calendar = edition_known_at(local_date(at))
    return consideration_due(at, SETTINGS.week, SETTINGS.reading, calendar, SETTINGS.hours)


def received(at: datetime = NOON, **changes: Any) -> happened.CaseReceived:
    said = {
        "number": "KZ-75-2026-000001",
        "region": REGION,
        "channel": Channel.PHONE,
        "received_at": at,
        "registered_at": at,
        "due": ordinary_due(at),
        "take_by": at + timedelta(minutes=SETTINGS.take_within),
        "anonymous": True,
        "school": SCHOOL,
        "nearest_school": SCHOOL,
        "district": "bostandyk",
        "child": CHILD,
        "caller": CALLER,
    }
    return happened.CaseReceived(**{**said, **changes})


def assessed(risk_class: int = 3, at: datetime = NOON, **changes: Any) -> happened.CaseAssessed:
    risk = RiskClass(risk_class)
    targets = targets_for(risk, at, SETTINGS.targets)
    said = {
        "risk_class": risk,
        "due": threat_due(at) if risk.threat else ordinary_due(at),
        "take_by": at + timedelta(minutes=SETTINGS.take_within),
        "contact_by": targets.contact,
        "leave_by": targets.left,
        "on_site_by": targets.on_site,
        "child": CHILD,
        "reason": "as told",
    }
    return happened.CaseAssessed(**{**said, **changes})


def taken(by: AccountId = ALMA, at: datetime = NOON) -> happened.CaseTaken:
    return happened.CaseTaken(owner=by, act_by=at + timedelta(minutes=SETTINGS.act_within))


def considered() -> happened.CaseConsidered:
    return happened.CaseConsidered(child=CHILD, result="help agreed")


def closed() -> happened.CaseClosed:
    return happened.CaseClosed(child=CHILD, result="done")


def consent_given() -> care.ConsentGiven:
    return care.ConsentGiven(form="written", guardian=GUARDIAN, guardian_name="G.", evidence="paper 7")


def opened(duty: DutyKind = DutyKind.INFORM_PARENTS, at: datetime = NOON) -> care.DutyOpened:
    return care.DutyOpened(duty=duty, due=obligation_due(at).at, citation=Rule.SAME_DAY, edition=EVERY_DAY)


def both_opened(at: datetime = NOON) -> tuple[care.DutyOpened, care.DutyOpened]:
    return opened(DutyKind.INFORM_PARENTS, at), opened(DutyKind.INFORM_BODY, at)


def danger() -> care.HouseholdDangerRecorded:
    return care.HouseholdDangerRecorded(child=CHILD, words="the stepfather")


def held() -> care.DutyHeld:
    return care.DutyHeld(duty=DutyKind.INFORM_PARENTS, citation=Rule.HOUSEHOLD)


def done(duty: DutyKind) -> care.DutyDone:
    return care.DutyDone(duty=duty, channel="phone", child=CHILD, person="P.", result="told")


def assigned(visit: VisitId = VISIT, team: TeamId = TEAM, at: datetime = NOON) -> visits.TeamAssigned:
    return visits.TeamAssigned(
        visit=visit,
        team=team,
        shift=SHIFT if team == TEAM else OTHER_SHIFT,
        members=(AINUR, DANA),
        accept_by=at + timedelta(minutes=SETTINGS.accept_within),
        eta_at=None,
        child=CHILD,
    )


def ended(outcome: Outcome = Outcome.NOT_NEEDED) -> visits.VisitEnded:
    return visits.VisitEnded(visit=VISIT, team=TEAM, outcome=outcome, child=CHILD)


def a_breach(at: datetime = NOON, **changes: Any) -> BreachFound:
    due = breach_notice_due(at, SETTINGS.week, edition_known_at(local_date(at)))
    said = {"region": REGION, "detected_at": at, "due": due, "subject": subject_of(BREACH, "breach")}
    return BreachFound(**{**said, "what": "a list was sent to a wrong address", **changes})


def promised(on: date = date(2026, 3, 20)) -> happened.FollowUpSet:
    return happened.FollowUpSet(follow_up=PROMISE, on=on, child=CHILD, what="call the school")


def on_duty(at: datetime = NOON, **changes: Any) -> ShiftStarted:
    said = {
        "team": TEAM,
        "region": REGION,
        "members": (AINUR, DANA),
        "languages": ("kk", "ru"),
        "professions": ("psychologist",),
        "vehicle": "car",
        "starts_at": at,
        "ends_at": at + timedelta(hours=8),
    }
    return ShiftStarted(**{**said, **changes})


def booked(visit: VisitId = VISIT) -> TeamBooked:
    return TeamBooked(team=TEAM, visit=visit, case=CASE)


def receive(**changes: Any) -> ask.ReceiveRequest:
    return ask.ReceiveRequest(**{"case": CASE, "channel": Channel.PHONE, "school": SCHOOL, **changes})


def assign(**changes: Any) -> visit_ask.AssignTeam:
    return visit_ask.AssignTeam(**{"case": CASE, "visit": VISIT, "team": TEAM, **changes})


def helped(**changes: Any) -> visit_ask.EndVisit:
    """The end of a visit at which help was agreed."""
    said = {
        "case": CASE,
        "visit": VISIT,
        "outcome": Outcome.HELPED,
        "kinds": ("talk",),
        "forms": ("in person",),
        "terms": "weekly until May",
    }
    return visit_ask.EndVisit(**{**said, **changes})
