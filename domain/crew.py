"""Who goes on duty together and in which car, as the registers know them."""

from dataclasses import dataclass

from domain.context import Context
from domain.identity import SpecialistId, VehicleId
from domain.law.visit_outcome import group_fault
from domain.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """What the registers say of a command's members: `unknown` names those that no register has.

    `vehicle` is the register's entry for the vehicle that is named, where it has one.
    """

    languages: tuple[str, ...]
    professions: tuple[str, ...]
    unknown: tuple[SpecialistId, ...] = ()
    vehicle: VehicleId | None = None
    vehicle_ready: bool = True


def crew_fault(members: tuple[SpecialistId, ...], crew: Crew, context: Context) -> Refused | None:
    """Why these cannot go on duty; nothing if they can."""
    if crew.unknown:
        return Refused(code="specialist-unknown")
    if not crew.vehicle_ready:
        return Refused(code="vehicle-not-ready")
    return group_fault(members, context.centre.group_size)
