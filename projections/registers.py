"""The registers as tables: schools, specialists, accounts, centres. Each a pure fold keyed by its stream."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from domain.account import AccountOpened, LanguageChosen
from domain.centre import CentreRegistered, SettingsChanged
from domain.envelope import Recorded
from domain.school import SchoolRegistered
from domain.specialist import SpecialistRegistered

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Register:
    """One table whose rows are made of a stream's own events."""

    name: str
    version: int
    events: tuple[type, ...]
    step: Callable[[Row | None, Any, str], Row | None]

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (str(recorded.stream),) if isinstance(recorded.event, self.events) else ()

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        return self.step(row, recorded.event, str(recorded.stream))


def _school(row: Row | None, event: SchoolRegistered, key: str) -> Row:
    lat, lon = event.point
    return {
        "id": key,
        "region": event.region,
        "number": event.number,
        "label": event.label,
        "name_kk": event.name_kk,
        "name_ru": event.name_ru,
        "name_en": event.name_en,
        "district": event.district,
        "lat": lat,
        "lon": lon,
        "source": event.source,
        "source_ids": list(event.source_ids),
    }


def _specialist(row: Row | None, event: SpecialistRegistered, key: str) -> Row:
    return {
        "id": key,
        "region": event.region,
        "name": event.name,
        "profession": event.profession,
        "languages": list(event.languages),
        "source_ids": list(event.source_ids),
    }


def _account(row: Row | None, event: AccountOpened | LanguageChosen, key: str) -> Row | None:
    if isinstance(event, LanguageChosen):
        return None if row is None else {**row, "language": event.language}
    return {
        "id": key,
        "login": event.login,
        "name": event.name,
        "roles": [str(role) for role in event.roles],
        "region": event.region,
        "language": event.language,
        "specialist": None if event.specialist is None else str(event.specialist),
        "team": None if event.team is None else str(event.team),
    }


def _centre(row: Row | None, event: CentreRegistered | SettingsChanged, key: str) -> Row | None:
    if isinstance(event, SettingsChanged):
        return None if row is None else {**row, "settings": asdict(event.settings)}
    lat, lon = event.point
    return {
        "id": key,
        "region": event.region,
        "name_kk": event.name_kk,
        "name_ru": event.name_ru,
        "name_en": event.name_en,
        "lat": lat,
        "lon": lon,
        "settings": asdict(event.settings),
    }


SCHOOLS = Register("schools", 2, (SchoolRegistered,), _school)
SPECIALISTS = Register("specialists", 2, (SpecialistRegistered,), _specialist)
ACCOUNTS = Register("accounts", 1, (AccountOpened, LanguageChosen), _account)
CENTRES = Register("centres", 1, (CentreRegistered, SettingsChanged), _centre)
