"""The table of citations: what is ours never looks like law, and nobody has filled in an unknown point."""

import ast
import dataclasses
import inspect
from collections.abc import Mapping
from pathlib import Path

import pytest

from domain.law.calendars import EDITIONS
from domain.law.calendars.sources import SOURCES
from domain.law.citations import CITATIONS, DOCUMENTS, UNKNOWN, Citation, Mark, Rule, citation
from domain.law.due import Notice
from web.words import LANGUAGES, catalogue

LAW = Path(inspect.getsourcefile(Citation) or "").parent


def faults(table: Mapping[Rule, Citation]) -> list[str]:
    """Rows that show ours as law, law as ours, or a point of the Rules that nobody has read."""
    found = [
        f"{key}: a document exactly where the mark is not ours"
        for key, row in table.items()
        if (row.document is None) is not (row.mark is Mark.OURS)
    ]
    found += [
        f"{key}: the key begins as the mark" for key, row in table.items() if not _begins_right(key, row)
    ]
    known = {key: row.point for key, row in table.items() if row.point != UNKNOWN}
    if known != {Rule.REGISTRATION: "64", Rule.REDIRECT: "76"}:
        found.append("a point is filled in that the notes on the domain do not give")
    return found


def _begins_right(key: Rule, row: Citation) -> bool:
    return key.startswith(f"{row.mark.lower()}-")


def test_every_key_has_its_row() -> None:
    assert set(CITATIONS) == set(Rule)
    assert set(DOCUMENTS) == set(Mark) - {Mark.OURS}
    assert citation("r-threat") is CITATIONS[Rule.THREAT]
    assert citation("never-heard-of") is None


def test_ours_is_never_shown_as_law() -> None:
    assert faults(CITATIONS) == []


@pytest.mark.parametrize(
    ("key", "change"),
    [
        (Rule.SAME_DAY, {"document": DOCUMENTS[Mark.RULES]}),
        (Rule.SAME_DAY, {"document": DOCUMENTS[Mark.RULES], "mark": Mark.RULES}),
        (Rule.THREAT, {"document": None}),
        (Rule.THREAT, {"point": "12"}),
    ],
)
def test_a_planted_row_is_seen(key: Rule, change: dict[str, object]) -> None:
    assert faults({**CITATIONS, key: dataclasses.replace(CITATIONS[key], **change)})


def test_keys_of_the_law_are_written_only_in_the_table() -> None:
    keys = set(Rule)
    for path in LAW.glob("*.py"):
        if path.name == "citations.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and node.value in keys), f"{path.name}: {node.value}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_the_law_says_has_words(language: str) -> None:
    rows = {row for edition in EDITIONS for row in edition.rows}
    wanted = {f"law.citation.{key}" for key in Rule}
    wanted |= {f"law.document.{mark}" for mark in DOCUMENTS}
    wanted |= {f"law.source.{key}" for key in SOURCES}
    wanted |= {f"law.holiday.{row.name}" for row in rows if row.name}
    wanted |= {f"law.notice.{notice}" for notice in Notice}
    wanted |= {f"law.weekday.{number}" for number in range(7)}
    assert wanted <= set(catalogue(language))


def test_the_english_words_are_those_of_the_tables() -> None:
    words = catalogue("en")
    assert {key: words[f"law.citation.{key}"] for key in Rule} == {
        key: row.retelling for key, row in CITATIONS.items()
    }
    assert {key: words[f"law.source.{key}"] for key in SOURCES} == dict(SOURCES)
