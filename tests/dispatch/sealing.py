"""A mapper with keys in memory, and one event to seal."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dispatch.encoding import envelope_json
from dispatch.mapper import SealingMapper
from domain.envelope import Envelope
from tests.dispatch.toy import EVENTS, BoxOpened, Colour, Corner

STREAM, CHILD, CALLER = UUID(int=10), UUID(int=11), UUID(int=12)
NOON = datetime(2026, 3, 20, 12, 0, 0, 123456, tzinfo=UTC)
ENVELOPE = Envelope(
    happened_at=NOON,
    recorded_at=NOON,
    by=UUID(int=1),
    role="operator",
    device=None,
    sequence=None,
    command_id=UUID(int=2),
    because_of=None,
    centre=UUID(int=3),
)
OPENED = BoxOpened(
    number="KZ-75-2026-000001",
    colour=Colour.RED,
    child=CHILD,
    caller=CALLER,
    corner=Corner(lat=43.25, lon=76.9, labels=("a", "b")),
    story="Әңгіме",
    born=date(2014, 2, 28),
    place=Corner(lat=1.0, lon=2.0),
    phone="+7 700 000 00 00",
)


class Ring:
    """Keys in memory."""

    def __init__(self) -> None:
        self.keys: dict[UUID, AESGCM] = {}

    def sealing_key(self, subject: UUID) -> AESGCM:
        return self.keys.setdefault(subject, AESGCM(AESGCM.generate_key(256)))

    def opening_key(self, subject: UUID) -> AESGCM | None:
        return self.keys.get(subject)


def mapper(events: Mapping[str, type] = EVENTS, upcasts: Mapping[str, Any] | None = None) -> SealingMapper:
    return SealingMapper(events, upcasts or {}, Ring())


def stored(
    mapper: SealingMapper, event: object, stream: UUID = STREAM, version: int = 1
) -> tuple[str, bytes]:
    return mapper.write(stream, version, event, envelope_json(ENVELOPE))


def back(mapper: SealingMapper, name: str, state: bytes, stream: UUID = STREAM, version: int = 1) -> Any:
    return mapper.read(7, stream, version, name, state).event
