"""Golden events: for each stored name the bytes as they were written once, and what they read as today.

The bytes of a file are never edited and no file is deleted: it stands for every such row in every log there
is. It holds the test's own keys, so that it opens for ever. An upcast that renames a field renames it under
`reads`, nothing else. `python -m tests.golden.stored` writes the files that are missing; `python -m
tests.golden.stored team-assigned.v1@2026-11-27` writes one more of a name whose fields became more.
"""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dispatch.encoding import envelope_json
from dispatch.mapper import SealingMapper, Unreadable
from domain.catalogue import EVENTS, UPCASTS
from domain.envelope import Envelope
from domain.marks import Forgotten
from projections.card import plain

FOLDER = Path(__file__).resolve().parent / "events"
STREAM, VERSION = UUID(int=75), 3
WHEN = datetime(2026, 3, 16, 7, 30, 15, 250000, tzinfo=UTC)
ENVELOPE = Envelope(
    happened_at=WHEN,
    recorded_at=WHEN,
    by=UUID(int=1),
    role="dispatcher",
    device="phone-4",
    sequence=17,
    command_id=UUID(int=2),
    because_of=5,
    centre=UUID(int=3),
)


class Ring:
    """Keys by subject: those given, or made from the subject, so that only nonces are left to chance."""

    def __init__(self, keys: Mapping[str, str] | None = None) -> None:
        self.used = {UUID(who): b64decode(key) for who, key in (keys or {}).items()}

    def sealing_key(self, subject: UUID) -> AESGCM:
        return AESGCM(self.used.setdefault(subject, sha256(b"golden" + subject.bytes).digest()))

    def opening_key(self, subject: UUID) -> AESGCM | None:
        key = self.used.get(subject)
        return None if key is None else AESGCM(key)


def example(annotation: Any, name: str) -> Any:
    """A telling value: every field filled, personal ones too."""
    annotation = getattr(annotation, "__supertype__", annotation)
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return example(next(part for part in parts if part not in (Forgotten, NoneType)), name)
    if origin is tuple:
        each = parts[:1] * 2 if parts[1:] == (Ellipsis,) else parts
        return tuple(example(part, f"{name}-{number}") for number, part in enumerate(each, start=1))
    if is_dataclass(annotation):
        return example_of(annotation)
    if issubclass(annotation, Enum):
        return list(annotation)[-1]
    simple = {
        str: f"{name} сөзі",
        int: 1042,
        float: 43.25,
        bool: True,
        datetime: WHEN,
        date: date(2014, 2, 28),
    }
    return uuid5(STREAM, name) if annotation is UUID else simple[annotation]


def example_of(event_type: Any) -> Any:
    hints = get_type_hints(event_type)
    return event_type(**{spec.name: example(hints[spec.name], spec.name) for spec in fields(event_type)})


def said_around(envelope: Envelope) -> dict[str, Any]:
    return {name: plain(value) for name, value in envelope._asdict().items()}


def record(folder: Path, name: str, events: Mapping[str, type] = EVENTS) -> None:
    """Write the file of one name (or name@date); refuses to touch one that is there."""
    ring = Ring()
    mapper = SealingMapper(events, {}, ring)
    event = example_of(events[named(name)])
    stored_name, state = mapper.write(STREAM, VERSION, event, envelope_json(ENVELOPE))
    golden = {
        "name": stored_name,
        "stream": str(STREAM),
        "version": VERSION,
        "keys": {str(who): b64encode(key).decode() for who, key in ring.used.items()},
        "state": state.decode(),
        "reads": plain(event),
        "envelope": said_around(ENVELOPE),
    }
    with (folder / f"{name}.json").open("x", encoding="utf-8") as file:
        json.dump(golden, file, ensure_ascii=False, indent=1, sort_keys=True)
        file.write("\n")


def named(file: str) -> str:
    """The stored name that a file is of."""
    return file.partition("@")[0]


def faults(
    folder: Path, events: Mapping[str, type] = EVENTS, upcasts: Mapping[str, Any] = UPCASTS
) -> list[str]:
    """Names without a file, files without a name, and files that do not read as they did."""
    there = {path.name.removesuffix(".json") for path in folder.glob("*.json")}
    wanted = {*events, *upcasts}
    found = [f"{name}: no golden file" for name in sorted(wanted - there)]
    found += [f"{name}: not in the catalogue any more" for name in sorted(there) if named(name) not in wanted]
    for name in sorted(name for name in there if named(name) in wanted):
        golden = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        try:
            found += _differences(golden, SealingMapper(events, upcasts, Ring(golden["keys"])))
        except Unreadable as error:
            found.append(f"{name}: {error}")
    return found


def _differences(golden: dict[str, Any], mapper: SealingMapper) -> list[str]:
    """Fields that read otherwise; a field that came later is none of them."""
    name, state = golden["name"], golden["state"].encode()
    recorded = mapper.read(1, UUID(golden["stream"]), golden["version"], name, state)
    shown = {"reads": plain(recorded.event), "envelope": said_around(recorded.envelope)}
    return [
        f"{name}: {field} reads otherwise"
        for part, now in shown.items()
        for field, then in golden[part].items()
        if not _holds(now.get(field), then)
    ]


def _holds(now: Any, then: Any) -> bool:
    """Whether what was said reads as it did; a field that came later, inside too, changes nothing of it."""
    if isinstance(now, dict) and isinstance(then, dict):
        return all(name in now and _holds(now[name], said) for name, said in then.items())
    if isinstance(now, list) and isinstance(then, list):
        return len(now) == len(then) and all(map(_holds, now, then))
    return bool(now == then)


if __name__ == "__main__":
    for wanted_too in sys.argv[1:]:
        record(FOLDER, wanted_too)
    for missing in EVENTS:
        if not (FOLDER / f"{missing}.json").exists():
            record(FOLDER, missing)
