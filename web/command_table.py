"""The table of commands: class, the right it takes, and how the thing it is about is found.

`RegisterCentre` is not in it: a centre is made by set-up, never over HTTP.
"""

from collections.abc import Mapping
from typing import Any, Final

from dispatch.ports import Row
from domain import account, shift
from domain.access import Action, Relation
from domain.case import care_commands as care
from domain.case import commands as case
from domain.case import emergency, legal_hold
from domain.case import forgetting_events as forget
from domain.case import visit_commands as visit
from domain.case.remote_help import ArrangeRemoteHelp
from domain.case.writer import AskWriter
from domain.joint_sending import AcceptJointPlan
from domain.regions import REGIONS
from domain.verdict import Thing
from web.case_thing import case_thing
from web.command_entry import Entry, entries, there
from web.oversight_commands import OVERSIGHT_ENTRIES
from web.problems import Problem
from web.register_commands import REGISTER_ENTRIES
from web.system import System
from web.visitor import Visitor, may_enter


def _of_case(system: System, visitor: Visitor, command: Any) -> Thing:
    row = there(system.row("queue", str(command.case)), "case-unknown")
    return case_thing(system, visitor, row)


def _of_visit(system: System, visitor: Visitor, command: Any) -> Thing:
    row = there(system.row("queue", str(command.case)), "case-unknown")
    teams = [one["team"] for one in row["visits"] if one["id"] == str(command.visit)]
    return _stands(row["region"], visitor.to_team(teams[0] if teams else None))


def _of_assignment(system: System, visitor: Visitor, command: visit.AssignTeam) -> Thing:
    found = _of_case(system, visitor, command)
    _same_region(found, visitor, system.row("teams", str(command.team)), "team-unknown")
    return found


def _of_attached(system: System, visitor: Visitor, command: case.AttachRequest) -> Thing:
    found = _of_case(system, visitor, command)
    _same_region(found, visitor, system.row("queue", str(command.to)), "case-unknown")
    return found


def _of_handed_over(system: System, visitor: Visitor, command: case.HandOverCase) -> Thing:
    found = _of_case(system, visitor, command)
    to = _same_region(found, visitor, system.row("accounts", str(command.to)), "account-unknown")
    if to is not None and not may_enter(to):
        raise Problem("account-closed")
    return found


def _same_region(found: Thing, visitor: Visitor, other: Row | None, unknown: str) -> Row | None:
    """The other thing that a command names, of the case's region; of another it is as if it were not there.

    About a case of another region nothing is looked up: the answer must not tell that there is one.
    """
    if found.region != visitor.region:
        return None
    if other is None or other["region"] != found.region:
        raise Problem(unknown)
    return other


def _of_transferred(system: System, visitor: Visitor, command: case.TransferCase) -> Thing:
    here = {row["region"] for row in system.rows("centres").values()}
    if command.region not in REGIONS | here:
        raise Problem("region-unknown")
    found = _of_case(system, visitor, command)
    if found.region == visitor.region and command.region not in here:
        # No board of that centre stands here: the case would leave every board.
        raise Problem("centre-not-connected")
    return found


def _of_team(system: System, visitor: Visitor, command: Any) -> Thing:
    row = there(system.row("teams", str(command.team)), "team-unknown")
    return _stands(row["region"], visitor.to_team(row["id"]))


def _of_shift(system: System, visitor: Visitor, command: Any) -> Thing:
    running = (row for row in system.rows("teams").values() if row["shift"] == str(command.shift))
    row = there(next(running, None), "shift-not-running")
    return _stands(row["region"], visitor.to_team(row["id"]))


def _of_plan(system: System, visitor: Visitor, command: AcceptJointPlan) -> Thing:
    """The region it was made for. One that nobody knows any more is refused by the decision."""
    region, _ = system.plans.get(command.plan_id, (visitor.region, None))
    return Thing(region=region)


def _own(system: System, visitor: Visitor, command: Any) -> Thing:
    return Thing(region=visitor.region)


def _self(system: System, visitor: Visitor, command: Any) -> Thing:
    relation = Relation.SELF if command.account == visitor.account else Relation.NONE
    return _stands(visitor.region, relation)


def _stands(region: str, relation: Relation) -> Thing:
    return Thing(region=region, relations=frozenset({relation}))


ENTRIES: Final[Mapping[str, Entry]] = {
    "receive-request": Entry(
        command=case.ReceiveRequest,
        right=Action.RECEIVE,
        find=_own,
        unknown="case-unknown",
        without=frozenset({"says_danger", "district"}),
    ),
    **entries(Action.RECEIVE, _of_attached, "case-unknown", case.AttachRequest),
    **entries(
        Action.DESCRIBE_CASE,
        _of_case,
        "case-unknown",
        case.AssessCase,
        case.CorrectChild,
        case.CorrectPhone,
        case.SetFollowUp,
        case.FinishFollowUp,
        care.RequestConsent,
        care.RecordConsent,
        care.RecordConsentRefused,
        care.WithdrawConsent,
        care.RecordChildAgreement,
        care.StartService,
        care.RecordDutyDone,
    ),
    "correct-school": Entry(
        command=case.CorrectSchool,
        right=Action.DESCRIBE_CASE,
        find=_of_case,
        unknown="case-unknown",
        without=frozenset({"district"}),
    ),
    **entries(
        Action.ACT_FOR_SAFETY,
        _of_case,
        "case-unknown",
        case.RecordContact,
        case.RecordServiceCall,
        case.AddNote,
        AskWriter,
        care.RecordHouseholdDanger,
    ),
    **entries(
        Action.WORK_CASE,
        _of_case,
        "case-unknown",
        case.TakeCase,
        case.ConsiderCase,
        case.RedirectCase,
        case.CloseCase,
        case.ReopenCase,
    ),
    **entries(Action.REVIEW_EMERGENCY, _of_case, "case-unknown", emergency.ReviewEmergencyAccess),
    **entries(Action.WORK_CASE, _of_handed_over, "case-unknown", case.HandOverCase),
    **entries(Action.WORK_CASE, _of_transferred, "case-unknown", case.TransferCase),
    **entries(Action.CONFIRM_CLASS, _of_case, "case-unknown", case.ConfirmLowerClass),
    **entries(Action.DECIDE_DUTY, _of_case, "case-unknown", care.ReleaseDuty, care.WaiveDuty),
    **entries(Action.ASK_DELETION, _of_case, "case-unknown", forget.AskDeletion),
    **entries(
        Action.DECIDE_KEEPING,
        _of_case,
        "case-unknown",
        forget.RefuseDeletion,
        forget.ProposeForgetting,
        forget.ConfirmForgetting,
        forget.DropForgetting,
        legal_hold.AskLegalHold,
        legal_hold.AskLiftingHold,
        legal_hold.ConfirmLegalHold,
        legal_hold.DropLegalHold,
    ),
    "assign-team": Entry(
        command=visit.AssignTeam,
        right=Action.DISPATCH,
        find=_of_assignment,
        unknown="case-unknown",
        without=frozenset({"recommendation"}),
    ),
    "accept-joint-plan": Entry(
        command=AcceptJointPlan,
        right=Action.DISPATCH,
        find=_of_plan,
        unknown="plan-gone",
        without=frozenset({"plan", "recommendations"}),
    ),
    "arrange-remote-help": Entry(
        command=ArrangeRemoteHelp,
        right=Action.DISPATCH,
        find=_of_case,
        unknown="case-unknown",
        without=frozenset({"proposed"}),
    ),
    **entries(Action.DISPATCH, _of_visit, "case-unknown", visit.CancelAssignment),
    **entries(
        Action.REPORT_VISIT,
        _of_visit,
        "case-unknown",
        visit.ConfirmDelivery,
        visit.AcceptAssignment,
        visit.DeclineAssignment,
        visit.RecordDeparture,
        visit.RecordArrival,
        visit.RecordAccess,
        visit.EndVisit,
    ),
    **entries(Action.RUN_SHIFT, _of_team, "team-unknown", shift.StartShift),
    **entries(Action.RUN_SHIFT, _of_shift, "shift-not-running", shift.ChangeShift, shift.EndShift),
    **REGISTER_ENTRIES,
    **OVERSIGHT_ENTRIES,
    **entries(Action.CHOOSE_LANGUAGE, _self, "account-unknown", account.ChooseLanguage),
}
"""Every command that can come from outside. What is not here cannot be sent (`RegisterCentre`: set-up's)."""
