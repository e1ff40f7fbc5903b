"""The centre stream: who the centre is and by which settings it works. Settings are dated by being events."""

from dataclasses import dataclass, field

from domain.identity import CentreId
from domain.law.due import Hours, Reading, TargetMinutes, Week
from domain.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreSettings:
    """Everything a centre decides for itself [ours]. Times are in minutes."""

    week: Week = Week.FIVE
    reading: Reading = Reading.ARRIVAL
    hours: Hours = field(default_factory=Hours)
    in_city: bool = True
    group_size: int = 2
    take_within: int = 5
    act_within: int = 15
    accept_within: int = 3
    least_shift_left: int = 30
    targets: TargetMinutes = field(default_factory=TargetMinutes)


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


CentreEvent = CentreRegistered | SettingsChanged
CentreCommand = RegisterCentre | ChangeSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    region: str | None = None
    settings: CentreSettings = field(default_factory=CentreSettings)


INITIAL = Centre()


def evolve(state: Centre, event: object) -> Centre:
    match event:
        case CentreRegistered():
            return Centre(region=event.region, settings=event.settings)
        case SettingsChanged():
            return Centre(region=state.region, settings=event.settings)
        case _:
            return state


def decide(state: Centre, command: CentreCommand) -> tuple[CentreEvent, ...] | Refused:
    """Settings change by a new event; hours that close before they open are refused."""
    if not command.settings.hours.sensible:
        return Refused(code="hours-not-sensible")
    match command:
        case RegisterCentre():
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
        case ChangeSettings():
            if state.region is None:
                return Refused(code="centre-unknown")
            return () if command.settings == state.settings else (SettingsChanged(settings=command.settings),)
