"""A call or video before the group can be there: what the dispatcher arranged [ours].

Arranged is neither a contact nor a service: those are recorded when they happen, with what they ask for.
Nothing that decides on a group, a target, a term or an alarm looks at it.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.case.limits import too_long
from domain.case.state import CaseState
from domain.case.terms import Target
from domain.context import Context
from domain.envelope import Envelope
from domain.identity import CaseId, SchoolId, SubjectId, subject_of
from domain.marks import Private, sealed
from domain.refusal import Refused
from domain.remote import RemoteFirst


class RemoteMeans(StrEnum):
    CALL = "call"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteHelpArranged:
    """A call or video comes first; with `first_hands` the psychologist of `school` is with the child until
    the group comes.

    `target_minutes` is what nobody could keep, `soonest_minutes` how far away the soonest was, if anybody
    could go; both are nothing where it was arranged without having been proposed.
    """

    means: RemoteMeans
    first_hands: bool
    school: SchoolId | None
    soonest_minutes: int | None
    target_minutes: int | None
    child: SubjectId
    note: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangeRemoteHelp:
    """Record that a call or video comes first, and whether the school's psychologist is the first hands.

    `recommendation_id` names what the dispatcher saw; the edge puts what it proposed into `proposed`.
    """

    case: CaseId
    means: RemoteMeans
    first_hands: bool
    note: str | None = None
    recommendation_id: UUID | None = None
    proposed: RemoteFirst | None = None


def arrange(state: CaseState, command: ArrangeRemoteHelp, context: Context) -> tuple[object, ...] | Refused:
    """It harms nobody where a group would be in time too; where one has already come it is too late.

    The same once more changes nothing.
    """
    if Target.ON_SITE in state.met:
        return Refused(code="group-has-been-there")
    if command.first_hands and state.school is None:
        return Refused(code="first-hands-need-school")
    refused = too_long("note", command.note, 2_000)
    if refused is not None:
        return refused
    arranged = (command.means, command.first_hands)
    if state.remote == arranged and not command.note:
        return ()
    proposed = command.proposed
    return (
        RemoteHelpArranged(
            means=command.means,
            first_hands=command.first_hands,
            school=state.school if command.first_hands else None,
            soonest_minutes=None if proposed is None else proposed.soonest_minutes,
            target_minutes=None if proposed is None else proposed.target_minutes,
            child=subject_of(command.case, "child"),
            note=command.note or None,
        ),
    )


def arranged(state: CaseState, event: RemoteHelpArranged, at: Envelope) -> CaseState:
    """Kept only to know the same a second time."""
    return state.but(remote=(event.means, event.first_hands))
