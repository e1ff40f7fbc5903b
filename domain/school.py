"""The school stream: one registered school, and by what its support service is monitored."""

from dataclasses import dataclass, field, replace
from datetime import date

from domain import monitoring
from domain.case.limits import lines_too_long
from domain.context import Context
from domain.identity import SchoolId
from domain.moments import CheckMoment
from domain.monitoring import MonitoringEvent, RecordMonitoring, Watch
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
class SchoolClosed:
    """No new request names it any more; what was said of it stays readable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolReopened:
    """It is there again, as it was registered last."""


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
class CloseSchool:
    """Take the school out of what intake finds."""

    school: SchoolId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenSchool:
    """Let intake find the school again."""

    school: SchoolId


RegisterEvent = SchoolRegistered | SchoolClosed | SchoolReopened
SchoolEvent = RegisterEvent | MonitoringEvent
SchoolCommand = RegisterSchool | CloseSchool | ReopenSchool


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    registered: SchoolRegistered | None = None
    closed: bool = False
    watch: Watch = field(default_factory=Watch)


INITIAL = School()


def evolve(state: School, event: object, on: date | None = None) -> School:
    """`on` is the local day on which the event was recorded."""
    match event:
        case SchoolRegistered():
            return replace(state, registered=event, watch=_since(state.watch, state.watch.since or on))
        case SchoolClosed():
            return replace(state, closed=True)
        case SchoolReopened():
            return replace(state, closed=False, watch=_since(state.watch, on or state.watch.since))
        case _:
            return replace(state, watch=monitoring.evolve(state.watch, event))


def _since(watch: Watch, day: date | None) -> Watch:
    """A school that is there again has that half-year to be monitored in."""
    return replace(watch, since=day)


def decide(state: School, command: SchoolCommand) -> tuple[RegisterEvent, ...] | Refused:
    """Registers it, or corrects what is registered: the same content twice changes nothing."""
    if isinstance(command, RegisterSchool):
        return _register(state, command)
    if state.registered is None:
        return Refused(code="school-unknown")
    closing = isinstance(command, CloseSchool)
    if state.closed is closing:
        return ()
    return (SchoolClosed() if closing else SchoolReopened(),)


def _register(state: School, command: RegisterSchool) -> tuple[RegisterEvent, ...] | Refused:
    wrong = point_fault(*command.point)
    if wrong is not None:
        return Refused(code=wrong, params={"field": "point"})
    if not command.label.strip():
        return Refused(code="name-missing", params={"field": "label"})
    too_long = lines_too_long(
        label=command.label,
        number=command.number,
        name_kk=command.name_kk,
        name_ru=command.name_ru,
        name_en=command.name_en,
        district=command.district,
    )
    if too_long is not None:
        return too_long
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


def record_monitoring(
    state: School, command: RecordMonitoring, context: Context
) -> tuple[MonitoringEvent, ...] | Refused:
    """Of a school in the region's register that is not closed."""
    registered = state.registered
    if registered is None or state.closed or registered.region != context.region:
        return Refused(code="school-unknown")
    return monitoring.record(state.watch, command, context)


def check(state: School, command: CheckMoment, context: Context) -> tuple[object, ...]:
    """What the passing of a half-year means now; nothing for a school that is closed."""
    return () if state.closed or state.registered is None else monitoring.check(state.watch, context)
