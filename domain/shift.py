"""The shift stream: one team on duty, from start to end, over midnight too, at most 16 hours.

A shift knows its booking, so that a team is never on two visits; that a team or a specialist is never on
two shifts is held by the uniqueness rows of the store. A visit's start and end touch case and shift together:
`domain.assignment`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from domain.context import Context
from domain.crew import Crew, crew_fault
from domain.envelope import Envelope
from domain.identity import CaseId, ShiftId, SpecialistId, TeamId, VehicleId, VisitId
from domain.refusal import Refused
from domain.team import TeamRegistered

LONGEST: Final = timedelta(hours=16)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftStarted:
    """`languages` and `professions` are those of the members together, as known at the start.

    `vehicle` is as it was said; `vehicle_id` is the register's entry, where the register has it.
    """

    team: TeamId
    region: str
    members: tuple[SpecialistId, ...]
    languages: tuple[str, ...]
    professions: tuple[str, ...]
    vehicle: str
    starts_at: datetime
    ends_at: datetime
    vehicle_id: VehicleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftChanged:
    """`members` from now on; `joined` are those who were not before, `left` those who are free again.

    `vehicle_id` drives from now on, `left_vehicle` is free again.
    """

    team: TeamId
    members: tuple[SpecialistId, ...]
    joined: tuple[SpecialistId, ...]
    left: tuple[SpecialistId, ...]
    languages: tuple[str, ...]
    professions: tuple[str, ...]
    vehicle: str
    ends_at: datetime
    vehicle_id: VehicleId | None = None
    left_vehicle: VehicleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftEnded:
    """`members` and vehicle are named so that they are free for another shift."""

    team: TeamId
    members: tuple[SpecialistId, ...]
    vehicle_id: VehicleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamBooked:
    """The team of this shift is on this visit; it can be sent to no other."""

    team: TeamId
    visit: VisitId
    case: CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFreed:
    """That visit is over for the team; it can be sent again."""

    team: TeamId
    visit: VisitId


ShiftEvent = ShiftStarted | ShiftChanged | ShiftEnded | TeamBooked | TeamFreed


@dataclass(frozen=True, slots=True, kw_only=True)
class StartShift:
    shift: ShiftId
    team: TeamId
    members: tuple[SpecialistId, ...]
    ends_at: datetime
    vehicle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShift:
    shift: ShiftId
    members: tuple[SpecialistId, ...] | None = None
    ends_at: datetime | None = None
    vehicle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndShift:
    shift: ShiftId


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    visit: VisitId
    case: CaseId
    by: UUID | None
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    started: ShiftStarted | None = None
    members: tuple[SpecialistId, ...] = ()
    vehicle: str = ""
    vehicle_id: VehicleId | None = None
    ends_at: datetime | None = None
    ended: bool = False
    booking: Booking | None = None

    @property
    def on_duty(self) -> bool:
        return self.started is not None and not self.ended


INITIAL = Shift()


def evolve(state: Shift, event: object, at: Envelope) -> Shift:
    match event:
        case ShiftStarted() | ShiftChanged():
            return replace(
                state,
                started=event if isinstance(event, ShiftStarted) else state.started,
                members=event.members,
                vehicle=event.vehicle,
                vehicle_id=event.vehicle_id,
                ends_at=event.ends_at,
            )
        case ShiftEnded():
            return replace(state, ended=True, booking=None)
        case TeamBooked():
            booking = Booking(visit=event.visit, case=event.case, by=at.by, since=at.happened_at)
            return replace(state, booking=booking)
        case TeamFreed():
            return replace(state, booking=None)
        case _:
            return state


def start(
    state: Shift, command: StartShift, team: TeamRegistered | None, crew: Crew, context: Context
) -> tuple[ShiftEvent, ...] | Refused:
    """A named group of the centre's own specialists goes on duty (rule 7)."""
    if state.started is not None:
        return () if state.started.team == command.team and state.on_duty else Refused(code="shift-known")
    if team is None:
        return Refused(code="team-unknown")
    members = tuple(dict.fromkeys(command.members))
    refused = crew_fault(members, crew, context) or _length_fault(
        context.happened_at, command.ends_at, context.now
    )
    if refused is not None:
        return refused
    return (
        ShiftStarted(
            team=command.team,
            region=team.region,
            members=members,
            languages=crew.languages,
            professions=crew.professions,
            vehicle=team.vehicle if command.vehicle is None else command.vehicle,
            starts_at=context.happened_at,
            ends_at=command.ends_at,
            vehicle_id=crew.vehicle,
        ),
    )


def change(
    state: Shift, command: ChangeShift, crew: Crew, context: Context
) -> tuple[ShiftEvent, ...] | Refused:
    """Members, vehicle or end change while on duty; nothing said stays as it is."""
    if state.started is None or state.ended or state.ends_at is None:
        return Refused(code="shift-not-running")
    members = state.members if command.members is None else tuple(dict.fromkeys(command.members))
    ends_at = command.ends_at or state.ends_at
    refused = crew_fault(members, crew, context) or _length_fault(
        state.started.starts_at, ends_at, context.now
    )
    if refused is not None:
        return refused
    changed = ShiftChanged(
        team=state.started.team,
        members=members,
        joined=tuple(member for member in members if member not in state.members),
        left=tuple(member for member in state.members if member not in members),
        languages=crew.languages,
        professions=crew.professions,
        vehicle=state.vehicle if command.vehicle is None else command.vehicle,
        ends_at=ends_at,
        vehicle_id=crew.vehicle,
        left_vehicle=None if crew.vehicle == state.vehicle_id else state.vehicle_id,
    )
    same = (members, changed.vehicle, ends_at) == (state.members, state.vehicle, state.ends_at)
    return () if same else (changed,)


def end(state: Shift, command: EndShift) -> tuple[ShiftEvent, ...] | Refused:
    """Refused while the team is on a visit: somebody would wait at a school for nobody."""
    if state.started is None:
        return Refused(code="shift-not-running")
    if state.ended:
        return ()
    if state.booking is not None:
        return Refused(code="shift-has-open-visit")
    return (ShiftEnded(team=state.started.team, members=state.members, vehicle_id=state.vehicle_id),)


def _length_fault(starts_at: datetime, ends_at: datetime, now: datetime) -> Refused | None:
    if ends_at <= now:
        return Refused(code="shift-ends-in-the-past")
    if ends_at - starts_at > LONGEST:
        return Refused(code="shift-too-long", params={"hours": int(LONGEST.total_seconds()) // 3600})
    return None
