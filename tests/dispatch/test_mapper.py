"""Events as stored: what goes in comes out, and personal parts only with their key."""

from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eventsourcing.persistence import Mapper, Notification, StoredEvent
from hypothesis import given
from hypothesis import strategies as st

from dispatch.encoding import envelope_json
from dispatch.mapper import SealingMapper, Written
from domain.catalogue import Upcast
from domain.envelope import Envelope
from domain.marks import FORGOTTEN, Private, sealed
from tests.dispatch.sealing import CALLER, CHILD, ENVELOPE, OPENED, STREAM, Ring, back, mapper, stored
from tests.dispatch.toy import EVENTS, BoxLent, BoxNoted, BoxOpened, Colour, Corner

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
    new = SealingMapper(EVENTS, {"box-opened.v0": Upcast(to="box-opened.v1", change=newer)}, ring)
    assert back(new, name, state).story == "old tale"
    ring.keys.clear()
    assert back(new, name, state).story is FORGOTTEN


FROZEN = (
    b'{"f":1,"m":{"happened_at":"2026-03-20T12:00:00.123456+00:00","recorded_at":"2026-03-20T1'
    b'2:00:00.123456+00:00","role":"operator","command_id":"00000000-0000-0000-0000-0000000000'
    b'02","centre":"00000000-0000-0000-0000-000000000003","by":"00000000-0000-0000-0000-000000'
    b'000001"},"d":{"number":"KZ-75-2026-000001","colour":"red","child":"00000000-0000-0000-00'
    b'00-00000000000b","caller":"00000000-0000-0000-0000-00000000000c","corner":{"lat":43.25,"'
    b'lon":76.9,"labels":["a","b"]}},"s":{"0000000000000000000000000000000b":["AfVYczT6Im4F5aU'
    b"3iAPeLl7esVZ7mYQ1b8EvJg91XH4mWcpjni58Ws01vXG3Lte7cC9EW5EGJyZLWGaziH6GyHAA01XqZXcvrGnzmp6"
    b'Xg0gM95PH+rkdXPv4OBNHlxcLZ9KhWy0QuNan6zpyEiAk9g9vag==","story","born","place"],"00000000'
    b'00000000000000000000000c":["ATERcAlfZDQM1OwGdiAlRyqzywO2J1C+lBeShs8gXMLKufKOA+aPv95u/Ool'
    b'vxg3MBfiUt+tdv6C","phone"]}}'
)
"""A box as stored on the first day, its child's and caller's keys all zeros."""


def test_what_was_stored_on_the_first_day_reads_for_ever() -> None:
    ring = Ring()
    ring.keys = {CHILD: AESGCM(bytes(32)), CALLER: AESGCM(bytes(32))}
    recorded = SealingMapper(EVENTS, {}, ring).read(7, STREAM, 1, "box-opened.v1", FROZEN)
    assert recorded.event == OPENED
    assert recorded.envelope == ENVELOPE
