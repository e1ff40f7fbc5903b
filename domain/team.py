"""The team stream: a mobile response group as it is registered. Who is on duty in it, the shift knows."""

from dataclasses import dataclass, replace

from domain.case.limits import lines_too_long
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
class TeamClosed:
    """The group goes on duty no more and stands on no board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamReopened:
    """The group may go on duty again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTeam:
    team: TeamId
    region: str
    name: str
    home: tuple[float, float]
    vehicle: str = ""
    roster: tuple[SpecialistId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTeam:
    """Take the group off the board."""

    team: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenTeam:
    """Let the group go on duty again."""

    team: TeamId


TeamEvent = TeamRegistered | TeamClosed | TeamReopened
TeamCommand = RegisterTeam | CloseTeam | ReopenTeam


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    registered: TeamRegistered | None = None
    closed: bool = False


INITIAL = Team()


def evolve(state: Team, event: object) -> Team:
    match event:
        case TeamRegistered():
            return replace(state, registered=event)
        case TeamClosed() | TeamReopened():
            return replace(state, closed=isinstance(event, TeamClosed))
        case _:
            return state


def decide(state: Team, command: TeamCommand) -> tuple[TeamEvent, ...] | Refused:
    if isinstance(command, RegisterTeam):
        return _register(state, command)
    if state.registered is None:
        return Refused(code="team-unknown")
    closing = isinstance(command, CloseTeam)
    if state.closed is closing:
        return ()
    return (TeamClosed() if closing else TeamReopened(),)


def _register(state: Team, command: RegisterTeam) -> tuple[TeamEvent, ...] | Refused:
    wrong = point_fault(*command.home)
    if wrong is not None:
        return Refused(code=wrong, params={"field": "home"})
    if not command.name.strip():
        return Refused(code="name-missing", params={"field": "name"})
    too_long = lines_too_long(name=command.name, vehicle=command.vehicle)
    if too_long is not None:
        return too_long
    event = TeamRegistered(
        region=command.region,
        name=command.name,
        home=command.home,
        vehicle=command.vehicle,
        roster=command.roster,
    )
    return () if state.registered == event else (event,)
