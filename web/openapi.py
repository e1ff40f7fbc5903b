"""OpenAPI 3.1, generated from the doors and the commands' dataclasses: what is not a door is not in it."""

import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum, IntEnum
from typing import Any, Final, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.access import Action
from domain.case.limits import LONGEST_TEXT
from web.answer_schema import answer_schema
from web.commands import Meta
from web.doors import OPEN, Answer, Call, Door

Schema = dict[str, Any]

_PLAIN: Final[Mapping[type, Schema]] = {
    str: {"type": "string", "maxLength": LONGEST_TEXT},
    int: {"type": "integer", "minimum": -(2**63) + 1, "maximum": 2**63 - 1},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}

PROBLEM: Final[Schema] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "citation", "detail", "params"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "citation": {"type": ["string", "null"]},
        "detail": {"type": "string"},
        "params": {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
    },
}
ACCEPTED: Final[Schema] = {
    "type": "object",
    "required": ["position", "repeated"],
    "properties": {
        "position": {"type": "integer", "description": "Durable up to here; screens show it from here on."},
        "repeated": {
            "type": "boolean",
            "description": "It had been accepted before; nothing new was stored.",
        },
    },
}


def schema_of(hint: Any) -> Schema:
    """JSON schema of an annotation, as `web.reading` reads it."""
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        parts = [schema_of(part) for part in get_args(hint) if part is not types.NoneType]
        return {"anyOf": [*parts, {"type": "null"}]}
    if origin is tuple:
        return _tuple(get_args(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        kind = "integer" if issubclass(hint, IntEnum) else "string"
        return {"type": kind, "enum": [member.value for member in hint]}
    if isinstance(hint, type) and is_dataclass(hint):
        return object_of(hint)
    return answer_schema(hint) if hint not in _PLAIN else dict(_PLAIN[hint])


def _tuple(parts: tuple[Any, ...]) -> Schema:
    if len(parts) == 2 and parts[1] is Ellipsis:
        return {"type": "array", "items": schema_of(parts[0]), "maxItems": 100}
    return {
        "type": "array",
        "prefixItems": [schema_of(part) for part in parts],
        "minItems": len(parts),
        "maxItems": len(parts),
        "items": False,
    }


def object_of(wanted: type, without: frozenset[str] = frozenset(), *more: type) -> Schema:
    """Schema of one or more dataclasses whose fields stand side by side in one body."""
    properties: Schema = {}
    required: list[str] = []
    for one in (wanted, *more):
        hints = get_type_hints(one)
        for spec in fields(one):
            if spec.name in without:
                continue
            properties[spec.name] = schema_of(hints[spec.name])
            if spec.default is MISSING and spec.default_factory is MISSING:
                required.append(spec.name)
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(required),
        "additionalProperties": False,
    }


def document(doors: Iterable[Door]) -> dict[str, Any]:
    """The whole description."""
    paths: dict[str, dict[str, Any]] = {}
    for door in doors:
        paths.setdefault(door.path, {})[door.method.lower()] = _operation(door)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Jedel",
            "version": "1",
            "description": "Unsafe methods take JSON, the session's cookie and an Origin that is allowed.",
        },
        "paths": paths,
        "components": {
            "schemas": {"Problem": PROBLEM, "Accepted": ACCEPTED},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "jedel"}},
        },
    }


def _operation(door: Door) -> dict[str, Any]:
    command = door.path.startswith("/api/commands/")
    answer: Schema = {"$ref": "#/components/schemas/Accepted"} if command else answer_schema(door.gives)
    kind = (
        "application/json"
        if door.path.startswith(("/api/", "/health", "/openapi", "/sso/logout"))
        else "text/html"
    )
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    operation: dict[str, Any] = {
        "operationId": _name(door),
        "summary": door.summary,
        "responses": {
            "200": {
                "description": "Done.",
                "content": {kind: {"schema": answer if kind != "text/html" else {}}},
            },
            "default": {"description": "A problem, in words.", "content": problem},
        },
    }
    parameters = [*_path_parameters(door), *_query_parameters(door)]
    if parameters:
        operation["parameters"] = parameters
    if door.form:
        form = {"type": "object", "additionalProperties": {"type": "string"}}
        content = {"application/x-www-form-urlencoded": {"schema": form}}
        operation["requestBody"] = {"required": True, "content": content}
    if door.takes is not None:
        body = object_of(door.takes, door.without, *((Meta,) if command else ()))
        kind = "application/x-www-form-urlencoded" if door.form or door.page else "application/json"
        operation["requestBody"] = {"required": True, "content": {kind: {"schema": body}}}
    if door.uploads:
        file = {"schema": {"type": "string", "format": "binary"}}
        operation["requestBody"] = {"required": True, "content": dict.fromkeys(sorted(door.uploads), file)}
    if door.right != OPEN:
        operation["security"] = [{"session": []}]
        operation["x-right"] = str(door.right) if isinstance(door.right, Action) else door.right
    return operation


def _name(door: Door) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", door.path.lower()).strip("-") or "home"
    return f"{door.method.lower()}-{words}"


def _path_parameters(door: Door) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", door.path)
    ]


def _query_parameters(door: Door) -> list[dict[str, Any]]:
    if door.asks is None:
        return []
    shape = object_of(door.asks)
    return [
        {"name": name, "in": "query", "required": name in shape["required"], "schema": schema}
        for name, schema in shape["properties"].items()
    ]


def door(doors: Callable[[], Iterable[Door]]) -> Door:
    """The description's own door; it describes itself too."""

    async def handle(call: Call) -> Answer:
        return document(doors())

    return Door(method="GET", path="/openapi.json", handle=handle, right=OPEN, summary="This description.")
