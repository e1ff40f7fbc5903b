"""The registers as tables: schools, specialists, accounts, centres. Each a pure fold keyed by its stream."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any, get_args
from uuid import UUID

from domain.account import (
    AccountClosed,
    AccountEvent,
    AccountMoved,
    AccountOpened,
    AccountPlaced,
    AccountRenamed,
    LanguageChosen,
    RolesChanged,
)
from domain.centre import CentreRegistered, SettingsChanged
from domain.envelope import Recorded
from domain.school import SchoolRegistered
from domain.specialist import SpecialistRegistered
from domain.team import TeamRegistered

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


def _account(row: Row | None, event: AccountEvent, key: str) -> Row | None:
    if isinstance(event, AccountOpened):
        return {
            "id": key,
            "login": event.login,
            "name": event.name,
            "roles": [str(role) for role in event.roles],
            "region": event.region,
            "language": event.language,
            "specialist": _key(event.specialist),
            "team": _key(event.team),
            "closed": False,
        }
    return None if row is None else {**row, **_said(event)}


def _said(event: AccountEvent) -> Row:
    """What an event says anew of an account."""
    match event:
        case LanguageChosen():
            return {"language": event.language}
        case RolesChanged():
            return {"roles": [str(role) for role in event.roles]}
        case AccountRenamed():
            return {"name": event.name}
        case AccountPlaced():
            return {"team": _key(event.team), "specialist": _key(event.specialist)}
        case AccountMoved():
            return {"region": event.region, "roles": [], "team": None, "specialist": None}
        case _:
            return {"closed": isinstance(event, AccountClosed)}


def _key(thing: UUID | None) -> str | None:
    return None if thing is None else str(thing)


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


def _team(row: Row | None, event: TeamRegistered, key: str) -> Row:
    return {
        "id": key,
        "region": event.region,
        "name": event.name,
        "home": list(event.home),
        "vehicle": event.vehicle,
        "roster": [str(member) for member in event.roster],
    }


SCHOOLS = Register("schools", 2, (SchoolRegistered,), _school)
SPECIALISTS = Register("specialists", 2, (SpecialistRegistered,), _specialist)
ACCOUNTS = Register("accounts", 2, get_args(AccountEvent), _account)
TEAMS = Register("teams", 1, (TeamRegistered,), _team)
"""A team as it is registered, for its history; the live table of teams is `projections.teams`."""
CENTRES = Register("centres", 1, (CentreRegistered, SettingsChanged), _centre)
