"""What a person or a phone can say about one team's visit (rule 7)."""

from dataclasses import dataclass
from uuid import UUID

from domain.case.commands import FollowUp
from domain.case.terms import OverrideCode
from domain.identity import CaseId, TeamId, VisitId
from domain.law.visit_outcome import Outcome
from domain.recommendation import Recommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTeam:
    """Send a team. `recommendation_id` names what the dispatcher saw; the edge puts the whole of it in
    `recommendation`, so that the event keeps the candidates that were not chosen. If another team than the
    first is taken, `override` or `reason` has to say why. With `instead_of` the named visit is cancelled in
    the same step.
    """

    case: CaseId
    visit: VisitId
    team: TeamId
    recommendation_id: UUID | None = None
    recommendation: Recommendation | None = None
    override: OverrideCode | None = None
    reason: str | None = None
    instead_of: VisitId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmDelivery:
    """The phone has the assignment on its screen's side of the network."""

    case: CaseId
    visit: VisitId


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAssignment:
    """`drive` also says that the team leaves now: the one tap."""

    case: CaseId
    visit: VisitId
    drive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineAssignment:
    case: CaseId
    visit: VisitId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAssignment:
    case: CaseId
    visit: VisitId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDeparture:
    case: CaseId
    visit: VisitId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordArrival:
    case: CaseId
    visit: VisitId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAccess:
    """At the door: let in, or refused in these words."""

    case: CaseId
    visit: VisitId
    let_in: bool
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndVisit:
    """Ends the visit in one of the ways of rule 7; as `helped` it names kinds, forms and terms of help."""

    case: CaseId
    visit: VisitId
    outcome: Outcome
    kinds: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    terms: str | None = None
    findings: str = ""
    follow_ups: tuple[FollowUp, ...] = ()
