"""A log with something that this program does not know: the start stops, loudly, with stream and position."""

import sqlite3
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

import pytest

from dispatch.evidence.names import described, unreadable
from dispatch.mapper import Unreadable
from dispatch.store import Catalogue
from tests.dispatch.batching import BOX_A as BOX
from tests.dispatch.boxes import BoxNoted
from tests.dispatch.toy import CATALOGUE, Note, Open, open_store, submission

LATER = "later-told.v1"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    store = open_store(tmp_path / "data")
    store.start(ticking=False)
    store.writer.call(submission(Open(box=BOX)))
    store.writer.call(submission(Note(box=BOX)))
    store.close()
    return tmp_path / "data"


def without(name: str) -> Catalogue:
    events = {key: kind for key, kind in CATALOGUE.events.items() if key != name}
    return replace(CATALOGUE, events=events)


def written_later(data: Path, change: str) -> None:
    """What a later program would have stored: appended by it, and read through by it."""
    with sqlite3.connect(data / "log.db") as db:
        db.execute("DROP TRIGGER stored_events_not_changed")
        db.execute(f"UPDATE stored_events SET {change} WHERE rowid=2")
        db.execute("UPDATE read_through SET catalogue=x'1a7e'")
    db.close()


CHANGES = {
    "event-unknown": f"topic='{LATER}'",
    "field-unknown": """state=CAST(replace(state, '"d":{', '"d":{"told":1,') AS BLOB)""",
    "format-unknown": """state=CAST(replace(state, '"f":1', '"f":2') AS BLOB)""",
}


@pytest.mark.parametrize("code", CHANGES)
def test_it_does_not_start_and_says_where(data: Path, code: str) -> None:
    written_later(data, CHANGES[code])
    with pytest.raises(Unreadable) as caught:
        open_store(data)
    told = caught.value.params
    assert caught.value.code == code
    assert (told["stream"], told["version"], told["position"]) == (str(BOX), 2, 2)


def test_a_field_of_the_envelope_counts_too(data: Path) -> None:
    written_later(data, """state=CAST(replace(state, '"m":{', '"m":{"told":1,') AS BLOB)""")
    with pytest.raises(Unreadable, match="unknown field told") as caught:
        open_store(data)
    assert caught.value.code == "field-unknown"


def test_an_event_that_left_the_catalogue_stops_it_too(data: Path) -> None:
    """Planted: a program whose upcaster or event class was deleted."""
    with pytest.raises(Unreadable, match="box-noted") as caught:
        open_store(data, catalogue=without("box-noted.v1"))
    assert (caught.value.code, caught.value.params["position"]) == ("event-unknown", 2)
    open_store(data).close()


def test_one_damaged_event_is_no_reason_not_to_serve_all_others(data: Path) -> None:
    written_later(data, "state=x'00'")
    store = open_store(data)
    with pytest.raises(Unreadable):
        store.log.stream(BOX)
    store.close()


def test_what_was_read_through_is_not_read_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counting(connection: sqlite3.Connection, mapper: object, after: int = 0) -> list[Unreadable]:
        asked.append(after)
        return list(unreadable(connection, mapper, after))  # type: ignore[arg-type]

    monkeypatch.setattr("dispatch.evidence.names.unreadable", counting)
    open_store(data).close()
    open_store(data, catalogue=without("box-missed.v1")).close()
    open_store(data).close()
    assert asked == [2, 0, 0], "by another catalogue from the first event on"


class Before(Enum):
    ONE = "one"


class After(Enum):
    ONE = "one"
    TWO = "two"


@pytest.mark.parametrize("more", ["name", "field", "word", "upcast"])
def test_another_catalogue_is_another_one(more: str) -> None:
    @dataclass(frozen=True)
    class Inner:
        said: Before

    @dataclass(frozen=True)
    class Told:
        inner: tuple[Inner, ...]

    events: dict[str, type] = {"told.v1": Told}
    before = described(events, {})
    assert before == described(dict(events), {})
    upcasts: dict[str, object] = {}
    if more == "name":
        events["noted.v1"] = BoxNoted
    elif more == "field":
        events["told.v1"] = dataclass(frozen=True)(type("Told", (), {"__annotations__": {"inner": int}}))
    elif more == "word":
        Inner.__annotations__["said"] = After
    else:
        upcasts["told.v0"] = CATALOGUE.upcasts.get("x", type("Up", (), {"to": "told.v1"}))
    assert described(events, upcasts) != before
