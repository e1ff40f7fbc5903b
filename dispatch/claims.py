"""What can be in one place only: which events take it and which free it again.

The rows are written with the event, so that not even a defect in a decision books a team or a person twice.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from dispatch.ports import Release, Take
from domain.account import AccountOpened
from domain.envelope import Recorded
from domain.identity import SpecialistId, VehicleId
from domain.shift import ShiftChanged, ShiftEnded, ShiftStarted, TeamBooked, TeamFreed

TEAM_ON_DUTY = "team-on-duty"
SPECIALIST_ON_DUTY = "specialist-on-duty"
VEHICLE_ON_DUTY = "vehicle-on-duty"
TEAM_ON_VISIT = "team-on-visit"
LOGIN = "login"


Changes = Iterable[Take | Release]


def claims_of(recorded: Recorded) -> Changes:
    """One shift for a team, a specialist, a car; one open visit for a team; one login for an account."""
    changes = _CLAIMS.get(type(recorded.event))
    return () if changes is None else changes(recorded.event, str(recorded.stream))


def _on_duty(members: Iterable[SpecialistId], holder: str) -> Changes:
    return (Take(kind=SPECIALIST_ON_DUTY, key=str(member), holder=holder) for member in members)


def _off_duty(members: Iterable[SpecialistId]) -> Changes:
    return (Release(kind=SPECIALIST_ON_DUTY, key=str(member)) for member in members)


def _started(event: ShiftStarted, holder: str) -> Changes:
    yield Take(kind=TEAM_ON_DUTY, key=str(event.team), holder=holder)
    yield from _on_duty(event.members, holder)
    yield from _driven(event.vehicle_id, holder)


def _driven(vehicle: VehicleId | None, holder: str) -> Changes:
    return () if vehicle is None else (Take(kind=VEHICLE_ON_DUTY, key=str(vehicle), holder=holder),)


def _parked(vehicle: VehicleId | None) -> Changes:
    return () if vehicle is None else (Release(kind=VEHICLE_ON_DUTY, key=str(vehicle)),)


def _changed(event: ShiftChanged, holder: str) -> Changes:
    yield from _off_duty(event.left)
    yield from _on_duty(event.joined, holder)
    yield from _parked(event.left_vehicle)
    yield from _driven(event.vehicle_id, holder)


def _ended(event: ShiftEnded, holder: str) -> Changes:
    yield Release(kind=TEAM_ON_DUTY, key=str(event.team))
    yield from _off_duty(event.members)
    yield from _parked(event.vehicle_id)


_CLAIMS: Final[Mapping[type, Callable[[Any, str], Changes]]] = {
    ShiftStarted: _started,
    ShiftChanged: _changed,
    ShiftEnded: _ended,
    TeamBooked: lambda event, _: (Take(kind=TEAM_ON_VISIT, key=str(event.team), holder=str(event.visit)),),
    TeamFreed: lambda event, _: (Release(kind=TEAM_ON_VISIT, key=str(event.team)),),
    AccountOpened: lambda event, holder: (Take(kind=LOGIN, key=event.login, holder=holder),),
}
