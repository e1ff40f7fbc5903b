"""What can have happened to one team's visit. Each names the team too, so that its row can follow."""

from dataclasses import dataclass
from datetime import datetime

from domain.case.terms import OverrideCode
from domain.identity import ShiftId, SpecialistId, SubjectId, TeamId, VisitId
from domain.joint_plan import JointPlan
from domain.law.visit_outcome import Outcome
from domain.marks import Private, sealed
from domain.recommendation import Recommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAssigned:
    """A named group was sent (rule 7), with everything that was known when it was chosen.

    Sent is not delivered, delivered is not accepted. Not accepted by `accept_by`, the board calls it out.
    `override_code` and `override_reason` say why another than the first recommended was taken; `joint_plan`
    is that by which several were sent at once, with what would have been one by one.
    """

    visit: VisitId
    team: TeamId
    shift: ShiftId
    members: tuple[SpecialistId, ...]
    accept_by: datetime
    eta_at: datetime | None
    child: SubjectId
    recommendation: Recommendation | None = None
    override_reason: Private[str] = sealed("child")
    joint_plan: JointPlan | None = None
    override_code: OverrideCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentDelivered:
    """The order has reached the phone of the team."""

    visit: VisitId
    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentAccepted:
    """The team has said that it goes."""

    visit: VisitId
    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentUnanswered:
    """Nobody accepted in the set time. The team may still accept; the board offers the next."""

    visit: VisitId
    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentDeclined:
    """The team has said that it does not go, and why; it is free again."""

    visit: VisitId
    team: TeamId
    child: SubjectId
    reason: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentCancelled:
    """The centre has taken the order back; the team is free again."""

    visit: VisitId
    team: TeamId
    child: SubjectId
    reason: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDeparted:
    """The team is on its way."""

    visit: VisitId
    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamArrived:
    """The team is at the place."""

    visit: VisitId
    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessGranted:
    """The group entered unhindered."""

    visit: VisitId
    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRefused:
    """The group was refused at the door, in these words."""

    visit: VisitId
    team: TeamId
    child: SubjectId
    words: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitEnded:
    """The visit ended in one of the ways of rule 7; helped means kinds, forms and terms of help."""

    visit: VisitId
    team: TeamId
    outcome: Outcome
    child: SubjectId
    kinds: Private[tuple[str, ...]] = sealed("child")
    forms: Private[tuple[str, ...]] = sealed("child")
    terms: Private[str] = sealed("child")
    findings: Private[str] = sealed("child")
