"""Whether a value is what its annotation says: asked of every event before it is stored.

An event that could not be read back would lie in the log for ever, so the question is asked first. One
small function is made per annotation when the catalogue is read; none of them says anything of the value.
"""

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from math import isfinite
from operator import attrgetter
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID

Check = Callable[[Any], bool]


class Uncheckable(Exception):
    """An annotation that stored events may not have."""


def check_of(hint: Any) -> Check:
    """The check of one annotation."""
    exact, looser = check_parts(hint)
    if looser is None:
        return lambda value: type(value) in exact
    return lambda value: type(value) in exact or looser(value)


def check_parts(hint: Any) -> tuple[frozenset[type], Check | None]:
    """The same in two: types of which every value will do, and what to ask of a value of another type."""
    if isinstance(hint, NewType):
        return check_parts(hint.__supertype__)
    if get_origin(hint) in (Union, types.UnionType):
        parts = [check_parts(part) for part in get_args(hint)]
        looser = tuple(check for _, check in parts if check is not None)
        return frozenset[type]().union(*(exact for exact, _ in parts)), _any_of(looser)
    if hint in _EXACT or (isinstance(hint, type) and issubclass(hint, Enum)):
        return frozenset({hint}), None
    return frozenset(), _looser(hint)


def _looser(hint: Any) -> Check:
    if hint in _LOOSER:
        return _LOOSER[hint]
    if get_origin(hint) is tuple:
        return _tuple_of(get_args(hint))
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass_of(hint)
    raise Uncheckable(f"a stored field cannot be a {hint}")


class FieldChecks:
    """The checks of all fields of one dataclass, asked together."""

    def __init__(self, kind: type) -> None:
        hints = get_type_hints(kind)
        self._names = tuple(field.name for field in fields(kind))
        self._parts = tuple(check_parts(hints[name]) for name in self._names)
        self._get = attrgetter(*self._names) if len(self._names) > 1 else self._one_or_none

    def _one_or_none(self, value: object) -> tuple[Any, ...]:
        return tuple(getattr(value, name) for name in self._names)

    def faults(self, value: object) -> list[str]:
        """Names of the fields that do not hold what their annotation says."""
        wrong = []
        for name, held, (exact, looser) in zip(self._names, self._get(value), self._parts, strict=True):
            if type(held) not in exact and (looser is None or not looser(held)):
                wrong.append(name)
        return wrong


def _finite(value: Any) -> bool:
    return type(value) in (float, int) and isfinite(value)


def _zoned(value: Any) -> bool:
    return type(value) is datetime and value.tzinfo is not None


def _text(value: Any) -> bool:
    """Keys of citations are texts of an enumeration: they are stored, and read back, as the text."""
    return isinstance(value, str)


_EXACT = frozenset({int, bool, UUID, date, types.NoneType})
_LOOSER: dict[Any, Check] = {str: _text, float: _finite, datetime: _zoned}


def _any_of(checks: tuple[Check, ...]) -> Check | None:
    if len(checks) <= 1:
        return checks[0] if checks else None
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
    checks = FieldChecks(kind)
    return lambda value: type(value) is kind and not checks.faults(value)
