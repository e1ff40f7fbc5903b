"""The kinds of streams there are and how each is folded."""

from typing import Final

from dispatch.ports import StreamKind
from domain import (
    account,
    breach,
    calendar,
    centre,
    export,
    school,
    shift,
    specialist,
    team,
    unusual,
    vehicle,
)
from domain.account import Account
from domain.breach import Breach
from domain.calendar import Calendars
from domain.case.evolve import evolve as case_evolve
from domain.case.state import INITIAL as NO_CASE
from domain.case.state import CaseState
from domain.centre import Centre
from domain.law.local_time import local_date
from domain.school import School
from domain.shift import Shift
from domain.specialist import Specialist
from domain.team import Team
from domain.vehicle import Vehicle

CASE: Final[StreamKind[CaseState]] = StreamKind(name="case", initial=NO_CASE, evolve=case_evolve)
SHIFT: Final[StreamKind[Shift]] = StreamKind(name="shift", initial=shift.INITIAL, evolve=shift.evolve)
TEAM: Final[StreamKind[Team]] = StreamKind(
    name="team", initial=team.INITIAL, evolve=lambda state, event, _: team.evolve(state, event)
)
SCHOOL: Final[StreamKind[School]] = StreamKind(
    name="school",
    initial=school.INITIAL,
    evolve=lambda state, event, envelope: school.evolve(state, event, local_date(envelope.recorded_at)),
)
SPECIALIST: Final[StreamKind[Specialist]] = StreamKind(
    name="specialist",
    initial=specialist.INITIAL,
    evolve=lambda state, event, _: specialist.evolve(state, event),
)
VEHICLE: Final[StreamKind[Vehicle]] = StreamKind(
    name="vehicle", initial=vehicle.INITIAL, evolve=lambda state, event, _: vehicle.evolve(state, event)
)
ACCOUNT: Final[StreamKind[Account]] = StreamKind(
    name="account", initial=account.INITIAL, evolve=lambda state, event, _: account.evolve(state, event)
)
CENTRE: Final[StreamKind[Centre]] = StreamKind(
    name="centre", initial=centre.INITIAL, evolve=lambda state, event, _: centre.evolve(state, event)
)
UNUSUAL: Final[StreamKind[unusual.State]] = StreamKind(
    name="unusual", initial=unusual.INITIAL, evolve=lambda state, event, _: unusual.evolve(state, event)
)
BREACH: Final[StreamKind[Breach]] = StreamKind(
    name="breach", initial=breach.INITIAL, evolve=lambda state, event, _: breach.evolve(state, event)
)
CALENDAR: Final[StreamKind[Calendars]] = StreamKind(
    name="calendar", initial=calendar.INITIAL, evolve=lambda state, event, _: calendar.evolve(state, event)
)
EXPORT: Final[StreamKind[export.Export]] = StreamKind(
    name="export", initial=export.INITIAL, evolve=export.evolve
)
