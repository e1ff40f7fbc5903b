"""A JSON body, read strictly: what Python's own parser would let through in silence is refused here.

Python's parser, because orjson keeps the last of two equal keys and turns an integer above 64 bit into a
float. A fault is named by code and field, never by the value: what people type may be about a child.
"""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final

JSON = Any

NESTING: Final = 12
_LARGEST: Final = 2**63 - 1
_NAME: Final = re.compile(r"[A-Za-z0-9_.\[\]-]{1,60}")


class Unreadable(Exception):
    """The body is not what was asked for. `params` never hold a value from the body, only names."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str | int] = params


def parse(body: bytes) -> dict[str, JSON]:
    """The JSON object in a body; raises `Unreadable`."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("body-not-utf8") from None
    try:
        value = _DECODER.decode(text)
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable("body-too-deep", most=NESTING) from None
    except ValueError:
        raise Unreadable("body-not-json") from None
    if not isinstance(value, dict):
        raise Unreadable("body-not-object")
    if _depth(value) > NESTING:
        raise Unreadable("body-too-deep", most=NESTING)
    return value


def _once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    for name, value in pairs:
        if name in found:
            raise Unreadable("duplicate-key", field=shown(name))
        found[name] = value
    return found


def _integer(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > _LARGEST:
        raise Unreadable("number-too-large")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Unreadable("number-not-finite")
    return number


def _constant(_name: str) -> float:
    raise Unreadable("number-not-finite")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_int=_integer, parse_float=_number, parse_constant=_constant
)


def _depth(value: JSON) -> int:
    """How deep lists and objects lie in one another, without recursion."""
    level: list[JSON] = [value]
    depth = 0
    while level:
        depth += 1
        inner = [
            part.values() if isinstance(part, dict) else part
            for part in level
            if isinstance(part, dict | list)
        ]
        level = [item for part in inner for item in part]
    return depth


def shown(name: str) -> str:
    """A name from outside as it may stand in an answer: a field's name, never a text that somebody typed."""
    return name if _NAME.fullmatch(name) else "?"
