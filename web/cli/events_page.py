"""Write docs/events.md: every event that can be in the log, its meaning, its fields and whose key seals them.

Nothing is listed by hand but the release in which a name came: meanings are the classes' own words, fields
their annotations. Run `python -m web.cli.events_page` in a checkout.
"""

import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum, EnumType
from inspect import getdoc
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from domain.catalogue import EVENTS, UPCASTS
from domain.marks import Forgotten, sealed_fields

PAGE = Path("docs/events.md")
FIRST_RELEASE: Final = "0.1.0"
SINCE: Final[Mapping[str, str]] = {}
"""Release in which a stored name came, where that was not the first."""

_HEAD = """# Events

Written by `python -m web.cli.events_page`; a test holds it fresh. Every event that can be in the log, under
the name it is stored by. Around each stands the envelope: `happened_at`, `recorded_at`, `by` (an account's
id), `role`, `device`, `sequence`, `command_id`, `because_of`, `centre`.

A *sealed* field is stored under the key of the person whose id stands in the field named after it; once that
key is destroyed it reads as forgotten. All other fields are in clear for ever and say nothing about a child,
a family or a caller. Times are UTC; an empty cell means: not sealed, never left out.

[Golden files](../tests/golden/events) keep one stored row of each name, and a test reads them all.
"""

_TITLES: Final = {
    "domain.account": "Accounts",
    "domain.account_entering": "Second factors, passwords and organisation's logins of accounts",
    "domain.centre": "Centres and their settings",
    "domain.export_events": "Files with names that leave the house",
    "domain.school": "Schools",
    "domain.specialist": "Specialists",
    "domain.team": "Teams",
    "domain.shift": "Shifts",
    "domain.case.events": "Cases",
    "domain.case.care_events": "Consent, services and duties of a case",
    "domain.case.visit_events": "Visits of a case",
}


class NoMeaning(Exception):
    """An event class without words of its own."""


def page(events: Mapping[str, type] = EVENTS) -> str:
    """The whole page. Raises NoMeaning for an event that does not say what it means."""
    parts = [_HEAD]
    for module, names in groupby(events, key=lambda name: events[name].__module__):
        parts.append(f"## {_TITLES.get(module, module)}\n")
        parts += [_event(name, events[name]) for name in names]
    used = sorted(
        {kind for event in events.values() for kind in _inside(event)}, key=lambda kind: kind.__name__
    )
    parts.append("## Values inside events\n")
    parts += [_value(kind) for kind in used]
    return "\n".join(parts)


def meaning(event_type: type) -> str:
    """The class's own words; those that dataclasses make up are none."""
    words = event_type.__doc__
    if not words or words.startswith(f"{event_type.__name__}("):
        raise NoMeaning(event_type.__name__)
    return getdoc(event_type) or ""


def _event(name: str, event_type: type) -> str:
    read_as = "".join(
        f" Rows of `{old}` are read as this." for old, upcast in UPCASTS.items() if upcast.to == name
    )
    since = SINCE.get(name, FIRST_RELEASE)
    return f"### {name}\n\n{meaning(event_type)}{read_as} *Since {since}.*\n\n{_table(event_type)}"


def _table(event_type: Any) -> str:
    sealed, hints = sealed_fields(event_type), get_type_hints(event_type)
    cells = (
        (f"`{spec.name}`", written(hints[spec.name]), _under(sealed.get(spec.name)), _default(spec))
        for spec in fields(event_type)
    )
    rows = [f"| {' | '.join(row)} |" for row in cells]
    if not rows:
        return "No fields.\n"
    return "\n".join(["| field | what | sealed | if left out |", "|---|---|---|---|", *rows, ""])


def _under(subject: str | None) -> str:
    return "" if subject is None else f"under `{subject}`"


def _default(spec: "Field[Any]") -> str:
    default = spec.default
    if is_dataclass(default) or spec.default_factory is not MISSING:
        return "its defaults"
    if default is MISSING:
        return ""
    said = default.value if isinstance(default, Enum) else default
    return {None: "nothing", "": "empty", (): "empty"}.get(said, f"`{said}`")


def written(annotation: Any) -> str:
    """An annotation as people say it."""
    annotation_name = getattr(annotation, "__supertype__", None) and annotation.__name__
    if annotation_name:
        return _spaced(annotation_name)
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        said = [written(part) for part in parts if part not in (Forgotten, types.NoneType)]
        return " or ".join([*said, "nothing"] if types.NoneType in parts else said)
    if origin is tuple:
        if parts[1:] == (Ellipsis,):
            return f"list of {written(parts[0])}"
        return f"({', '.join(written(part) for part in parts)})"
    plain = {
        "str": "text",
        "int": "number",
        "float": "decimal",
        "bool": "yes or no",
        "datetime": "time",
        "UUID": "id",
    }
    return plain.get(annotation.__name__) or _spaced(annotation.__name__)


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _inside(event_type: Any) -> Iterator[Any]:
    """Enumerations and dataclasses that an event's fields are made of, at any depth."""
    for hint in get_type_hints(event_type).values():
        for kind in _named(hint):
            yield kind
            if is_dataclass(kind):
                yield from _inside(kind)


def _named(annotation: Any) -> Iterator[Any]:
    parts = get_args(annotation)
    if parts:
        for part in parts:
            yield from _named(part)
    elif annotation is not Forgotten and (is_dataclass(annotation) or isinstance(annotation, EnumType)):
        yield annotation


def _value(kind: Any) -> str:
    words, name = kind.__doc__ or "", _spaced(kind.__name__)
    own = "" if words.startswith(f"{kind.__name__}(") or words == Enum.__doc__ else f"{getdoc(kind)}\n\n"
    if is_dataclass(kind):
        return f"### {name}\n\n{own}{_table(kind)}"
    values = ", ".join(f"`{each.value}`" for each in kind)
    return f"### {name}\n\n{own}One of {values}.\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
