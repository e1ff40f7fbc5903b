"""Any event of the catalogue, made from the annotations of its class."""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import strategies as st

from domain.catalogue import EVENTS
from domain.marks import FORGOTTEN, Forgotten
from tests.builders import AINUR, CASE, DANA, OTHER_CASE, OTHER_VISIT, PROMISE, TEAM, VISIT, an_id

KNOWN = (CASE, OTHER_CASE, VISIT, OTHER_VISIT, TEAM, AINUR, DANA, PROMISE, an_id("anybody"))
"""Few, so that events speak of the same things."""

TIMES = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    int: st.integers(-(2**31), 2**31),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    NoneType: st.none(),
    datetime: TIMES,
    date: st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    UUID: st.sampled_from(KNOWN),
    Forgotten: st.just(FORGOTTEN),
}


def any_of(annotation: Any) -> st.SearchStrategy[Any]:
    """Values of an annotation, as fields of events have them."""
    annotation = getattr(annotation, "__supertype__", annotation)
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return reduce(or_, (any_of(part) for part in parts))
    if origin is tuple:
        if len(parts) == 2 and parts[1] is Ellipsis:
            return st.lists(any_of(parts[0]), max_size=3).map(tuple)
        return st.tuples(*(any_of(part) for part in parts))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    if is_dataclass(annotation):
        return any_event(annotation)
    raise TypeError(f"no values for {annotation}")


def any_event(event_type: Any) -> st.SearchStrategy[Any]:
    """Instances of one class; deferred, so that the table is built once and used when asked for."""
    hints = get_type_hints(event_type)
    return st.builds(event_type, **{spec.name: any_of(hints[spec.name]) for spec in fields(event_type)})


EVENTS_BY_NAME = {name: st.deferred(lambda kind=kind: any_event(kind)) for name, kind in EVENTS.items()}
ANY_EVENT = st.sampled_from(sorted(EVENTS)).flatmap(EVENTS_BY_NAME.__getitem__)
