"""Strict reading of what a screen sends: a known message exactly, or the reason why not; never an
exception.

JSON as Python's own parser sees it, because orjson keeps the last of two equal keys and turns an integer
above 64 bit into a float. Everything else (size, nesting, NaN, lone surrogates, unknown fields) is refused
here too, so the session meets only well-formed messages.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from realtime.messages import ClientMessage, ErrorCode

MESSAGE_BYTES: Final = 4_096
"""Longest message of a screen; the longest honest one has about 200 bytes."""

_TOPIC: Final = re.compile(r"[a-z]{1,16}:[A-Za-z0-9-]{1,64}")
_EPOCH: Final = re.compile(r"[\x21-\x7e]{1,100}")
_LARGEST: Final = 2**63 - 1

Kind = Literal["count", "time", "topic", "epoch"]
_FIELDS: Final[Mapping[str, Mapping[str, Kind]]] = {
    "sub": {"id": "count", "topic": "topic"},
    "unsub": {"topic": "topic"},
    "pong": {"n": "count"},
    "rx": {"pos": "count", "recv_ms": "time", "paint_ms": "time"},
}
MESSAGES: Final = frozenset(_FIELDS)
"""Kinds of messages that a screen may send; anything else is refused."""
_RESUME: Final[Mapping[str, Kind]] = {"epoch": "epoch", "pos": "count"}


@dataclass(frozen=True, slots=True)
class Malformed:
    """A message that no honest screen sends."""

    code: ErrorCode


class _Refuse(Exception):
    def __init__(self, code: ErrorCode) -> None:
        self.code: ErrorCode = code


def decode(text: str) -> ClientMessage | Malformed:
    """The message in one text frame of a screen."""
    if len(text) > MESSAGE_BYTES:
        return Malformed("too-long")
    try:
        return _checked(_DECODER.decode(text))
    except _Refuse as refusal:
        return Malformed(refusal.code)
    except (ValueError, RecursionError):
        return Malformed("not-json")


def _checked(message: object) -> ClientMessage:
    if not isinstance(message, dict):
        raise _Refuse("unknown-message")
    name = message.get("t")
    if not isinstance(name, str) or name not in _FIELDS:
        raise _Refuse("unknown-message")
    fields = dict(_FIELDS[name])
    if name == "sub" and ("epoch" in message or "pos" in message):
        fields.update(_RESUME)
    if message.keys() - fields.keys() - {"t"}:
        raise _Refuse("unknown-field")
    if fields.keys() - message.keys():
        raise _Refuse("missing-field")
    if not all(_fits(kind, message[field]) for field, kind in fields.items()):
        raise _Refuse("wrong-type")
    return cast(ClientMessage, message)


def _fits(kind: Kind, value: object) -> bool:
    match kind:
        case "count":
            return type(value) is int and 0 <= value <= _LARGEST
        case "time":
            return type(value) in (int, float)
        case "topic":
            return isinstance(value, str) and _TOPIC.fullmatch(value) is not None
        case "epoch":
            return isinstance(value, str) and _EPOCH.fullmatch(value) is not None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refuse("duplicate-key")
    return found


def _integer(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > _LARGEST:
        raise _Refuse("wrong-type")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _Refuse("wrong-type")
    return number


def _constant(_name: str) -> float:
    raise _Refuse("not-json")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_int=_integer, parse_float=_number, parse_constant=_constant
)
