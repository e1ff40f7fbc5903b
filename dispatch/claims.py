"""What can be in one place only: which events take it and which free it again.

The rows are written with the event, so that not even a defect in a decision books a team or a person twice.
"""

from collections.abc import Iterable

from dispatch.ports import Release, Take
from domain.account import AccountOpened
from domain.envelope import Recorded
from domain.shift import ShiftChanged, ShiftEnded, ShiftStarted, TeamBooked, TeamFreed

TEAM_ON_DUTY = "team-on-duty"
SPECIALIST_ON_DUTY = "specialist-on-duty"
TEAM_ON_VISIT = "team-on-visit"
LOGIN = "login"


def claims_of(recorded: Recorded) -> Iterable[Take | Release]:
    """A team has one running shift and one open visit, a specialist one shift, an account its login."""
    event, holder = recorded.event, str(recorded.stream)
    match event:
        case ShiftStarted():
            yield Take(kind=TEAM_ON_DUTY, key=str(event.team), holder=holder)
            for member in event.members:
                yield Take(kind=SPECIALIST_ON_DUTY, key=str(member), holder=holder)
        case ShiftChanged():
            for member in event.left:
                yield Release(kind=SPECIALIST_ON_DUTY, key=str(member))
            for member in event.joined:
                yield Take(kind=SPECIALIST_ON_DUTY, key=str(member), holder=holder)
        case ShiftEnded():
            yield Release(kind=TEAM_ON_DUTY, key=str(event.team))
            for member in event.members:
                yield Release(kind=SPECIALIST_ON_DUTY, key=str(member))
        case TeamBooked():
            yield Take(kind=TEAM_ON_VISIT, key=str(event.team), holder=str(event.visit))
        case TeamFreed():
            yield Release(kind=TEAM_ON_VISIT, key=str(event.team))
        case AccountOpened():
            yield Take(kind=LOGIN, key=event.login, holder=holder)
