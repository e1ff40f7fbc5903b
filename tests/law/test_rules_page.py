"""docs/rules.md is what the code says today, and every function of the law is cited and tested."""

import shutil
from pathlib import Path

import pytest

from domain.law.citations import Rule
from domain.law.rules import RULES
from tests.house.tree import ROOT
from web.cli.rules_page import LAW, PAGE, TESTS, NotCited, held, page

UNTESTED = "_".join(("a", "rule", "no", "test", "names"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / LAW, tmp_path / LAW)
    shutil.copytree(ROOT / TESTS, tmp_path / TESTS)
    return tmp_path


def test_the_page_is_fresh() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(ROOT), "run: python -m web.cli.rules_page"


def test_every_function_of_the_law_has_a_test() -> None:
    assert [row.name for row in held(ROOT) if not row.tests] == []


def test_all_ten_rules_are_there() -> None:
    assert {row.rule for row in held(ROOT)} == {*(f"Rule {number}" for number in range(1, 11)), "Triage"}


def test_every_citation_stands_under_one_of_the_ten_rules() -> None:
    assert list(RULES) == list(range(1, 11))
    assert sorted(key for keys in RULES.values() for key in keys) == sorted(Rule), "domain/law/rules.py"


def test_a_changed_word_makes_the_page_stale(copy: Path) -> None:
    path = copy / LAW / "threat.py"
    path.write_text(path.read_text(encoding="utf-8").replace("the end of", "the middle of"), encoding="utf-8")
    assert page(copy) != page(ROOT)


def test_a_function_without_a_citation_is_seen(copy: Path) -> None:
    with (copy / LAW / "threat.py").open("a", encoding="utf-8") as module:
        module.write('\n\ndef new_rule() -> None:\n    """Something nobody wrote down."""\n')
    with pytest.raises(NotCited, match="new_rule opens with no citation key"):
        held(copy)


def test_a_citation_that_is_not_in_the_table_is_seen(copy: Path) -> None:
    with (copy / LAW / "threat.py").open("a", encoding="utf-8") as module:
        module.write('\n\ndef new_rule() -> None:\n    """r-made-up: something."""\n')
    with pytest.raises(NotCited, match="r-made-up"):
        held(copy)


def test_a_function_without_a_test_is_seen(copy: Path) -> None:
    with (copy / LAW / "threat.py").open("a", encoding="utf-8") as module:
        module.write(f'\n\ndef {UNTESTED}() -> None:\n    """{Rule.THREAT}: something."""\n')
    assert [row.name for row in held(copy) if not row.tests] == [UNTESTED]
