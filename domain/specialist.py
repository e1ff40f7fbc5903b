"""The specialist stream: one of the centre's own people who can be a member of a mobile group."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from domain.case.limits import lines_too_long, needs_text, not_a_key
from domain.identity import SpecialistId
from domain.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialistRegistered:
    """`profession` and `languages` are keys (`psychologist`, `kk`); the name is a staff name.

    `source_ids` are what files call this person: an import knows them again by these.
    """

    region: str
    name: str
    profession: str
    languages: tuple[str, ...]
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A course that was passed."""

    name: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A paper that says what the person may do; without `expires` it holds for good."""

    name: str
    number: str = ""
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationsRecorded:
    """All trainings and certificates that count from now on."""

    trainings: tuple[Training, ...]
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialistLeft:
    """The person goes on duty no more; the name stays beside what was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialistReturned:
    """The person may go on duty again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSpecialist:
    specialist: SpecialistId
    region: str
    name: str
    profession: str
    languages: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordQualifications:
    """Trainings and certificates as they stand now, all of them."""

    specialist: SpecialistId
    trainings: tuple[Training, ...] = ()
    certificates: tuple[Certificate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissSpecialist:
    """The person works here no more."""

    specialist: SpecialistId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadmitSpecialist:
    """The person works here again."""

    specialist: SpecialistId


MOST_PAPERS: Final = 30

SpecialistEvent = SpecialistRegistered | QualificationsRecorded | SpecialistLeft | SpecialistReturned
SpecialistCommand = RegisterSpecialist | RecordQualifications | DismissSpecialist | ReadmitSpecialist


@dataclass(frozen=True, slots=True, kw_only=True)
class Specialist:
    registered: SpecialistRegistered | None = None
    qualifications: QualificationsRecorded = QualificationsRecorded(trainings=(), certificates=())
    left: bool = False


INITIAL = Specialist()


def evolve(state: Specialist, event: object) -> Specialist:
    match event:
        case SpecialistRegistered():
            return replace(state, registered=event)
        case QualificationsRecorded():
            return replace(state, qualifications=event)
        case SpecialistLeft() | SpecialistReturned():
            return replace(state, left=isinstance(event, SpecialistLeft))
        case _:
            return state


def decide(state: Specialist, command: SpecialistCommand) -> tuple[SpecialistEvent, ...] | Refused:
    if isinstance(command, RegisterSpecialist):
        return _register(state, command)
    if state.registered is None:
        return Refused(code="specialist-unknown")
    match command:
        case RecordQualifications():
            return _record(state, command)
        case DismissSpecialist():
            return () if state.left else (SpecialistLeft(),)
        case ReadmitSpecialist():
            return (SpecialistReturned(),) if state.left else ()


def _register(state: Specialist, command: RegisterSpecialist) -> tuple[SpecialistEvent, ...] | Refused:
    if not command.name.strip():
        return Refused(code="name-missing", params={"field": "name"})
    refused = (
        lines_too_long(name=command.name)
        or not_a_key("profession", command.profession)
        or next(filter(None, (not_a_key("languages", tongue) for tongue in command.languages)), None)
    )
    if refused is not None:
        return refused
    event = SpecialistRegistered(
        region=command.region,
        name=command.name,
        profession=command.profession,
        languages=command.languages,
        source_ids=command.source_ids,
    )
    return () if state.registered == event else (event,)


def _record(state: Specialist, command: RecordQualifications) -> tuple[SpecialistEvent, ...] | Refused:
    papers: dict[str, tuple[Training | Certificate, ...]] = {
        "trainings": command.trainings,
        "certificates": command.certificates,
    }
    for field, listed in papers.items():
        if len(listed) > MOST_PAPERS:
            return Refused(code="list-too-long", params={"field": field, "most": MOST_PAPERS})
        for paper in listed:
            refused = needs_text(field, paper.name) or lines_too_long(**{field: paper.name})
            if refused is not None:
                return refused
    event = QualificationsRecorded(trainings=command.trainings, certificates=command.certificates)
    return () if state.qualifications == event else (event,)
