"""The table of ASVS requirements is whole, and every test that it names exists."""

from pathlib import Path

import pytest

from tests.house.asvs import PAGE, faults, requirements
from tests.house.tree import ROOT


def test_every_requirement_has_a_row_and_every_named_test_exists() -> None:
    found = list(faults((ROOT / PAGE).read_text(encoding="utf-8"), ROOT))
    assert not found, "\n".join(map(str, found))


def test_there_are_as_many_as_the_standard_has() -> None:
    levels = list(requirements().values())
    assert (levels.count(1), levels.count(2)) == (70, 183)


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("| V1.1.1 | 2 |", "| V1.1.9 | 2 |", "V1.1.1 has no row"),
        ("| V1.1.1 | 2 |", "| V1.1.1 | 1 |", "of another level"),
        ("test_any_bytes_are_read_or_refused`", "test_gone`", "test_gone is not there"),
        ("2026-11-27: not applicable, no LDAP", "none of ours", "V1.2.6 has neither test nor dated reason"),
    ],
)
def test_a_hole_is_seen(before: str, after: str, what: str) -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    assert before in text
    assert any(what in str(fault) for fault in faults(text.replace(before, after, 1), ROOT))


def test_a_file_that_is_not_there_is_seen(tmp_path: Path) -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    assert any("is not there" in str(fault) for fault in faults(text, tmp_path))
