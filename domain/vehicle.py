"""The vehicle stream: a car of the centre. Which shift drives it, the shift knows."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.case.limits import lines_too_long
from domain.identity import VehicleId
from domain.refusal import Refused


class VehicleState(StrEnum):
    """Only one that is ready goes out with a group."""

    READY = "ready"
    REPAIR = "repair"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleRegistered:
    """`plate` in capitals without blanks; `model` is what people call it."""

    region: str
    plate: str
    model: str
    seats: int
    state: VehicleState


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterVehicle:
    """Register a car, or correct what is registered."""

    vehicle: VehicleId
    region: str
    plate: str
    model: str = ""
    seats: int = 5
    state: VehicleState = VehicleState.READY


MOST_SEATS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    registered: VehicleRegistered | None = None


INITIAL = Vehicle()


def plate_of(text: str) -> str:
    """A number plate however it was typed: `kz 123 abc 02` is `KZ123ABC02`."""
    return "".join(text.split()).upper()


def evolve(state: Vehicle, event: object) -> Vehicle:
    return Vehicle(registered=event) if isinstance(event, VehicleRegistered) else state


def decide(state: Vehicle, command: RegisterVehicle) -> tuple[VehicleRegistered, ...] | Refused:
    """The same content twice changes nothing."""
    plate = plate_of(command.plate)
    if not plate:
        return Refused(code="text-missing", params={"field": "plate"})
    too_long = lines_too_long(plate=command.plate, model=command.model)
    if too_long is not None:
        return too_long
    if not 1 <= command.seats <= MOST_SEATS:
        return Refused(code="number-out-of-range", params={"field": "seats", "from": 1, "to": MOST_SEATS})
    event = VehicleRegistered(
        region=command.region,
        plate=plate,
        model=command.model.strip(),
        seats=command.seats,
        state=command.state,
    )
    return () if state.registered == event else (event,)
