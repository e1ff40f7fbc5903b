"""docs/events.md is what the catalogue says today, and every event says what it means."""

from dataclasses import dataclass

import pytest

from domain.catalogue import EVENTS
from domain.marks import sealed_fields
from tests.house.tree import ROOT
from web.cli.events_page import PAGE, NoMeaning, meaning, page


def test_the_page_is_fresh() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(), "run: python -m web.cli.events_page"


def test_every_event_says_what_it_means() -> None:
    assert all(meaning(event) for event in EVENTS.values())


def test_every_event_is_there_with_what_is_sealed() -> None:
    text = page()
    for name, event in EVENTS.items():
        assert f"### {name}\n" in text
        section = text.split(f"### {name}\n")[1].split("\n### ")[0]
        for field, subject in sealed_fields(event).items():
            (row,) = (line for line in section.splitlines() if line.startswith(f"| `{field}` "))
            assert f"under `{subject}`" in row


@dataclass(frozen=True)
class Silent:
    number: int


def test_an_event_without_meaning_is_seen() -> None:
    with pytest.raises(NoMeaning):
        page({"silent.v1": Silent})
