"""Figures that are kept, and the pages that are made from them."""

from pathlib import Path
from typing import Any

from tests.bench import figures_page
from tests.bench.kept import keep, merged, read, verdict
from tests.bench.peers_page import PAGE, page


def line(bench: str, name: str, **more: Any) -> dict[str, Any]:
    return {"bench": bench, "name": name, **more}


def peer(name: str, **more: Any) -> dict[str, Any]:
    said = {"value": 2, "floor": 1, "ratio": 2, "spread": [1, 3], "unit": "u", "target": None, "met": None}
    known = {"day": "2026-11-27", "load": 0.5, "rounds": 9, "client": 0.25, "version": "1.2"}
    return line("peers", f"beside X, 1000 boards, {name}", **said, **known, **more)


def test_the_page_is_what_the_figures_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(read()), "run: python -m tests.bench.peers_page"


def test_the_page_of_all_figures_is_what_they_say() -> None:
    assert figures_page.PAGE.read_text(encoding="utf-8") == figures_page.page(read()), (
        "run: python -m tests.bench.figures_page"
    )
    lines = read()[:2]
    assert figures_page.page(lines) != figures_page.page([{**lines[0], "met": True}, lines[1]])


def test_another_figure_is_another_page() -> None:
    names = ("deliveries/s", "processor time per delivery", "last board, p99")
    lines = [peer(name) for name in names]
    assert page(lines) != page([{**lines[0], "ratio": 2.1}, *lines[1:]])
    assert page(lines).count("| X | 1.2 | 2 u | 1 | 2 | 1 to 3 |") == 3


def test_a_figure_replaces_its_own_and_no_other(tmp_path: Path) -> None:
    old = [line("store", "a", value=1), line("http", "a", value=2), line("store", "b", value=3)]
    new = [line("store", "a", value=4), line("store", "c", value=5)]
    found = merged(old, new, ("store", "http"))
    assert [(each["bench"], each["name"], each["value"]) for each in found] == [
        ("store", "a", 4), ("store", "b", 3), ("store", "c", 5), ("http", "a", 2),
    ]  # fmt: skip
    for lines in (old, new):
        keep(tmp_path / "figures.jsonl", lines, ("store", "http"))
    assert read(tmp_path / "figures.jsonl") == found


def test_a_figure_counts_only_while_its_load_generator_keeps_up() -> None:
    said = [verdict(peer("x") | {"met": met, "client": 0.69}) for met in (True, False, None)]
    assert said == ["met", "missed", ""]
    assert verdict(peer("x") | {"met": True, "client": 0.7}).startswith("does not count")
