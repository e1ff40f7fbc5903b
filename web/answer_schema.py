"""JSON schema of what doors answer: TypedDicts and what stands in them."""

import types
from typing import Any, Final, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

Schema = dict[str, Any]

_PLAIN: Final[dict[Any, Schema]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    None: {"type": "object"},
    types.NoneType: {"type": "null"},
    Any: {},
    object: {},
}


def answer_schema(hint: Any) -> Schema:
    """The schema of an annotation; an object of any kind for a door that says nothing."""
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if is_typeddict(hint):
        return _object(hint)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return answer_schema(parts[0])
    if origin in (Union, types.UnionType):
        return {"anyOf": [answer_schema(part) for part in parts]}
    if origin is Literal:
        return {"type": sorted({_kind(value) for value in parts}), "enum": list(parts)}
    if origin is list:
        return {"type": "array", "items": answer_schema(parts[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": answer_schema(parts[1])}
    raise TypeError(f"no schema for {hint!r}")


def _kind(value: object) -> str:
    return "integer" if isinstance(value, int) else "string"


def _object(hint: Any) -> Schema:
    hints = get_type_hints(hint, include_extras=True)
    return {
        "type": "object",
        "properties": {name: answer_schema(inner) for name, inner in hints.items()},
        "required": sorted(hint.__required_keys__),
        "additionalProperties": False,
    }
