"""What can be in one place only: which events take it and which free it again.

The rows are written with the event, so that not even a defect in a decision books a team or a person twice.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from dispatch.ports import Release, Take
from domain.account import AccountOpened
from domain.envelope import Recorded
from domain.identity import SpecialistId
from domain.shift import ShiftChanged, ShiftEnded, ShiftStarted, TeamBooked, TeamFreed

TEAM_ON_DUTY = "team-on-duty"
SPECIALIST_ON_DUTY = "specialist-on-duty"
TEAM_ON_VISIT = "team-on-visit"
LOGIN = "login"


Changes = Iterable[Take | Release]


def claims_of(recorded: Recorded) -> Changes:
    """A team has one running shift and one open visit, a specialist one shift, an account its login."""
    changes = _CLAIMS.get(type(recorded.event))
    return () if changes is None else changes(recorded.event, str(recorded.stream))


def _on_duty(members: Iterable[SpecialistId], holder: str) -> Changes:
    return (Take(kind=SPECIALIST_ON_DUTY, key=str(member), holder=holder) for member in members)


def _off_duty(members: Iterable[SpecialistId]) -> Changes:
    return (Release(kind=SPECIALIST_ON_DUTY, key=str(member)) for member in members)


def _started(event: ShiftStarted, holder: str) -> Changes:
    yield Take(kind=TEAM_ON_DUTY, key=str(event.team), holder=holder)
    yield from _on_duty(event.members, holder)


def _changed(event: ShiftChanged, holder: str) -> Changes:
    yield from _off_duty(event.left)
    yield from _on_duty(event.joined, holder)


def _ended(event: ShiftEnded, holder: str) -> Changes:
    yield Release(kind=TEAM_ON_DUTY, key=str(event.team))
    yield from _off_duty(event.members)


_CLAIMS: Final[Mapping[type, Callable[[Any, str], Changes]]] = {
    ShiftStarted: _started,
    ShiftChanged: _changed,
    ShiftEnded: _ended,
    TeamBooked: lambda event, _: (Take(kind=TEAM_ON_VISIT, key=str(event.team), holder=str(event.visit)),),
    TeamFreed: lambda event, _: (Release(kind=TEAM_ON_VISIT, key=str(event.team)),),
    AccountOpened: lambda event, holder: (Take(kind=LOGIN, key=event.login, holder=holder),),
}
