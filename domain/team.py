"""The team stream: a mobile response group as it is registered. Who is on duty in it, the shift knows."""

from dataclasses import dataclass

from domain.identity import SpecialistId, TeamId
from domain.places import point_fault
from domain.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRegistered:
    """`home` is (latitude, longitude) of the base; `roster` are the specialists who usually go."""

    region: str
    name: str
    home: tuple[float, float]
    vehicle: str
    roster: tuple[SpecialistId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTeam:
    team: TeamId
    region: str
    name: str
    home: tuple[float, float]
    vehicle: str = ""
    roster: tuple[SpecialistId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    registered: TeamRegistered | None = None


INITIAL = Team()


def evolve(state: Team, event: object) -> Team:
    return Team(registered=event) if isinstance(event, TeamRegistered) else state


def decide(state: Team, command: RegisterTeam) -> tuple[TeamRegistered, ...] | Refused:
    wrong = point_fault(*command.home)
    if wrong is not None:
        return Refused(code=wrong)
    if not command.name.strip():
        return Refused(code="name-missing")
    event = TeamRegistered(
        region=command.region,
        name=command.name,
        home=command.home,
        vehicle=command.vehicle,
        roster=command.roster,
    )
    return () if state.registered == event else (event,)
