"""The centre stream: who the centre is and by which settings it works. Settings are dated by being events."""

from dataclasses import dataclass, field, replace
from typing import Final

from domain.centre_settings import CentreSettings, settings_fault
from domain.identity import CentreId
from domain.places import point_fault
from domain.refusal import Refused

__all__ = ["CentreSettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreRegistered:
    """A centre begins its work in a region, by these settings."""

    region: str
    name_kk: str
    name_ru: str
    name_en: str
    point: tuple[float, float]
    settings: CentreSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged:
    """From now on; what was decided before keeps the times it was given."""

    settings: CentreSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreDescribed:
    """Its names and its place, put right."""

    name_kk: str
    name_ru: str
    name_en: str
    point: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsCounted:
    """So many of the centre's posts are filled."""

    filled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCentre:
    centre: CentreId
    region: str
    name_kk: str
    name_ru: str
    name_en: str
    point: tuple[float, float]
    settings: CentreSettings = field(default_factory=CentreSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    centre: CentreId
    settings: CentreSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeCentre:
    """Put the centre's names and place right."""

    centre: CentreId
    name_kk: str
    name_ru: str
    name_en: str
    point: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPosts:
    """Say how many posts are filled."""

    centre: CentreId
    filled: int


LEAST_POSTS: Final = 55
"""Staff units that a centre has at least, by the Rules."""

MOST_POSTS: Final = 5_000
LONGEST_NAME: Final = 300

CentreEvent = CentreRegistered | SettingsChanged | CentreDescribed | PostsCounted
CentreCommand = RegisterCentre | ChangeSettings | DescribeCentre | CountPosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    region: str | None = None
    settings: CentreSettings = field(default_factory=CentreSettings)
    described: CentreDescribed | None = None
    filled: int | None = None


INITIAL = Centre()


def evolve(state: Centre, event: object) -> Centre:
    match event:
        case CentreRegistered():
            return Centre(region=event.region, settings=event.settings, described=_described(event))
        case SettingsChanged():
            return replace(state, settings=event.settings)
        case CentreDescribed():
            return replace(state, described=event)
        case PostsCounted():
            return replace(state, filled=event.filled)
        case _:
            return state


def decide(state: Centre, command: CentreCommand) -> tuple[CentreEvent, ...] | Refused:
    """Settings change by a new event; what no centre can work by is refused."""
    if isinstance(command, RegisterCentre):
        return _register(state, command)
    if state.region is None:
        return Refused(code="centre-unknown")
    match command:
        case ChangeSettings():
            refused = settings_fault(command.settings)
            changed = SettingsChanged(settings=command.settings)
            return refused or (() if command.settings == state.settings else (changed,))
        case DescribeCentre():
            refused = _description_fault(command)
            described = _described(command)
            return refused or (() if described == state.described else (described,))
        case CountPosts():
            if not 0 <= command.filled <= MOST_POSTS:
                params: dict[str, str | int] = {"field": "filled", "from": 0, "to": MOST_POSTS}
                return Refused(code="number-out-of-range", params=params)
            return () if command.filled == state.filled else (PostsCounted(filled=command.filled),)


def _register(state: Centre, command: RegisterCentre) -> tuple[CentreEvent, ...] | Refused:
    refused = settings_fault(command.settings)
    if refused is not None:
        return refused
    if state.region is not None:
        return Refused(code="centre-known")
    return (
        CentreRegistered(
            region=command.region,
            name_kk=command.name_kk,
            name_ru=command.name_ru,
            name_en=command.name_en,
            point=command.point,
            settings=command.settings,
        ),
    )


def _described(said: CentreRegistered | DescribeCentre) -> CentreDescribed:
    return CentreDescribed(
        name_kk=said.name_kk.strip(),
        name_ru=said.name_ru.strip(),
        name_en=said.name_en.strip(),
        point=said.point,
    )


def _description_fault(command: DescribeCentre) -> Refused | None:
    for name in ("name_kk", "name_ru"):
        if not getattr(command, name).strip():
            return Refused(code="name-missing", params={"field": name})
    wrong = point_fault(*command.point)
    if wrong is not None:
        return Refused(code=wrong, params={"field": "point"})
    for name in ("name_kk", "name_ru", "name_en"):
        if len(getattr(command, name)) > LONGEST_NAME:
            return Refused(code="text-too-long", params={"field": name, "most": LONGEST_NAME})
    return None
