"""What counts as acting on a case that was taken, so that its alarm does not come back."""

from typing import Final

from domain.case import care_events as care
from domain.case import events as happened
from domain.case import visit_events as visits
from domain.case.writer import WriterAsked

ACTS: Final = frozenset(
    {
        happened.CaseAttached,
        happened.CaseAssessed,
        happened.LowerClassProposed,
        happened.ContactMade,
        happened.ServiceCalled,
        happened.Noted,
        happened.PlaceCorrected,
        happened.ChildCorrected,
        happened.CaseConsidered,
        happened.CaseRedirected,
        happened.FollowUpFinished,
        WriterAsked,
        care.ConsentRequested,
        care.ConsentGiven,
        care.ConsentRefused,
        care.ConsentWithdrawn,
        care.ServiceStarted,
        care.HouseholdDangerRecorded,
        care.DutyDone,
        care.DutyWaived,
        visits.TeamAssigned,
        visits.AssignmentDelivered,
        visits.AssignmentAccepted,
        visits.AssignmentDeclined,
        visits.AssignmentCancelled,
        visits.TeamDeparted,
        visits.TeamArrived,
        visits.AccessGranted,
        visits.AccessRefused,
        visits.VisitEnded,
    }
)
"""Each of these is "something followed": a returned alarm falls silent."""
