"""From a command to what is stored: loads the streams that it touches, asks the domain, names the appends.

One small function per kind of decision; the table at the end says which command goes where.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from dispatch.claims import SPECIALIST_ON_DUTY, TEAM_ON_DUTY, VEHICLE_ON_DUTY
from dispatch.deadlines import answer
from dispatch.entering_desk import COMMANDS as ENTERING
from dispatch.entering_desk import entering
from dispatch.exports_desk import HANDLERS as EXPORTS
from dispatch.joint_desk import HANDLERS as JOINT
from dispatch.outcomes import Handler, Outcome, one, taken, together
from dispatch.oversight_desk import HANDLERS as OVERSIGHT
from dispatch.phones_desk import HANDLERS as PHONES
from dispatch.ports import Decided, Reader, Submission
from dispatch.registers_desk import HANDLERS as REGISTERS
from dispatch.registers_desk import car_of
from dispatch.streams import CALENDAR, CASE, CENTRE, SHIFT, TEAM
from dispatch.whereabouts import whereabouts
from domain import assignment, shift
from domain.calendar import STREAM as CALENDARS
from domain.case import commands as case_commands
from domain.case import corrections, emergency, intake, visit_commands
from domain.case.decide import DECISIONS, decide, must_be_open
from domain.case.state import CaseState
from domain.context import Context
from domain.crew import Crew
from domain.identity import AccountId, CaseId, ShiftId, SpecialistId, VehicleId
from domain.law.calendars import edition_known_when
from domain.law.calendars.edition import CalendarEdition
from domain.law.local_time import local_date
from domain.moments import CheckMoment
from domain.refusal import Refused
from domain.vehicle import VehicleState


def desk(reader: Reader, submission: Submission, now: datetime) -> Outcome:
    """The decision of a command: what to store and answer, or why not. Pure but for the reader."""
    context = _context(reader, submission, now)
    if isinstance(submission.command, CheckMoment):
        due = submission.due
        return Decided() if due is None else answer(reader, due, submission.command, context)
    return HANDLERS[type(submission.command)](reader, submission.command, context)


def _context(reader: Reader, submission: Submission, now: datetime) -> Context:
    settings, _ = reader.state(CENTRE, submission.centre)
    happened_at = submission.happened_at
    return Context(
        now=now,
        happened_at=now if happened_at is None or happened_at > now else happened_at,
        by=None if submission.by is None else AccountId(submission.by),
        role=submission.role,
        region=submission.region,
        command_id=submission.command_id,
        centre=settings.settings,
        calendar=_calendar(reader, now),
        seen=submission.seen,
    )


def _calendar(reader: Reader, now: datetime) -> CalendarEdition:
    """The newest edition known: the product's own, or a later one that was loaded."""
    calendars, _ = reader.state(CALENDAR, CALENDARS)
    return calendars.known_at(local_date(now)) if calendars.loaded else edition_known_when(now)


def _of_the_region(reader: Reader, case: CaseId, context: Context) -> tuple[CaseState, int]:
    """A case as the sender's region sees it: another region's is unknown, even one just transferred."""
    state, version = reader.state(CASE, case)
    return (state, version) if state.region == context.region else (CASE.initial, version)


def _case(reader: Reader, command: Any, context: Context) -> Outcome:
    state, version = reader.state(CASE, command.case)
    if state.region != context.region and not emergency.reaches(state, command, context):
        state = CASE.initial
    return one(command.case, version, decide(state, command, context))


def _receive(reader: Reader, command: case_commands.ReceiveRequest, context: Context) -> Outcome:
    state, version = reader.state(CASE, command.case)
    schools = reader.rows("schools")
    where = whereabouts(schools, context.region, command.school, command.point, command.district)
    number = reader.next_number(context.region, local_date(context.now).year)
    events = intake.receive(state, command, context, number, where)
    return one(command.case, version, events, case=str(command.case), number=number)


def _correct_place(reader: Reader, command: case_commands.CorrectSchool, context: Context) -> Outcome:
    state, version = _of_the_region(reader, command.case, context)
    schools = reader.rows("schools")
    where = whereabouts(schools, state.region, command.school, command.point, command.district)
    refused = must_be_open(state, command)
    return one(command.case, version, refused or corrections.correct_place(state, command, context, where))


def _attach(reader: Reader, command: case_commands.AttachRequest, context: Context) -> Outcome:
    request, request_version = _of_the_region(reader, command.case, context)
    to, to_version = _of_the_region(reader, command.to, context)
    if request.stage is None or to.stage is None:
        return Refused(code="case-unknown")
    events = intake.attach(request, to, command)
    if isinstance(events, Refused):
        return events
    return together((command.case, request_version, events[0]), (command.to, to_version, events[1]))


def _assign(reader: Reader, command: visit_commands.AssignTeam, context: Context) -> Outcome:
    case, case_version = _of_the_region(reader, command.case, context)
    held = reader.holder(TEAM_ON_DUTY, str(command.team))
    shift_id = None if held is None else ShiftId(UUID(held.holder))
    on_duty, shift_version = (shift.INITIAL, 0) if shift_id is None else reader.state(SHIFT, shift_id)
    if on_duty.started is not None and on_duty.started.region != case.region:
        return Refused(code="team-unknown")
    sending = assignment.assign(case, shift_id, on_duty, command, context)
    if isinstance(sending, Refused):
        return sending
    parts = [(UUID(str(command.case)), case_version, sending.case)]
    if shift_id is not None:
        parts.append((shift_id, shift_version, sending.shift))
    if sending.released and command.instead_of is not None:
        earlier = case.visits[command.instead_of].shift
        parts.append((earlier, reader.state(SHIFT, earlier)[1], sending.released))
    return together(*parts)


def _ending(
    reader: Reader, command: Any, context: Context, decided: Callable[..., assignment.Ending | Refused]
) -> Outcome:
    case, case_version = _of_the_region(reader, command.case, context)
    refused = must_be_open(case, command)
    if refused is not None:
        return refused
    ending = decided(case, command, context)
    if isinstance(ending, Refused) or not ending.case:
        return ending if isinstance(ending, Refused) else Decided()
    shift_id = case.visits[command.visit].shift
    return together(
        (command.case, case_version, ending.case), (shift_id, reader.state(SHIFT, shift_id)[1], ending.shift)
    )


def _start_shift(reader: Reader, command: shift.StartShift, context: Context) -> Outcome:
    state, version = reader.state(SHIFT, command.shift)
    known, _ = reader.state(TEAM, command.team)
    registered = None if known.closed else known.registered
    usual = "" if registered is None else registered.vehicle
    crew = _crew(reader, command.members, usual if command.vehicle is None else command.vehicle, context)
    events = shift.start(state, command, registered, crew, context)
    if isinstance(events, Refused) or not events:
        return one(command.shift, version, events)
    refused = _elsewhere(reader, command.team, command.members) or _driven(reader, crew, command.shift)
    return refused or one(command.shift, version, events)


def _change_shift(reader: Reader, command: shift.ChangeShift, context: Context) -> Outcome:
    state, version = reader.state(SHIFT, command.shift)
    members = state.members if command.members is None else command.members
    vehicle = state.vehicle if command.vehicle is None else command.vehicle
    crew = _crew(reader, members, vehicle, context)
    events = shift.change(state, command, crew, context)
    joining = tuple(member for member in members if member not in state.members)
    if isinstance(events, Refused):
        return events
    refused = _elsewhere(reader, None, joining) or _driven(reader, crew, command.shift)
    return refused or one(command.shift, version, events)


def _end_shift(reader: Reader, command: shift.EndShift, context: Context) -> Outcome:
    state, version = reader.state(SHIFT, command.shift)
    return one(command.shift, version, shift.end(state, command))


def _crew(reader: Reader, members: tuple[SpecialistId, ...], vehicle: str, context: Context) -> Crew:
    """Somebody of another region is as if in no register."""
    found = {member: reader.row("specialists", str(member)) for member in members}
    rows = {member: row for member, row in found.items() if row and row["region"] == context.region}
    known = list(rows.values())
    car = car_of(reader.rows("vehicles").values(), context.region, vehicle)
    return Crew(
        languages=tuple(sorted({tongue for row in known for tongue in row["languages"]})),
        professions=tuple(sorted({row["profession"] for row in known})),
        unknown=tuple(member for member in members if member not in rows or rows[member]["closed"]),
        vehicle=None if car is None else VehicleId(UUID(car["id"])),
        vehicle_ready=car is None or car["state"] == VehicleState.READY,
    )


def _elsewhere(
    reader: Reader, on_duty_team: object | None, members: tuple[SpecialistId, ...]
) -> Refused | None:
    """Whoever is in another place already, with who put them there and when."""
    if on_duty_team is not None:
        held = reader.holder(TEAM_ON_DUTY, str(on_duty_team))
        if held is not None:
            return taken("team-on-duty", held)
    for member in members:
        held = reader.holder(SPECIALIST_ON_DUTY, str(member))
        if held is not None:
            return taken("specialist-on-duty", held, specialist=str(member))
    return None


def _driven(reader: Reader, crew: Crew, by: ShiftId) -> Refused | None:
    """The car that another shift is driving."""
    held = None if crew.vehicle is None else reader.holder(VEHICLE_ON_DUTY, str(crew.vehicle))
    return None if held is None or held.holder == str(by) else taken("vehicle-on-duty", held)


HANDLERS: Final[Mapping[type, Handler]] = {
    **dict.fromkeys(DECISIONS, _case),
    **dict.fromkeys(ENTERING, entering),
    case_commands.ReceiveRequest: _receive,
    case_commands.AttachRequest: _attach,
    case_commands.CorrectSchool: _correct_place,
    visit_commands.AssignTeam: _assign,
    visit_commands.DeclineAssignment: lambda r, c, x: _ending(r, c, x, assignment.decline),
    visit_commands.CancelAssignment: lambda r, c, x: _ending(r, c, x, assignment.cancel),
    visit_commands.EndVisit: lambda r, c, x: _ending(r, c, x, assignment.end),
    shift.StartShift: _start_shift,
    shift.ChangeShift: _change_shift,
    shift.EndShift: _end_shift,
    **REGISTERS,
    **PHONES,
    **EXPORTS,
    **OVERSIGHT,
    **JOINT,
}
