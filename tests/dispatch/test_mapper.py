"""Events as stored: what goes in comes out, personal parts sealed for one place, everything else refused."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eventsourcing.persistence import Mapper, Notification, StoredEvent
from hypothesis import given
from hypothesis import strategies as st

from dispatch.encoding import CannotEncode, envelope_json
from dispatch.mapper import SealingMapper, Unreadable, Written
from domain.envelope import Envelope
from domain.marks import FORGOTTEN, Private, sealed
from tests.dispatch.toy import EVENTS, BoxLent, BoxNoted, BoxOpened, Colour, Corner

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


texts = st.text(st.characters(codec="utf-8"), max_size=50)
times = st.datetimes(timezones=st.just(UTC))
numbers = st.floats(allow_nan=False, allow_infinity=False)
corners = st.builds(Corner, lat=numbers, lon=numbers, labels=st.lists(texts, max_size=3).map(tuple))
opened = st.builds(
    BoxOpened,
    number=texts,
    colour=st.sampled_from(Colour),
    child=st.just(CHILD),
    caller=st.sampled_from([CHILD, CALLER]),
    corner=st.none() | corners,
    story=st.none() | texts,
    born=st.none() | st.dates(),
    place=st.none() | corners,
    phone=st.none() | texts,
)
noted = st.builds(
    BoxNoted,
    weight=numbers,
    at=times,
    tags=st.lists(st.sampled_from(Colour)).map(tuple),
    who=st.just(CHILD),
    note=st.none() | texts,
)


@given(opened | noted | st.builds(BoxLent, team=texts, back_by=times))
def test_what_is_written_reads_the_same(event: object) -> None:
    mine = mapper()
    assert back(mine, *stored(mine, event)) == event


def test_types_survive_and_not_only_values() -> None:
    mine = mapper()
    event = back(mine, *stored(mine, OPENED))
    assert type(event.colour) is Colour
    assert type(event.corner.labels) is tuple
    assert type(event.place) is Corner
    assert event == OPENED


@given(
    st.builds(
        Envelope,
        happened_at=times,
        recorded_at=times,
        by=st.none() | st.uuids(),
        role=texts,
        device=st.none() | texts,
        sequence=st.none() | st.integers(0, 2**53),
        command_id=st.uuids(),
        because_of=st.none() | st.integers(1, 2**53),
        centre=st.uuids(),
    )
)
def test_envelopes_read_the_same(envelope: Envelope) -> None:
    mine = mapper()
    name, state = mine.write(STREAM, 1, OPENED, envelope_json(envelope))
    assert mine.read(1, STREAM, 1, name, state).envelope == envelope


def test_it_is_a_mapper_of_the_library() -> None:
    mine = mapper()
    assert isinstance(mine, Mapper)
    row = mine.to_stored_event(Written(STREAM, 1, OPENED, ENVELOPE))
    assert row.topic == "box-opened.v1"
    assert mine.to_domain_event(row).event == OPENED
    note = Notification(id=9, **{name: getattr(row, name) for name in StoredEvent.__dataclass_fields__})
    assert mine.to_domain_event(note).position == 9


def test_nothing_personal_is_in_the_stored_bytes_and_everything_else_is_readable() -> None:
    _, state = stored(mapper(), OPENED)
    for secret in ("Әңгіме", "2014-02-28", "+7 700"):
        assert secret.encode() not in state
    parts = orjson.loads(state)
    assert set(parts) == {"f", "m", "d", "s"}
    assert parts["d"].keys() == {"number", "colour", "child", "caller", "corner"}
    assert parts["s"][CHILD.hex][1:] == ["story", "born", "place"]
    assert parts["s"][CALLER.hex][1:] == ["phone"]


def test_a_forgotten_child_is_forgotten_and_the_caller_is_not() -> None:
    mine = mapper()
    name, state = stored(mine, OPENED)
    del mine._keyring.keys[CHILD]  # type: ignore[attr-defined]
    event = back(mine, name, state)
    assert event == replace(OPENED, story=FORGOTTEN, born=FORGOTTEN, place=FORGOTTEN)
    assert back(mine, *stored(mine, event)) == event


def test_what_was_never_said_is_not_forgotten() -> None:
    mine = mapper()
    name, state = stored(mine, replace(OPENED, story=None))
    del mine._keyring.keys[CHILD]  # type: ignore[attr-defined]
    assert back(mine, name, state).story is None


@pytest.mark.parametrize(
    ("stream", "version", "name"),
    [(UUID(int=99), 1, "box-opened.v1"), (STREAM, 2, "box-opened.v1"), (STREAM, 1, "box-copied.v1")],
)
def test_a_sealed_part_fits_one_place_only(stream: UUID, version: int, name: str) -> None:
    mine = mapper({**EVENTS, "box-copied.v1": replaced_class()})
    _, state = stored(mine, OPENED)
    with pytest.raises(Unreadable, match=rf"{stream} version {version} .*at position 7: .*changed or moved"):
        back(mine, name, state, stream, version)


def replaced_class() -> type:
    """A second class with the same fields, as an attacker would want one."""
    return type("BoxCopied", (BoxOpened,), {})


def test_sealed_parts_of_two_subjects_cannot_be_exchanged() -> None:
    mine = mapper()
    name, state = stored(mine, OPENED)
    parts = orjson.loads(state)
    mine_of, hers = parts["s"][CHILD.hex], parts["s"][CALLER.hex]
    parts["s"] = {CHILD.hex: [hers[0], *mine_of[1:]], CALLER.hex: [mine_of[0], *hers[1:]]}
    with pytest.raises(Unreadable, match="changed or moved"):
        back(mine, name, orjson.dumps(parts))


@pytest.mark.parametrize("position", range(20, 80, 7))
def test_a_flipped_bit_in_a_sealed_part_is_seen(position: int) -> None:
    mine = mapper()
    name, state = stored(mine, OPENED)
    parts = orjson.loads(state)
    text = bytearray(parts["s"][CHILD.hex][0].encode())
    text[position] ^= 1 if chr(text[position] ^ 1).isalnum() else 2
    parts["s"][CHILD.hex][0] = text.decode()
    with pytest.raises(Unreadable):
        back(mine, name, orjson.dumps(parts))


BAD_STATES: list[tuple[str, bytes]] = [
    ("box-vanished.v1", b'{"f":1,"m":{},"d":{}}'),
    ("os:system", b'{"f":1,"m":{},"d":{}}'),
    ("box-lent.v1", b"not json"),
    ("box-lent.v1", b"[]"),
    ("box-lent.v1", b'{"f":2,"m":{},"d":{}}'),
    ("box-lent.v1", b'{"f":1,"m":{},"d":{},"x":1}'),
    ("box-lent.v1", b'{"f":1,"m":{},"d":{"team":"secret","back_by":"2026-03-20T12:00:00+00:00","why":1}}'),
    ("box-lent.v1", b'{"f":1,"m":{},"d":{"team":"secret"}}'),
    ("box-lent.v1", b'{"f":1,"m":{},"d":{"team":5,"back_by":"2026-03-20T12:00:00+00:00"}}'),
    ("box-lent.v1", b'{"f":1,"m":{},"d":{"team":"secret","back_by":"2026-03-20T12:00:00"}}'),
    ("box-lent.v1", b'{"f":1,"m":{},"d":{"team":"secret","back_by":"soon"}}'),
    ("box-lent.v1", b'{"f":1,"m":{},"d":{"team":"secret","back_by":"2026-03-20T12:00:00+00:00"}}'),
    ("box-lent.v1", b'{"f":1,"m":{},"d":null}'),
]


@pytest.mark.parametrize(("name", "state"), BAD_STATES)
def test_what_does_not_fit_is_a_loud_error_without_a_value(name: str, state: bytes) -> None:
    with pytest.raises(Unreadable, match=rf"stream {STREAM} version 1 .* at position 7") as caught:
        back(mapper(), name, state)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(Unreadable, match="unknown field why"):
        back(mapper(), *BAD_STATES[6])


WRONG: list[object] = [
    BoxNoted(weight=float("nan"), at=NOON),
    BoxNoted(weight=float("inf"), at=NOON),
    BoxNoted(weight=1.0, at=datetime(2026, 3, 20, 12)),
    BoxNoted(weight="heavy", at=NOON),  # type: ignore[arg-type]
    BoxNoted(weight=1.0, at=NOON, tags=["red"]),  # type: ignore[arg-type]
    BoxNoted(weight=1.0, at=NOON, tags=("red",)),  # type: ignore[arg-type]
    BoxNoted(weight=1.0, at=NOON, who="somebody"),  # type: ignore[arg-type]
    replace(OPENED, corner=Corner(lat=float("nan"), lon=1.0)),
    replace(OPENED, place=Corner(lat=float("nan"), lon=1.0)),
    replace(OPENED, story=5),  # type: ignore[arg-type]
    replace(OPENED, number="\ud800"),
    replace(OPENED, story="\ud800"),
]


@pytest.mark.parametrize("event", WRONG)
def test_what_could_not_be_read_back_is_not_written(event: object) -> None:
    with pytest.raises(CannotEncode) as caught:
        stored(mapper(), event)
    assert "heavy" not in str(caught.value)


def test_a_personal_field_needs_somebody_whom_it_is_about() -> None:
    with pytest.raises(CannotEncode, match="names nobody"):
        stored(mapper(), BoxNoted(weight=1.0, at=NOON, who=None, note="about nobody"))


def test_an_event_outside_the_catalogue_is_not_written() -> None:
    with pytest.raises(CannotEncode, match="not in the catalogue"):
        stored(mapper(), ENVELOPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaky:
    who: UUID
    inner: BoxNoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjectless:
    story: Private[str] = sealed("nobody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anything:
    what: Any


@pytest.mark.parametrize("event_type", [Leaky, Subjectless, Anything, str])
def test_a_class_that_cannot_be_stored_safely_is_refused_at_start(event_type: type) -> None:
    with pytest.raises(Exception, match=r"stored|sealed|dataclass"):
        mapper({"bad.v1": event_type})


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcasting:
    to: str
    change: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxOpenedFirst:
    """How boxes were opened before they had a caller's phone."""

    number: str
    child: UUID
    tale: Private[str] = sealed("child")


def newer(values: dict[str, Any]) -> dict[str, Any]:
    story = values.pop("tale", None)
    return {**values, "caller": values["child"], "colour": "blue", "corner": None, "story": story}


def test_an_old_version_reads_as_the_new_one_even_when_forgotten() -> None:
    ring = Ring()
    old = SealingMapper({"box-opened.v0": BoxOpenedFirst}, {}, ring)
    name, state = stored(old, BoxOpenedFirst(number="1", child=CHILD, tale="old tale"))
    new = SealingMapper(EVENTS, {"box-opened.v0": Upcasting(to="box-opened.v1", change=newer)}, ring)
    assert back(new, name, state).story == "old tale"
    ring.keys.clear()
    assert back(new, name, state).story is FORGOTTEN


def test_an_upcast_that_leads_nowhere_is_refused_at_start() -> None:
    with pytest.raises(CannotEncode, match="nowhere"):
        mapper(upcasts={"box-opened.v0": Upcasting(to="box-opened.v9", change=newer)})
