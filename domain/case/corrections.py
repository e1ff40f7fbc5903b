"""Notes, calls and contacts, and putting right what was written down wrongly: always a new event."""

from dataclasses import dataclass
from datetime import date

from domain.case import commands as ask
from domain.case import events as happened
from domain.case.limits import lines_too_long, needs_text, not_a_key, too_long
from domain.case.state import CaseState
from domain.context import Context
from domain.identity import SchoolId, subject_of
from domain.law.local_time import local_date
from domain.places import point_fault
from domain.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What the registers say of a place: the nearest registered school and the district, both in clear."""

    school_known: bool = True
    nearest_school: SchoolId | None = None
    district: str | None = None


def birth_fault(born: date | None, context: Context) -> Refused | None:
    """Refused if nobody can have been born then: after today, or more than 120 years ago."""
    if born is None:
        return None
    today = local_date(context.now)
    if born > today:
        return Refused(code="birth-date-after-today")
    return Refused(code="birth-date-too-long-ago") if today.year - born.year > 120 else None


def place_fault(point: tuple[float, float] | None, where: Whereabouts) -> Refused | None:
    if not where.school_known:
        return Refused(code="school-unknown")
    code = None if point is None else point_fault(*point)
    return None if code is None else Refused(code=code)


def note(state: CaseState, command: ask.AddNote, context: Context) -> tuple[object, ...] | Refused:
    return needs_text("text", command.text) or (
        happened.Noted(child=subject_of(command.case, "child"), text=command.text),
    )


def contact(state: CaseState, command: ask.RecordContact, context: Context) -> tuple[object, ...] | Refused:
    return (
        not_a_key("channel", command.channel)
        or too_long("note", command.note)
        or (
            happened.ContactMade(
                channel=command.channel, child=subject_of(command.case, "child"), note=command.note or None
            ),
        )
    )


def service_call(
    state: CaseState, command: ask.RecordServiceCall, context: Context
) -> tuple[object, ...] | Refused:
    return too_long("note", command.note) or (
        happened.ServiceCalled(
            service=command.service, child=subject_of(command.case, "child"), note=command.note or None
        ),
    )


def correct_place(
    state: CaseState, command: ask.CorrectSchool, context: Context, where: Whereabouts
) -> tuple[object, ...] | Refused:
    if command.school is None and command.point is None:
        return Refused(code="place-missing")
    refused = place_fault(command.point, where) or lines_too_long(place=command.place)
    return refused or (
        happened.PlaceCorrected(
            school=command.school,
            nearest_school=where.nearest_school,
            district=where.district,
            child=subject_of(command.case, "child"),
            point=command.point,
            place=command.place,
        ),
    )


def correct_child(
    state: CaseState, command: ask.CorrectChild, context: Context
) -> tuple[object, ...] | Refused:
    refused = (
        birth_fault(command.child_birth_date, context)
        or lines_too_long(child_name=command.child_name)
        or (not_a_key("child_language", command.child_language) if command.child_language else None)
    )
    return refused or (
        happened.ChildCorrected(
            child=subject_of(command.case, "child"),
            child_language=command.child_language,
            child_name=command.child_name,
            child_birth_date=command.child_birth_date,
        ),
    )


def correct_phone(
    state: CaseState, command: ask.CorrectPhone, context: Context
) -> tuple[object, ...] | Refused:
    if command.whose not in ("child", "caller", "guardian"):
        return Refused(code="person-unknown")
    return lines_too_long(phone=command.phone) or (
        happened.PhoneCorrected(
            whose=command.whose, subject=subject_of(command.case, command.whose), phone=command.phone
        ),
    )
