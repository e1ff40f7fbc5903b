"""Every event of the catalogue can be told in Kazakh, Russian and English, with fields that it really has."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum

from domain.case.terms import Channel, ConsentForm, DutyKind, EmergencyService, ServiceBasis
from domain.catalogue import EVENTS
from domain.law.visit_outcome import Outcome
from tests.house.tree import ROOT

LANGUAGES = ("kk", "ru", "en")
NAMED = {"name"}
"""Placeholders that are not a field: the name of a school or a centre in the reader's language."""

WORDS: Mapping[str, type[StrEnum]] = {
    "channel": Channel,
    "form": ConsentForm,
    "duty": DutyKind,
    "service": EmergencyService,
    "basis": ServiceBasis,
    "outcome": Outcome,
}
"""Fields that hold a term, and the term."""


def _texts(language: str) -> dict[str, str]:
    path = ROOT / "web" / "messages" / "story" / f"{language}.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _faults(texts: Mapping[str, str], events: Mapping[str, type]) -> list[str]:
    """Events without words, and words that ask for what the event does not hold."""
    faults = []
    for name, event in events.items():
        text = texts.get(f"story.{name}")
        if not text:
            faults.append(f"{name} has no words")
            continue
        known = {spec.name for spec in fields(event)} | NAMED
        faults += [
            f"{name} has no {{{asked}}}" for asked in re.findall(r"\{(\w+)\}", text) if asked not in known
        ]
    return faults


def test_every_event_has_its_words() -> None:
    for language in LANGUAGES:
        assert not _faults(_texts(language), EVENTS), language


def test_every_term_has_its_words() -> None:
    for language in LANGUAGES:
        texts = _texts(language)
        for group, terms in WORDS.items():
            missing = [term for term in terms if f"story.word.{group}.{term.value}" not in texts]
            assert not missing, (language, group, missing)


def test_every_sealed_field_has_a_label() -> None:
    """What is sealed is told below the sentence, under a label of its own."""
    sealed = {spec.name for event in EVENTS.values() for spec in fields(event) if "sealed" in spec.metadata}
    for language in LANGUAGES:
        assert not {name for name in sealed if f"story.field.{name}" not in _texts(language)}


def test_a_missing_text_is_seen() -> None:
    texts = _texts("kk")
    del texts["story.case-closed.v1"]
    assert _faults(texts, EVENTS) == ["case-closed.v1 has no words"]


def test_a_field_that_is_not_there_is_seen() -> None:
    texts = {**_texts("en"), "story.case-closed.v1": "Closed by {whom}"}
    assert _faults(texts, EVENTS) == ["case-closed.v1 has no {whom}"]
