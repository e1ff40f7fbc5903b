"""What does not belong where it lies is not read, and what could not be read back is not written."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from dispatch.encoding import CannotEncode
from dispatch.mapper import Unreadable
from domain.catalogue import Upcast
from domain.marks import Private, sealed
from tests.dispatch.sealing import CALLER, CHILD, ENVELOPE, NOON, OPENED, STREAM, back, mapper, stored
from tests.dispatch.toy import EVENTS, BoxNoted, BoxOpened, Corner


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


def test_an_upcast_that_leads_nowhere_is_refused_at_start() -> None:
    with pytest.raises(CannotEncode, match="nowhere"):
        mapper(upcasts={"box-opened.v0": Upcast(to="box-opened.v9", change=dict)})
