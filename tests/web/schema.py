"""The part of JSON Schema that our description uses, checked against real answers."""

import re
from collections.abc import Iterator
from typing import Any

KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
FORMATS = {
    "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "date": r"\d{4}-\d\d-\d\d",
    "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)",
}


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> list[str]:
    """Where a value is not what the schema says; empty if it fits."""
    return list(_faults(value, schema, root, at))


def _faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if "$ref" in schema:
        yield from _faults(value, _named(schema["$ref"], root), root, at)
        return
    if "anyOf" in schema:
        if all(faults(value, one, root, at) for one in schema["anyOf"]):
            yield f"{at}: fits none of the alternatives"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: not one of the choices"
    if not _is_kind(value, schema.get("type")):
        yield f"{at}: not of type {schema.get('type')}"
        return
    if isinstance(value, dict):
        yield from _object_faults(value, schema, root, at)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _faults(item, schema.get("items") or {}, root, f"{at}[{index}]")
    elif isinstance(value, str) and "format" in schema and not re.fullmatch(FORMATS[schema["format"]], value):
        yield f"{at}: not a {schema['format']}"


def _named(reference: str, root: dict[str, Any]) -> Any:
    target: Any = root
    for part in reference.removeprefix("#/").split("/"):
        target = target[part]
    return target


def _is_kind(value: Any, kind: Any) -> bool:
    if kind is None:
        return True
    kinds = [kind] if isinstance(kind, str) else kind
    return any(
        isinstance(value, KINDS[one]) and (one == "boolean" or not isinstance(value, bool)) for one in kinds
    )


def _object_faults(
    value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: str
) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at}.{name}: missing"
    for name, item in value.items():
        if name in known:
            yield from _faults(item, known[name], root, f"{at}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{at}.{name}: unknown"
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from _faults(item, schema["additionalProperties"], root, f"{at}.{name}")
