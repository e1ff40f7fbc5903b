"""Whether a value is what its annotation says: asked of every event before it is stored.

An event that could not be read back would lie in the log for ever, so the question is asked first. One
small function is made per annotation when the catalogue is read; none of them says anything of the value.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from math import isfinite
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID

Check = Callable[[Any], bool]


class Uncheckable(Exception):
    """An annotation that stored events may not have."""


def check_of(hint: Any) -> Check:
    """The check of one annotation."""
    exact = _exact_types(hint)
    if exact is not None:
        return lambda value: type(value) in exact
    if isinstance(hint, NewType):
        return check_of(hint.__supertype__)
    if hint in _LOOSER:
        return _LOOSER[hint]
    if get_origin(hint) in (Union, types.UnionType):
        return _any_of(tuple(check_of(part) for part in get_args(hint)))
    if get_origin(hint) is tuple:
        return _tuple_of(get_args(hint))
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass_of(hint)
    raise Uncheckable(f"a stored field cannot be a {hint}")


def _exact_types(hint: Any) -> frozenset[type] | None:
    """The types that a value may have, where nothing else needs to be asked."""
    if isinstance(hint, NewType):
        return _exact_types(hint.__supertype__)
    if get_origin(hint) in (Union, types.UnionType):
        parts = [_exact_types(part) for part in get_args(hint)]
        return None if None in parts else frozenset().union(*filter(None, parts))
    if hint in _EXACT or (isinstance(hint, type) and issubclass(hint, Enum)):
        return frozenset({hint})
    return None


def checks_of(event_type: type) -> Mapping[str, Check]:
    """The check of each field of a dataclass."""
    hints = get_type_hints(event_type)
    return {field.name: check_of(hints[field.name]) for field in fields(event_type)}


def _finite(value: Any) -> bool:
    return type(value) in (float, int) and isfinite(value)


def _zoned(value: Any) -> bool:
    return type(value) is datetime and value.tzinfo is not None


def _text(value: Any) -> bool:
    """Keys of citations are texts of an enumeration: they are stored, and read back, as the text."""
    return isinstance(value, str)


_EXACT = frozenset({int, bool, UUID, date, types.NoneType})
_LOOSER: dict[Any, Check] = {str: _text, float: _finite, datetime: _zoned}


def _any_of(checks: tuple[Check, ...]) -> Check:
    return lambda value: any(check(value) for check in checks)


def _tuple_of(parts: tuple[Any, ...]) -> Check:
    if len(parts) == 2 and parts[1] is Ellipsis:
        each = check_of(parts[0])
        return lambda value: type(value) is tuple and all(map(each, value))
    checks = tuple(check_of(part) for part in parts)
    return lambda value: (
        type(value) is tuple
        and len(value) == len(checks)
        and all(check(one) for check, one in zip(checks, value, strict=True))
    )


def _dataclass_of(kind: type) -> Check:
    checks = tuple(checks_of(kind).items())
    return lambda value: type(value) is kind and all(check(getattr(value, name)) for name, check in checks)
