"""Parsed JSON into a command: exactly the fields of the dataclass, exactly their types, or `Unreadable`."""

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum, IntEnum
from functools import cache
from typing import Any, Final, NewType, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.case.limits import LONGEST_TEXT
from web.body import JSON, Unreadable, shown

T = TypeVar("T")
Read = Callable[[JSON, str], Any]

LIST_ITEMS: Final = 100
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_UNREADABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200

FAULTS: Final = (
    "body-not-json",
    "body-not-utf8",
    "body-not-object",
    "body-too-deep",
    "duplicate-key",
    "number-not-finite",
    "number-too-large",
    "unknown-field",
    "field-missing",
    "wrong-type",
    "list-too-long",
    "text-too-long",
    "text-unreadable",
    "not-a-choice",
    "not-an-id",
    "not-a-time",
    "time-without-zone",
    "not-a-date",
)
"""Every code that reading can answer with."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body: how it is read, and whether it may be left out."""

    name: str
    read: Read
    required: bool


def build(
    wanted: type[T], values: Mapping[str, JSON], without: frozenset[str] = frozenset(), at: str = ""
) -> T:
    """An instance of a dataclass out of parsed JSON; fields named in `without` cannot be sent."""
    of: Any = wanted
    specs = {spec.name: spec for spec in _fields(of) if spec.name not in without}
    for name in values:
        if name not in specs:
            raise Unreadable("unknown-field", field=shown(_inside(at, name)))
    read: dict[str, Any] = {}
    for name, spec in specs.items():
        if name in values:
            read[name] = spec.read(values[name], _inside(at, name))
        elif spec.required:
            raise Unreadable("field-missing", field=_inside(at, name))
    return wanted(**read)


@cache
def _fields(wanted: Any) -> tuple[Field, ...]:
    """The readers of a dataclass's fields, made once."""
    hints = get_type_hints(wanted)
    return tuple(
        Field(
            spec.name, reader(hints[spec.name]), spec.default is MISSING and spec.default_factory is MISSING
        )
        for spec in fields(wanted)
        if spec.init
    )


def reader(hint: Any) -> Read:
    """How a value of this annotation is read."""
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _optional(hint)
    if origin is tuple:
        return _tuple(get_args(hint))
    if isinstance(hint, type):
        if issubclass(hint, Enum):
            return _choice(hint)
        if is_dataclass(hint):
            return lambda value, at: build(hint, _object(value, at), at=at)
        if hint in _PLAIN:
            return _PLAIN[hint]
    raise TypeError(f"no reader for {hint!r}")


def _optional(hint: Any) -> Read:
    others = [part for part in get_args(hint) if part is not types.NoneType]
    if len(others) != 1:
        raise TypeError(f"no reader for {hint!r}")
    inner = reader(others[0])
    return lambda value, at: None if value is None else inner(value, at)


def _tuple(parts: tuple[Any, ...]) -> Read:
    if len(parts) == 2 and parts[1] is Ellipsis:
        each = reader(parts[0])

        def many(value: JSON, at: str) -> tuple[Any, ...]:
            items = _list(value, at)
            return tuple(each(item, f"{at}[{index}]") for index, item in enumerate(items))

        return many
    readers = [reader(part) for part in parts]

    def exact(value: JSON, at: str) -> tuple[Any, ...]:
        items = _list(value, at)
        if len(items) != len(readers):
            raise Unreadable("wrong-type", field=at)
        return tuple(
            one(item, f"{at}[{index}]") for index, (one, item) in enumerate(zip(readers, items, strict=True))
        )

    return exact


def _choice(wanted: type[Enum]) -> Read:
    kind = int if issubclass(wanted, IntEnum) else str
    choices = ", ".join(str(member.value) for member in wanted)

    def read(value: JSON, at: str) -> Enum:
        if type(value) is not kind:
            raise Unreadable("wrong-type", field=at)
        try:
            return wanted(value)
        except ValueError:
            raise Unreadable("not-a-choice", field=at, choices=choices) from None

    return read


def unreadable(text: str) -> bool:
    """Whether a text holds signs that nobody typed."""
    return _UNREADABLE.search(text) is not None


def _text(value: JSON, at: str) -> str:
    if not isinstance(value, str):
        raise Unreadable("wrong-type", field=at)
    if len(value) > LONGEST_TEXT:
        raise Unreadable("text-too-long", field=at, most=LONGEST_TEXT)
    if unreadable(value):
        raise Unreadable("text-unreadable", field=at)
    return value


def _exactly(kind: type) -> Read:
    def read(value: JSON, at: str) -> Any:
        if type(value) is not kind:
            raise Unreadable("wrong-type", field=at)
        return value

    return read


def _float(value: JSON, at: str) -> float:
    if type(value) not in (int, float):
        raise Unreadable("wrong-type", field=at)
    return float(value)


def _uuid(value: JSON, at: str) -> UUID:
    if not isinstance(value, str):
        raise Unreadable("wrong-type", field=at)
    if not _UUID.fullmatch(value):
        raise Unreadable("not-an-id", field=at)
    return UUID(value)


def _time(value: JSON, at: str) -> datetime:
    """An aware time in UTC; a time without zone means another moment on every device."""
    if not isinstance(value, str):
        raise Unreadable("wrong-type", field=at)
    match = _TIME.fullmatch(value)
    try:
        time = datetime.fromisoformat(value) if match else None
    except ValueError:
        time = None
    if time is None or match is None or not _FIRST_YEAR <= time.year <= _LAST_YEAR:
        raise Unreadable("not-a-time", field=at)
    if match[3] is None:
        raise Unreadable("time-without-zone", field=at)
    return time.astimezone(UTC)


def _date(value: JSON, at: str) -> date:
    if not isinstance(value, str):
        raise Unreadable("wrong-type", field=at)
    try:
        day = date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Unreadable("not-a-date", field=at)
    return day


def _list(value: JSON, at: str) -> list[JSON]:
    if not isinstance(value, list):
        raise Unreadable("wrong-type", field=at)
    if len(value) > LIST_ITEMS:
        raise Unreadable("list-too-long", field=at, most=LIST_ITEMS)
    return value


def _object(value: JSON, at: str) -> dict[str, JSON]:
    if not isinstance(value, dict):
        raise Unreadable("wrong-type", field=at)
    return value


_PLAIN: Final[Mapping[type, Read]] = {
    str: _text,
    int: _exactly(int),
    bool: _exactly(bool),
    float: _float,
    UUID: _uuid,
    datetime: _time,
    date: _date,
}


def _inside(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
