"""Strict reading as a property: any bytes are a command or a named fault, never anything else."""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.answer_schema import answer_schema
from web.body import Unreadable, parse
from web.command_table import ENTRIES
from web.commands import Meta
from web.doors import problem_of
from web.openapi import object_of
from web.problems import status_of
from web.reading import FAULTS, build, reader
from web.words import LANGUAGES, catalogue, plural, preferred, say

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.uuids().map(str)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)
NAMES = sorted(ENTRIES)


def fault_of(act: Callable[[], object]) -> Unreadable | None:
    """What was wrong; nothing if it could be read. Everything else comes through as the defect it is."""
    try:
        act()
    except Unreadable as fault:
        return fault
    return None


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    fault = fault_of(lambda: parse(body))
    assert fault is None or fault.code in FAULTS


@given(st.sampled_from(NAMES), st.data())
def test_any_object_is_a_command_or_a_named_fault(name: str, data: st.DataObject) -> None:
    entry = ENTRIES[name]
    known = sorted(spec.name for spec in fields(entry.command))
    keys = st.sampled_from(known) | st.text(max_size=8)
    body = json.dumps(data.draw(st.dictionaries(keys, VALUES, max_size=8))).encode()
    fault = fault_of(lambda: build(entry.command, parse(body), entry.without))
    if fault is not None:
        assert fault.code in FAULTS
        assert str(fault.params.get("field", "")).isascii()


def _example(schema: dict[str, Any]) -> Any:
    """The smallest value that a schema allows."""
    if "anyOf" in schema:
        return _example(schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: _example(schema["properties"][name]) for name in schema["required"]}
        case "array":
            return [_example(one) for one in schema.get("prefixItems", ())]
        case "string":
            texts = {
                "uuid": "00000000-0000-4000-8000-000000000007",
                "date": "2026-03-20",
                "date-time": "2026-03-20T16:00:00+05:00",
            }
            return texts.get(schema.get("format", ""), "text")
        case "boolean":
            return True
        case kind:
            return {"integer": 1, "number": 43.5, "null": None}[str(kind)]


@pytest.mark.parametrize("name", NAMES)
def test_what_openapi_asks_for_can_be_read(name: str) -> None:
    """The description and the reader agree, field by field, required or not."""
    entry = ENTRIES[name]
    schema = object_of(entry.command, entry.without)
    whole = {field: _example(part) for field, part in schema["properties"].items()}
    assert build(entry.command, parse(json.dumps(whole).encode()), entry.without)
    for missing in schema["required"]:
        with pytest.raises(Unreadable, match="field-missing"):
            build(
                entry.command, {key: value for key, value in whole.items() if key != missing}, entry.without
            )


@pytest.mark.parametrize("name", NAMES)
def test_fields_of_the_envelope_are_nobodys_else(name: str) -> None:
    meta = {spec.name for spec in fields(Meta)}
    assert not meta & {spec.name for spec in fields(ENTRIES[name].command)}


def test_required_means_no_default() -> None:
    for entry in ENTRIES.values():
        required = set(object_of(entry.command, entry.without)["required"])
        bare = {
            spec.name
            for spec in fields(entry.command)
            if spec.default is MISSING and spec.default_factory is MISSING
        }
        assert required == bare - entry.without


@pytest.mark.parametrize("hint", [bytes, dict, list[int], int | str, complex])
def test_a_field_that_cannot_be_read_strictly_is_an_error_at_start(hint: Any) -> None:
    with pytest.raises(TypeError):
        reader(hint)


def test_every_fault_has_words_and_a_status() -> None:
    for code in FAULTS:
        assert status_of(code) in (400, 422)
        for language in LANGUAGES:
            assert f"refusal.{code}" in catalogue(language)


def test_no_answer_is_described_by_nothing() -> None:
    with pytest.raises(TypeError):
        answer_schema(bytes)


def test_full_and_broken_stores_say_that_nothing_was_saved() -> None:
    from dispatch.ports import QueueFull, StoreUnavailable

    full, broken = problem_of(QueueFull()), problem_of(StoreUnavailable("disk full"))
    assert (full.code, full.headers["Retry-After"]) == ("server-busy", "1")
    assert (broken.code, broken.headers["Retry-After"]) == ("nothing-saved", "5")
    assert status_of(full.code) == status_of(broken.code) == 503
    for code, words in (("server-busy", "Nothing was saved"), ("nothing-saved", "nothing was saved")):
        assert words in say(f"refusal.{code}", "en")


def test_plurals_and_languages() -> None:
    assert [plural("ru", n) for n in (1, 2, 5, 11, 21, 112)] == ["one", "few", "many", "many", "one", "many"]
    assert [plural("kk", n) for n in (0, 1, 2)] == ["other", "one", "other"]
    assert "5 секунд" in say("refusal.too-many-tries", "ru", {"n": 5})
    assert [preferred(text) for text in ("ru-RU,ru;q=0.9", "fr, en;q=0.5", "", "xx")] == [
        "ru",
        "en",
        "kk",
        "kk",
    ]
