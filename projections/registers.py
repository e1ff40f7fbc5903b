"""The registers as tables: schools, specialists, vehicles, centres. Each a pure fold keyed by its stream."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, get_args

from domain.centre import (
    CentreDescribed,
    CentreEvent,
    CentreRegistered,
    PostsCounted,
    SettingsChanged,
)
from domain.centre_settings import CentreSettings
from domain.envelope import Recorded
from domain.school import RegisterEvent as SchoolEvent
from domain.school import SchoolClosed, SchoolRegistered
from domain.specialist import (
    QualificationsRecorded,
    SpecialistEvent,
    SpecialistLeft,
    SpecialistRegistered,
)
from domain.team import TeamClosed, TeamEvent, TeamRegistered
from domain.vehicle import VehicleRegistered, VehicleState

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Register:
    """One table whose rows are made of a stream's own events."""

    name: str
    version: int
    events: tuple[type, ...]
    step: Callable[[Row | None, Any, str], Row | None]

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (str(recorded.stream),)

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        return self.step(row, recorded.event, str(recorded.stream))


def _school(row: Row | None, event: SchoolEvent, key: str) -> Row | None:
    if not isinstance(event, SchoolRegistered):
        return _closed(row, isinstance(event, SchoolClosed))
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
        "closed": row is not None and row["closed"],
    }


def _closed(row: Row | None, closed: bool) -> Row | None:
    return None if row is None else {**row, "closed": closed}


def _specialist(row: Row | None, event: SpecialistEvent, key: str) -> Row | None:
    match event:
        case SpecialistRegistered():
            known = {
                "id": key,
                "region": event.region,
                "name": event.name,
                "profession": event.profession,
                "languages": list(event.languages),
                "source_ids": list(event.source_ids),
            }
            return {"trainings": [], "certificates": [], "closed": False, **(row or {}), **known}
        case QualificationsRecorded():
            papers = {
                "trainings": [{"name": one.name, "on": _day(one.on)} for one in event.trainings],
                "certificates": [
                    {"name": one.name, "number": one.number, "expires": _day(one.expires)}
                    for one in event.certificates
                ],
            }
            return None if row is None else {**row, **papers}
        case _:
            return _closed(row, isinstance(event, SpecialistLeft))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _vehicle(row: Row | None, event: VehicleRegistered, key: str) -> Row:
    return {
        "id": key,
        "region": event.region,
        "plate": event.plate,
        "model": event.model,
        "seats": event.seats,
        "state": str(event.state),
        "closed": event.state is VehicleState.RETIRED,
    }


def _plain(settings: CentreSettings) -> Row:
    """As a row has them after it was stored, too: lists, where settings have tuples."""
    skills = {age: list(wanted) for age, wanted in asdict(settings.skills).items()}
    return {**asdict(settings), "skills": skills}


def _centre(row: Row | None, event: CentreEvent, key: str) -> Row | None:
    match event:
        case CentreRegistered():
            return {
                "id": key,
                "region": event.region,
                **_described(event),
                "filled": None,
                "settings": _plain(event.settings),
            }
        case SettingsChanged():
            return None if row is None else {**row, "settings": _plain(event.settings)}
        case CentreDescribed():
            return None if row is None else {**row, **_described(event)}
        case PostsCounted():
            return None if row is None else {**row, "filled": event.filled}


def _described(event: CentreRegistered | CentreDescribed) -> Row:
    lat, lon = event.point
    names = {"name_kk": event.name_kk, "name_ru": event.name_ru, "name_en": event.name_en}
    return {**names, "lat": lat, "lon": lon}


def _team(row: Row | None, event: TeamEvent, key: str) -> Row | None:
    if not isinstance(event, TeamRegistered):
        return _closed(row, isinstance(event, TeamClosed))
    return {
        "id": key,
        "region": event.region,
        "name": event.name,
        "home": list(event.home),
        "vehicle": event.vehicle,
        "roster": [str(member) for member in event.roster],
        "closed": row is not None and row["closed"],
    }


SCHOOLS = Register("schools", 3, get_args(SchoolEvent), _school)
SPECIALISTS = Register("specialists", 3, get_args(SpecialistEvent), _specialist)
VEHICLES = Register("vehicles", 1, (VehicleRegistered,), _vehicle)
TEAMS = Register("teams", 1, get_args(TeamEvent), _team)
"""A team as it is registered, for its history; the live table of teams is `projections.teams`."""
CENTRES = Register("centres", 3, get_args(CentreEvent), _centre)
