"""Events to stored bytes and back: names from the catalogue, personal fields sealed.

Format 1 of a stored event. `topic` is the name in the catalogue; `state` is UTF-8 JSON:

    {"f": 1,
     "m": {happened_at, recorded_at, by, role, device, sequence, command_id, because_of, centre},
     "d": {field: value, ...},
     "s": {"<subject, 32 hex digits>": ["<base64>", field, ...], ...},
     "g": [field, ...]}

In `m` what is null is left out; `d` has every clear field, nulls included; `s` is left out if nothing is
sealed, `g` (fields that had been forgotten when the event was written) if there are none.

The base64 holds: one byte of format (1), a nonce of 12 bytes, then AES-256-GCM, under the subject's key,
of the JSON object {field: value, ...} of exactly the fields named after it. Associated data:

    stream (16 bytes) | version (8 bytes, big endian) | topic (UTF-8) | 0 | subject (16 bytes)

so that a sealed part fits one event of one stream under one name and no other. What each field's JSON
looks like is told in `dispatch.encoding`. Only names of the catalogue are read: nothing is ever imported
because a row names it. A part whose key is gone reads as forgotten; whatever else does not fit is an error
that names stream, version and position, and never a value.
"""

from base64 import b64decode
from binascii import b2a_base64
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, Notification, StoredEvent, Transcoder

from dispatch.encoding import (
    CannotEncode,
    Shape,
    envelope_from,
    envelope_json,
    id_from,
    shape_of,
    unknown_fields,
)
from dispatch.keyring import NONCE, Keyring, NoKeys, fresh_nonce
from dispatch.unfit import Unfit
from domain.envelope import Envelope, Recorded
from domain.marks import FORGOTTEN

FORMAT = 1
_SEAL = b"\x01"
_PARTS = {"f", "m", "d", "s", "g"}


class Upcast(Protocol):
    """How an older stored version reads as a later one: pure, on plain values, some perhaps forgotten."""

    @property
    def to(self) -> str: ...

    @property
    def change(self) -> Callable[[dict[str, Any]], dict[str, Any]]: ...


class Unreadable(Unfit):
    """A stored event cannot be read. Says which and why, without any value of it."""

    def __init__(self, text: str, code: str = "event-unreadable", **params: str | int) -> None:
        super().__init__(text, code, **params)


@dataclass(frozen=True, slots=True)
class Written:
    """An event with what the library calls its originator; position 0 until it has one."""

    originator_id: UUID
    originator_version: int
    event: object
    envelope: Envelope
    position: int = 0


class Orjson(Transcoder):
    """The library's name for bytes to plain values and back."""

    def encode(self, obj: Any) -> bytes:
        return orjson.dumps(obj)

    def decode(self, data: bytes) -> Any:
        return orjson.loads(data)


class SealingMapper(Mapper[UUID]):
    """The library's mapper for plain events: catalogue names, typed conversion, sealing per subject."""

    def __init__(self, events: Mapping[str, type], upcasts: Mapping[str, Upcast], keyring: Keyring) -> None:
        super().__init__(Orjson())
        self._keyring = keyring
        self._shapes = {name: shape_of(name, kind) for name, kind in events.items()}
        self._by_type = {shape.event_type: shape for shape in self._shapes.values()}
        self._upcasts = upcasts
        if len(self._by_type) != len(self._shapes):
            raise CannotEncode("one event class stands in the catalogue under two names")
        for name, upcast in upcasts.items():
            if name in events or (upcast.to not in events and upcast.to not in upcasts):
                raise CannotEncode(f"the upcast of {name} leads nowhere")

    def keyless(self) -> "SealingMapper":
        """One that reads the same events, and everything that is sealed in them as forgotten."""
        blind = copy(self)
        blind._keyring = NoKeys()
        return blind

    def kind(self, name: str) -> type | None:
        """What events stored under a name are today; none for a name that it does not know."""
        while (upcast := self._upcasts.get(name)) is not None:
            name = upcast.to
        return self._shapes[name].event_type if name in self._shapes else None

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        if not isinstance(domain_event, Written):
            raise CannotEncode("only a written event can be stored")
        stream, version = domain_event.originator_id, domain_event.originator_version
        name, state = self.write(stream, version, domain_event.event, envelope_json(domain_event.envelope))
        return StoredEvent(originator_id=stream, originator_version=version, topic=name, state=state)

    def to_domain_event(self, stored_event: StoredEvent) -> Written:
        stream = UUID(str(stored_event.originator_id))
        position = stored_event.id if isinstance(stored_event, Notification) else 0
        row = (position, stream, stored_event.originator_version, stored_event.topic, stored_event.state)
        recorded = self.read(*row)
        return Written(stream, recorded.version, recorded.event, recorded.envelope, position)

    def write(
        self, stream: UUID, version: int, event: object, envelope: orjson.Fragment
    ) -> tuple[str, bytes]:
        """Stored name and state of an event; `envelope` as `envelope_json` made it."""
        shape = self._by_type.get(type(event))
        if shape is None:
            raise CannotEncode(f"{type(event).__name__} is not in the catalogue")
        if faults := shape.checks.faults(event):
            raise CannotEncode(f"{shape.name}: {', '.join(faults)} does not hold what it says")
        state: dict[str, Any] = {"f": FORMAT, "m": envelope, "d": shape.clear(event)}
        try:
            if shape.sealed:
                self._seal(state, shape, event, _bound(stream, version, shape.name))
            return shape.name, orjson.dumps(state)
        except TypeError as error:  # an integer above 64 bit, a text that is not Unicode
            raise CannotEncode(f"{shape.name}: {error}") from None

    def _seal(self, state: dict[str, Any], shape: Shape, event: object, bound: bytes) -> None:
        told: dict[UUID, dict[str, Any]] = {}
        gone = []
        for field, subject_field in shape.sealed.items():
            value = getattr(event, field)
            if value is None:
                continue
            if value is FORGOTTEN:
                gone.append(field)
                continue
            subject = getattr(event, subject_field)
            if subject is None:
                raise CannotEncode(f"{shape.name}: {field} is personal and {subject_field} names nobody")
            told.setdefault(subject, {})[field] = shape.personal[field](value)
        if gone:
            state["g"] = gone
        if told:
            state["s"] = {who.hex: [self._sealed(who, what, bound), *what] for who, what in told.items()}

    def _sealed(self, subject: UUID, values: dict[str, Any], bound: bytes) -> str:
        nonce = fresh_nonce()
        cipher = self._keyring.sealing_key(subject)
        sealed = cipher.encrypt(nonce, orjson.dumps(values), bound + subject.bytes)
        return b2a_base64(_SEAL + nonce + sealed, newline=False).decode()

    def read(self, position: int, stream: UUID, version: int, name: str, state: bytes) -> Recorded:
        """The event of one row of the log, upcast to today's class."""
        try:
            event, envelope = self._opened(stream, version, name, state)
        except Unreadable as error:
            text = f"stream {stream} version {version} ({name}) at position {position}: {error}"
            told = {**error.params, "name": name, "stream": str(stream)}
            raise Unreadable(text, error.code, version=version, position=position, **told) from None
        return Recorded(
            stream=stream, version=version, position=position, name=name, event=event, envelope=envelope
        )

    def _opened(self, stream: UUID, version: int, name: str, state: bytes) -> tuple[object, Envelope]:
        if name not in self._shapes and name not in self._upcasts:
            raise Unreadable("no such event in the catalogue", "event-unknown")
        try:
            parts = orjson.loads(state)
        except orjson.JSONDecodeError:
            raise Unreadable("not JSON") from None
        if type(parts) is not dict or parts.get("f") != FORMAT or not _PARTS.issuperset(parts):
            raise Unreadable("unknown format", "format-unknown")
        try:
            values: dict[str, Any] = parts["d"]
            if sealed := parts.get("s"):
                self._unseal(values, sealed, _bound(stream, version, name))
            for field in parts.get("g", ()):
                values[field] = FORGOTTEN
            while (upcast := self._upcasts.get(name)) is not None:
                name, values = upcast.to, upcast.change(values)
            return self._build(self._shapes[name], values), envelope_from(parts["m"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _misfit(parts.get("m"), error) from None

    def _unseal(self, values: dict[str, Any], sealed: Mapping[str, list[str]], bound: bytes) -> None:
        for who, (text, *names) in sealed.items():
            subject = id_from(who)
            if (key := self._keyring.opening_key(subject)) is None:
                values.update(dict.fromkeys(names, FORGOTTEN))
                continue
            blob = b64decode(text, validate=True)
            if blob[:1] != _SEAL:
                raise Unreadable("unknown format of a sealed part")
            try:
                clear = key.decrypt(blob[1 : 1 + NONCE], blob[1 + NONCE :], bound + subject.bytes)
            except InvalidTag:
                raise Unreadable("a sealed part was not sealed for this place: changed or moved") from None
            told = orjson.loads(clear)
            if told.keys() != set(names):
                raise Unreadable("a sealed part does not hold the fields it names")
            values.update(told)

    def _build(self, shape: Shape, values: dict[str, Any]) -> object:
        try:
            return shape.build(values)
        except Exception as error:  # noqa: BLE001 - cattrs raises many kinds, some with values in their text
            unknown = unknown_fields(shape.event_type, values)
            if not unknown:
                raise Unreadable(f"does not fit its class ({type(error).__name__})") from None
            named = ", ".join(unknown)
            text = f"does not fit its class (unknown field {named})"
            raise Unreadable(text, "field-unknown", fields=named) from None


def _misfit(envelope: Any, error: Exception) -> Unreadable:
    unknown = sorted(set(envelope) - set(Envelope._fields)) if isinstance(envelope, dict) else []
    named = ", ".join(unknown)
    if not unknown:
        return Unreadable(f"does not fit its class ({type(error).__name__})")
    return Unreadable(f"unknown field {named} of the envelope", "field-unknown", fields=named)


def _bound(stream: UUID, version: int, name: str) -> bytes:
    return stream.bytes + version.to_bytes(8, "big") + name.encode() + b"\0"
