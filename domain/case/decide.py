"""Every decision about one case alone, by command.

Those that touch a shift stand in `domain.assignment`; `receive`, `attach` and `correct_place`, which need the
registers or a second case, are called by name.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from domain.case import (
    assessment,
    care_commands,
    commands,
    consent,
    considering,
    corrections,
    duties,
    emergency,
    forgetting,
    intake,
    legal_hold,
    remote_help,
    visit_commands,
    visits,
    writer,
)
from domain.case import forgetting_events as forget
from domain.case.state import CaseState
from domain.context import Context
from domain.refusal import Refused

Decide = Callable[[CaseState, Any, Context], tuple[object, ...] | Refused]

DECISIONS: Final[Mapping[type, Decide]] = {
    commands.TakeCase: intake.take,
    commands.HandOverCase: intake.hand_over,
    commands.AssessCase: assessment.assess,
    commands.ConfirmLowerClass: assessment.confirm_lower,
    commands.RecordContact: corrections.contact,
    commands.RecordServiceCall: corrections.service_call,
    commands.AddNote: corrections.note,
    commands.CorrectChild: corrections.correct_child,
    commands.CorrectPhone: corrections.correct_phone,
    commands.ConsiderCase: considering.consider,
    commands.RedirectCase: considering.redirect,
    commands.TransferCase: considering.transfer,
    commands.CloseCase: considering.close,
    commands.ReopenCase: considering.reopen,
    commands.SetFollowUp: considering.set_follow_up,
    commands.FinishFollowUp: considering.finish_follow_up,
    writer.AskWriter: writer.ask,
    remote_help.ArrangeRemoteHelp: remote_help.arrange,
    writer.HearWriter: writer.hear,
    care_commands.RequestConsent: consent.request,
    care_commands.RecordConsent: consent.give,
    care_commands.RecordConsentRefused: consent.refuse,
    care_commands.WithdrawConsent: consent.withdraw,
    care_commands.RecordChildAgreement: consent.agreement,
    care_commands.StartService: consent.start_service,
    care_commands.RecordHouseholdDanger: duties.household_danger,
    care_commands.ReleaseDuty: duties.release,
    care_commands.RecordDutyDone: duties.done,
    care_commands.WaiveDuty: duties.waive,
    emergency.OpenEmergencyAccess: emergency.open_access,
    emergency.ReviewEmergencyAccess: emergency.review,
    forget.AskDeletion: forgetting.ask,
    forget.RefuseDeletion: forgetting.refuse,
    forget.ProposeForgetting: forgetting.propose,
    forget.ConfirmForgetting: forgetting.confirm,
    forget.DropForgetting: forgetting.drop,
    legal_hold.AskLegalHold: legal_hold.ask,
    legal_hold.AskLiftingHold: legal_hold.ask_lifting,
    legal_hold.ConfirmLegalHold: legal_hold.confirm,
    legal_hold.DropLegalHold: legal_hold.drop,
    visit_commands.ConfirmDelivery: visits.deliver,
    visit_commands.AcceptAssignment: visits.accept,
    visit_commands.RecordDeparture: visits.depart,
    visit_commands.RecordArrival: visits.arrive,
    visit_commands.RecordAccess: visits.access,
}

_ON_A_CLOSED_CASE: Final = (
    commands.ReopenCase,
    commands.AddNote,
    emergency.OpenEmergencyAccess,
    emergency.ReviewEmergencyAccess,
    visit_commands.ConfirmDelivery,
    writer.HearWriter,
    forget.AskDeletion,
    forget.RefuseDeletion,
    forget.ProposeForgetting,
    forget.ConfirmForgetting,
    forget.DropForgetting,
    legal_hold.AskLegalHold,
    legal_hold.AskLiftingHold,
    legal_hold.ConfirmLegalHold,
    legal_hold.DropLegalHold,
)


def decide(state: CaseState, command: object, context: Context) -> tuple[object, ...] | Refused:
    """The events that the command brings about, none if it is so already, or why it cannot be."""
    refused = must_be_open(state, command)
    return refused or DECISIONS[type(command)](state, command, context)


def must_be_open(state: CaseState, command: object) -> Refused | None:
    """Refused for an unknown case, and for a closed one unless the command reopens it or adds a note."""
    if state.stage is None:
        return Refused(code="case-unknown")
    if state.open or isinstance(command, _ON_A_CLOSED_CASE):
        return None
    return Refused(code="case-closed")
