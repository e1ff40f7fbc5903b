"""Page tests come last, whatever the order of folders."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.browser.conftest import pytest_collection_modifyitems
from tests.house.tree import ROOT


def item(*parts: str) -> Any:
    marks: list[object] = []
    return SimpleNamespace(path=Path(ROOT, *parts), marks=marks, add_marker=marks.append)


def test_page_tests_come_last_and_the_rest_keeps_its_order() -> None:
    names = ("browser/test_b.py", "domain/test_a.py", "browser/test_a.py", "web/test_a.py")
    items = [item("tests", *name.split("/")) for name in names]
    pytest_collection_modifyitems(items)
    assert ["/".join(one.path.parts[-2:]) for one in items] == [names[1], names[3], names[0], names[2]]
    assert [len(one.marks) for one in items] == [0, 0, 1, 1]
