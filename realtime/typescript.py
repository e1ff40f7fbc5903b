"""Writes the TypeScript of the wire, so that the screens cannot disagree with the server about it.

`python -m realtime.typescript > web/screen/src/wire.ts`; a test holds that the file is what this prints.
"""

import inspect
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias, Union, get_args, get_origin

from projections import rows
from realtime import messages
from realtime.acting import WorkerRow
from realtime.drives import DriveRow
from realtime.duties import DutyCountsRow
from realtime.hints import HintsRow
from realtime.inbox import InboxRow
from realtime.lane import LaneRow
from realtime.positions import PositionRow
from realtime.roads import RoadsRow

_PRIMITIVES: Final[Mapping[object, str]] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    object: "unknown",
}

_Hints: TypeAlias = dict[str, Any]


def typescript() -> str:
    """The whole file."""
    beside = [PositionRow, DriveRow, InboxRow, LaneRow, DutyCountsRow, RoadsRow, HintsRow, WorkerRow]
    records = [*_records(messages), *_records(rows), *beside]
    text = ["// Made by `python -m realtime.typescript` from the server's types; do not edit.", ""]
    for record in records:
        text += [*_interface(record), ""]
    text += [f"export type {name} = {_union(members)};" for name, members in _UNIONS.items()]
    text += ["", f"export const PROTO = {messages.PROTO};"]
    text += [
        f"export const STALE_MS = {messages.STALE_S * 1000};",
        f"export const DEAD_MS = {messages.DEAD_S * 1000};",
    ]
    verdicts = ", ".join(f"{code}: '{verdict}'" for code, verdict in messages.VERDICTS.items())
    text += ["", "/** What a screen does with a close code; every other code means reconnect. */"]
    text += [f"export const VERDICTS: Readonly<Record<number, Verdict>> = {{ {verdicts} }};", ""]
    return "\n".join(text)


def _choices(module: types.ModuleType) -> Iterator[tuple[object, str]]:
    """The named choices (Literal) that a module defines."""
    return ((value, name) for name, value in vars(module).items() if get_origin(value) is Literal)


_CHOICES: Final[Mapping[object, str]] = dict([*_choices(messages), *_choices(rows)])
_UNIONS: Final[Mapping[str, object]] = {
    "ServerMessage": messages.ServerMessage,
    "ClientMessage": messages.ClientMessage,
    **{name: choice for choice, name in _CHOICES.items()},
}


def _records(module: types.ModuleType) -> Iterator[type]:
    """The TypedDicts that a module defines, in its order."""
    for value in vars(module).values():
        if typing.is_typeddict(value) and value.__module__ == module.__name__:
            yield value


def _interface(record: type) -> list[str]:
    doc = inspect.cleandoc(record.__doc__ or "")
    lines = [f"/** {' '.join(doc.split())} */"] if doc and not doc.startswith("dict(") else []
    hints: _Hints = typing.get_type_hints(record)
    optional: frozenset[str] = getattr(record, "__optional_keys__", frozenset())
    lines.append(f"export interface {record.__name__} {{")
    for field, hint in hints.items():
        mark = "?" if field in optional else ""
        lines.append(f"  readonly {field}{mark}: {_type(hint)};")
    return [*lines, "}"]


def _type(hint: object) -> str:
    """One Python type in TypeScript; an unknown kind of type is an error here, not `any` there."""
    if hint in _PRIMITIVES:
        return _PRIMITIVES[hint]
    if hint in _CHOICES:
        return _CHOICES[hint]
    if typing.is_typeddict(hint):
        return str(getattr(hint, "__name__", hint))
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal or origin is Union or origin is types.UnionType:
        return _union(hint)
    if origin is list:
        return f"readonly {_bracketed(parts[0])}[]"
    if origin is tuple:
        return f"readonly [{', '.join(map(_type, parts))}]"
    if origin in (dict, Mapping):
        return f"Readonly<Record<{_type(parts[0])}, {_type(parts[1])}>>"
    raise TypeError(f"no TypeScript for {hint!r}")


def _union(hint: object) -> str:
    parts = get_args(hint)
    if get_origin(hint) is Literal:
        return " | ".join(f"'{part}'" if isinstance(part, str) else str(part) for part in parts)
    return " | ".join(map(_type, parts))


def _bracketed(hint: object) -> str:
    inner = _type(hint)
    return f"({inner})" if "|" in inner or inner.startswith("readonly ") else inner


if __name__ == "__main__":
    sys.stdout.write(typescript())
