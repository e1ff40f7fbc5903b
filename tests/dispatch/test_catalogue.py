"""Every event of the catalogue can be stored and reads the same, forgotten people included."""

import types
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.encoding import envelope_json
from dispatch.mapper import SealingMapper
from domain.catalogue import EVENTS, UPCASTS
from domain.marks import FORGOTTEN, Forgotten, sealed_fields
from tests.dispatch.sealing import ENVELOPE, STREAM, Ring

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(codec="utf-8"), max_size=30),
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    UUID: st.uuids(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    date: st.dates(),
    types.NoneType: st.none(),
}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value that an annotation allows, the forgotten mark left out."""
    if isinstance(hint, NewType):
        return values_of(hint.__supertype__)
    if hint in PLAIN:
        return PLAIN[hint]
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of(*(values_of(part) for part in get_args(hint) if part is not Forgotten))
    if get_origin(hint) is tuple:
        parts = get_args(hint)
        if parts[-1] is Ellipsis:
            return st.lists(values_of(parts[0]), max_size=3).map(tuple)
        return st.tuples(*map(values_of, parts))
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    assert is_dataclass(hint), hint
    return events_of(hint)


def events_of(kind: type) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: values_of(hints[field.name]) for field in fields(kind)})


def with_subjects(event: Any) -> Any:
    """A personal value needs somebody whom it is about; leave out what is about nobody."""
    missing = {
        field: None for field, who in sealed_fields(type(event)).items() if getattr(event, who) is None
    }
    return replace(event, **missing)


@pytest.mark.parametrize("name", EVENTS)
@given(data=st.data())
@settings(max_examples=3)
def test_every_event_reads_the_same_and_forgets_only_what_is_personal(name: str, data: st.DataObject) -> None:
    ring = Ring()
    mapper = SealingMapper(EVENTS, UPCASTS, ring)
    event = with_subjects(data.draw(events_of(EVENTS[name])))
    stored, state = mapper.write(STREAM, 1, event, envelope_json(ENVELOPE))
    assert stored == name
    assert mapper.read(1, STREAM, 1, name, state).event == event
    ring.keys.clear()
    gone = {field: FORGOTTEN for field in sealed_fields(EVENTS[name]) if getattr(event, field) is not None}
    assert mapper.read(1, STREAM, 1, name, state).event == replace(event, **gone)
