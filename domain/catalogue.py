"""Every event that can be in the log, under the name it is stored by.

A class may be renamed; a stored name never is. An optional field with an honest default needs no new version;
any other change is version N+1 here, one pure function in `UPCASTS` and one golden file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain import (
    account,
    account_entering,
    account_phones,
    breach,
    calendar,
    centre,
    export_events,
    monitoring,
    retention,
    school,
    shift,
    specialist,
    team,
    unusual,
    vehicle,
)
from domain.case import care_events as care
from domain.case import emergency, legal_hold, writer
from domain.case import events as case
from domain.case import forgetting_events as forget
from domain.case import visit_events as visit
from domain.case.promises import FollowUpMissed
from domain.case.recalculation import DueTimeRecalculated
from domain.case.remote_help import RemoteHelpArranged


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcast:
    """Turns the stored fields of one name into those of the name that took its place."""

    to: str
    change: Callable[[dict[str, Any]], dict[str, Any]]


EVENTS: Final[Mapping[str, type]] = {
    "account-opened.v1": account.AccountOpened,
    "language-chosen.v1": account.LanguageChosen,
    "roles-changed.v1": account.RolesChanged,
    "account-renamed.v1": account.AccountRenamed,
    "account-placed.v1": account.AccountPlaced,
    "account-moved.v1": account.AccountMoved,
    "account-closed.v1": account.AccountClosed,
    "account-reopened.v1": account.AccountReopened,
    "phone-enrolled.v1": account_phones.PhoneEnrolled,
    "phone-revoked.v1": account_phones.PhoneRevoked,
    "unusual-reading-noticed.v1": unusual.UnusualReadingNoticed,
    "first-code-handed.v1": account_entering.FirstCodeHanded,
    "second-factor-enrolled.v1": account_entering.SecondFactorEnrolled,
    "second-factor-removed.v1": account_entering.SecondFactorRemoved,
    "passkey-counter-went-back.v1": account_entering.PasskeyCounterWentBack,
    "password-changed.v1": account_entering.PasswordChanged,
    "second-factor-reset-asked.v1": account_entering.ResetAsked,
    "second-factor-reset.v1": account_entering.SecondFactorReset,
    "identity-linked.v1": account_entering.IdentityLinked,
    "identity-unlinked.v1": account_entering.IdentityUnlinked,
    "centre-registered.v1": centre.CentreRegistered,
    "settings-changed.v1": centre.SettingsChanged,
    "centre-described.v1": centre.CentreDescribed,
    "posts-counted.v1": centre.PostsCounted,
    "export-asked.v1": export_events.ExportAsked,
    "export-approved.v1": export_events.ExportApproved,
    "export-refused.v1": export_events.ExportRefused,
    "export-taken.v1": export_events.ExportTaken,
    "export-expired.v1": export_events.ExportExpired,
    "retention-applied.v1": retention.RetentionApplied,
    "school-registered.v1": school.SchoolRegistered,
    "school-closed.v1": school.SchoolClosed,
    "school-reopened.v1": school.SchoolReopened,
    "service-monitored.v1": monitoring.ServiceMonitored,
    "monitoring-missed.v1": monitoring.MonitoringMissed,
    "calendar-loaded.v1": calendar.CalendarLoaded,
    "breach-found.v1": breach.BreachFound,
    "breach-notified.v1": breach.BreachNotified,
    "breach-notice-missed.v1": breach.BreachNoticeMissed,
    "breach-ruled-out.v1": breach.BreachRuledOut,
    "specialist-registered.v1": specialist.SpecialistRegistered,
    "qualifications-recorded.v1": specialist.QualificationsRecorded,
    "specialist-left.v1": specialist.SpecialistLeft,
    "specialist-returned.v1": specialist.SpecialistReturned,
    "team-registered.v1": team.TeamRegistered,
    "team-closed.v1": team.TeamClosed,
    "team-reopened.v1": team.TeamReopened,
    "vehicle-registered.v1": vehicle.VehicleRegistered,
    "shift-started.v1": shift.ShiftStarted,
    "shift-changed.v1": shift.ShiftChanged,
    "shift-ended.v1": shift.ShiftEnded,
    "team-booked.v1": shift.TeamBooked,
    "team-freed.v1": shift.TeamFreed,
    "case-received.v1": case.CaseReceived,
    "case-attached.v1": case.CaseAttached,
    "request-joined.v1": case.RequestJoined,
    "case-taken.v1": case.CaseTaken,
    "case-handed-over.v1": case.CaseHandedOver,
    "alarm-returned.v1": case.AlarmReturned,
    "case-assessed.v1": case.CaseAssessed,
    "lower-class-proposed.v1": case.LowerClassProposed,
    "contact-made.v1": case.ContactMade,
    "service-called.v1": case.ServiceCalled,
    "noted.v1": case.Noted,
    "place-corrected.v1": case.PlaceCorrected,
    "child-corrected.v1": case.ChildCorrected,
    "phone-corrected.v1": case.PhoneCorrected,
    "case-considered.v1": case.CaseConsidered,
    "case-redirected.v1": case.CaseRedirected,
    "case-transferred.v1": case.CaseTransferred,
    "case-closed.v1": case.CaseClosed,
    "case-reopened.v1": case.CaseReopened,
    "follow-up-set.v1": case.FollowUpSet,
    "follow-up-finished.v1": case.FollowUpFinished,
    "follow-up-fell-due.v1": case.FollowUpFellDue,
    "follow-up-missed.v1": FollowUpMissed,
    "target-missed.v1": case.TargetMissed,
    "term-missed.v1": case.TermMissed,
    "due-time-recalculated.v1": DueTimeRecalculated,
    "remote-help-arranged.v1": RemoteHelpArranged,
    "writer-asked.v1": writer.WriterAsked,
    "writer-answered.v1": writer.WriterAnswered,
    "consent-requested.v1": care.ConsentRequested,
    "consent-given.v1": care.ConsentGiven,
    "consent-refused.v1": care.ConsentRefused,
    "consent-withdrawn.v1": care.ConsentWithdrawn,
    "child-agreement-recorded.v1": care.ChildAgreementRecorded,
    "service-started.v1": care.ServiceStarted,
    "services-stopped.v1": care.ServicesStopped,
    "household-danger-recorded.v1": care.HouseholdDangerRecorded,
    "duty-opened.v1": care.DutyOpened,
    "duty-held.v1": care.DutyHeld,
    "duty-released.v1": care.DutyReleased,
    "duty-done.v1": care.DutyDone,
    "duty-waived.v1": care.DutyWaived,
    "duty-missed.v1": care.DutyMissed,
    "team-assigned.v1": visit.TeamAssigned,
    "assignment-delivered.v1": visit.AssignmentDelivered,
    "assignment-accepted.v1": visit.AssignmentAccepted,
    "assignment-unanswered.v1": visit.AssignmentUnanswered,
    "assignment-declined.v1": visit.AssignmentDeclined,
    "assignment-cancelled.v1": visit.AssignmentCancelled,
    "team-departed.v1": visit.TeamDeparted,
    "team-arrived.v1": visit.TeamArrived,
    "access-granted.v1": visit.AccessGranted,
    "access-refused.v1": visit.AccessRefused,
    "visit-ended.v1": visit.VisitEnded,
    "emergency-access-opened.v1": emergency.EmergencyAccessOpened,
    "emergency-access-reviewed.v1": emergency.EmergencyAccessReviewed,
    "emergency-access-escalated.v1": emergency.EmergencyAccessEscalated,
    "legal-hold-asked.v1": legal_hold.LegalHoldAsked,
    "legal-hold-placed.v1": legal_hold.LegalHoldPlaced,
    "legal-hold-lifted.v1": legal_hold.LegalHoldLifted,
    "legal-hold-dropped.v1": legal_hold.LegalHoldDropped,
    "deletion-asked.v1": forget.DeletionAsked,
    "deletion-refused.v1": forget.DeletionRefused,
    "deletion-missed.v1": forget.DeletionMissed,
    "forgetting-proposed.v1": forget.ForgettingProposed,
    "forgetting-dropped.v1": forget.ForgettingDropped,
    "subject-forgotten.v1": forget.SubjectForgotten,
}

NAMES: Final[Mapping[type, str]] = {event: name for name, event in EVENTS.items()}

UPCASTS: Final[Mapping[str, Upcast]] = {}
"""Old stored name to what reads it today. Entries are never edited or removed."""
