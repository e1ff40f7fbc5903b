"""The specialist stream: one of the centre's own people who can be a member of a mobile group."""

from dataclasses import dataclass

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
class RegisterSpecialist:
    specialist: SpecialistId
    region: str
    name: str
    profession: str
    languages: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Specialist:
    registered: SpecialistRegistered | None = None


INITIAL = Specialist()


def evolve(state: Specialist, event: object) -> Specialist:
    return Specialist(registered=event) if isinstance(event, SpecialistRegistered) else state


def decide(state: Specialist, command: RegisterSpecialist) -> tuple[SpecialistRegistered, ...] | Refused:
    if not command.name.strip():
        return Refused(code="name-missing")
    event = SpecialistRegistered(
        region=command.region,
        name=command.name,
        profession=command.profession,
        languages=command.languages,
        source_ids=command.source_ids,
    )
    return () if state.registered == event else (event,)
