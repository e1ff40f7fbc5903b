"""Events to plain JSON values and back, by their annotations; cattrs compiles one function per class.

Strict in both directions, because what is stored is never changed again: a number is finite, a time
has its zone, a text is text. What JSON has no word for is written so: UUID and times as text (RFC 3339),
enumerations by value, tuples as lists, nested dataclasses as objects with exactly their fields.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache, lru_cache, partial, reduce
from operator import is_, or_
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import orjson
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.preconf.orjson import make_converter

from dispatch.checks import FieldChecks
from domain.envelope import Envelope
from domain.marks import FORGOTTEN, Forgotten, sealed_fields

Json = Any
_ENVELOPE = frozenset(Envelope._fields)


class CannotEncode(Exception):
    """An event cannot be stored as it is. Names class and field, never the value."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How one class of events is written and read. `sealed` maps a personal field to its subject's field."""

    name: str
    event_type: type
    sealed: Mapping[str, str]
    clear: Callable[[Any], dict[str, Json]]
    personal: Mapping[str, Callable[[Any], Json]]
    build: Callable[[dict[str, Json]], Any]
    checks: FieldChecks


def is_private(annotation: object) -> bool:
    """Whether an annotation is `Private[...]`: a union that has the forgotten mark among its members."""
    return get_origin(annotation) in (Union, types.UnionType) and Forgotten in get_args(annotation)


def readable(annotation: Any) -> Any:
    """The annotation without the forgotten mark."""
    return reduce(or_, (part for part in get_args(annotation) if part is not Forgotten))


@cache
def shape_of(name: str, event_type: type) -> Shape:
    """Compile one event class, once a process; raises `CannotEncode` for what could not be read back."""
    if not is_dataclass(event_type):
        raise CannotEncode(f"{name}: {event_type.__name__} is not a dataclass")
    sealed = sealed_fields(event_type)
    hints = get_type_hints(event_type)
    for field, subject in sealed.items():
        if not is_private(hints[field]) or subject not in hints or subject in sealed:
            raise CannotEncode(f"{name}: sealed field {field} needs Private[...] and a clear subject")
    for field, hint in hints.items():
        if field not in sealed and _holds_personal(hint, set()):
            raise CannotEncode(f"{name}: {field} has sealed fields inside; only an event's own can be")
    converter = event_converter()
    omitted = {field: override(omit=True) for field in sealed}
    clear = make_dict_unstructure_fn(event_type, converter, **omitted)  # type: ignore[arg-type]
    personal = {field: converter.get_unstructure_hook(readable(hints[field])) for field in sealed}
    structure = converter.get_structure_hook(event_type)
    build = partial(_build, structure, event_type)
    return Shape(name, event_type, sealed, clear, personal, build, FieldChecks(event_type))


def _build(structure: Callable[[Any, Any], Any], event_type: type, values: dict[str, Json]) -> Any:
    return structure(values, event_type)


def _holds_personal(hint: Any, seen: set[type]) -> bool:
    if isinstance(hint, type) and is_dataclass(hint):
        if hint in seen:
            return False
        seen.add(hint)
        inner = get_type_hints(hint).values()
        return bool(sealed_fields(hint)) or any(_holds_personal(each, seen) for each in inner)
    return any(_holds_personal(part, seen) for part in get_args(hint))


def unknown_fields(event_type: type, values: Mapping[str, Json]) -> list[str]:
    """Names in a stored event that its class does not have."""
    return sorted(set(values) - {field.name for field in fields(event_type)})


@cache
def event_converter() -> Converter:
    """The strict converter, both ways."""
    converter = make_converter(forbid_extra_keys=True, detailed_validation=False)
    # by identity: enumerations are subclasses of str and int and must stay what they are
    for plain, build in (
        (str, _exactly(str)),
        (int, _exactly(int)),
        (bool, _exactly(bool)),
        (float, _float_from),
    ):
        converter.register_structure_hook_func(partial(is_, plain), build)
    converter.register_structure_hook(UUID, _uuid_from)
    converter.register_structure_hook(datetime, _time_from)
    converter.register_structure_hook(date, _date_from)
    converter.register_structure_hook_factory(is_private, lambda hint: _private_hook(converter, hint))
    return converter


def _private_hook(converter: Converter, hint: Any) -> Callable[[Any, Any], Any]:
    inner = readable(hint)
    structure = converter.get_structure_hook(inner)

    def build(value: Any, _: Any) -> Any:
        return FORGOTTEN if value is FORGOTTEN else structure(value, inner)

    return build


def _exactly(plain: type) -> Callable[[Any, Any], Any]:
    def build(value: Any, _: Any) -> Any:
        if type(value) is not plain:
            raise TypeError(f"{plain.__name__} expected")
        return value

    return build


def _float_from(value: Any, _: Any) -> float:
    if type(value) not in (float, int):
        raise TypeError("float expected")
    return float(value)


@lru_cache(maxsize=1_024)
def id_from(text: str) -> UUID:
    """The id that a text is; raises what UUID does. The same few are met again and again."""
    return UUID(text)


def _uuid_from(value: Any, _: Any) -> UUID:
    return id_from(value)


def _time_from(value: Any, _: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise TypeError("time with zone expected")
    return moment


def _date_from(value: Any, _: Any) -> date:
    return date.fromisoformat(value)


def envelope_json(envelope: Envelope) -> orjson.Fragment:
    """An envelope as it is stored: its fields, those that are null left out. Made once per command."""
    values: dict[str, Json] = {
        "happened_at": envelope.happened_at,
        "recorded_at": envelope.recorded_at,
        "role": envelope.role,
        "command_id": envelope.command_id,
        "centre": envelope.centre,
    }
    for name in ("by", "device", "sequence", "because_of"):
        value = getattr(envelope, name)
        if value is not None:
            values[name] = value
    if envelope.happened_at.tzinfo is None or envelope.recorded_at.tzinfo is None:
        raise CannotEncode("a time without zone cannot be stored")
    return orjson.Fragment(orjson.dumps(values))


def envelope_from(values: dict[str, Any]) -> Envelope:
    """A stored envelope; raises what a value that is not one raises."""
    if not values.keys() <= _ENVELOPE:
        raise ValueError("unknown field")
    by = values.get("by")
    return Envelope(
        happened_at=datetime.fromisoformat(values["happened_at"]),
        recorded_at=datetime.fromisoformat(values["recorded_at"]),
        by=None if by is None else id_from(by),
        role=values["role"],
        device=values.get("device"),
        sequence=values.get("sequence"),
        command_id=id_from(values["command_id"]),
        because_of=values.get("because_of"),
        centre=id_from(values["centre"]),
    )
