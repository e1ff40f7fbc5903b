"""The school stream: one registered school."""

from dataclasses import dataclass

from domain.identity import SchoolId
from domain.places import point_fault
from domain.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolRegistered:
    """`label` is what people call it where it has no number. Names may be empty where the source has none.

    `source_ids` are what files call it: an import knows it again by them, whatever its name has become.
    """

    region: str
    number: str | None
    label: str
    name_kk: str
    name_ru: str
    name_en: str
    district: str
    point: tuple[float, float]
    source: str
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSchool:
    school: SchoolId
    region: str
    label: str
    point: tuple[float, float]
    number: str | None = None
    name_kk: str = ""
    name_ru: str = ""
    name_en: str = ""
    district: str = ""
    source: str = "by-hand"
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    registered: SchoolRegistered | None = None


INITIAL = School()


def evolve(state: School, event: object) -> School:
    return School(registered=event) if isinstance(event, SchoolRegistered) else state


def decide(state: School, command: RegisterSchool) -> tuple[SchoolRegistered, ...] | Refused:
    """Registers it, or corrects what is registered: the same content twice changes nothing."""
    wrong = point_fault(*command.point)
    if wrong is not None:
        return Refused(code=wrong)
    event = SchoolRegistered(
        region=command.region,
        number=command.number,
        label=command.label,
        name_kk=command.name_kk,
        name_ru=command.name_ru,
        name_en=command.name_en,
        district=command.district,
        point=command.point,
        source=command.source,
        source_ids=command.source_ids,
    )
    return () if state.registered == event else (event,)
