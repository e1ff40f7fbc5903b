"""`python -m tests.bench.figures_page` writes docs/figures.md: every figure that is kept, bench by bench."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from tests.bench.kept import KEPT, ROOT, Line, read, verdict

PAGE: Final = ROOT / "docs/figures.md"
HEAD: Final = """\
# Every figure, as last measured

How each is measured, and why some miss their targets: [benchmarks](benchmarks.md). `.venv/bin/python -m
tests.bench --keep docs/figures.jsonl` measures, `.venv/bin/python -m tests.bench.figures_page` writes this
page from what is kept. A ratio is the median of the rounds' own ratios, a spread the smallest and the
largest. A machine under load says more of its load than of the program.
"""
COLUMNS: Final = "| figure | value | floor | ratio | spread | target | |\n|---|---|---|---|---|---|---|"


def page(lines: Sequence[Line]) -> str:
    """The page as Markdown."""
    tables = [_table(bench, list(found)) for bench, found in groupby(lines, lambda line: str(line["bench"]))]
    return "\n".join((HEAD, *tables))


def _table(bench: str, lines: Sequence[Line]) -> str:
    runs = {(line["day"], line["load"]): None for line in lines}
    when = " and ".join(f"{day} at a load of {load:g}" for day, load in runs)
    return "\n".join((f"## `{bench}`\n", f"Measured on {when}.\n", COLUMNS, *map(_row, lines), ""))


def _row(line: Line) -> str:
    low, high = line.get("spread") or (None, None)
    cells = (
        line["name"],
        f"{line['value']:,} {line['unit']}",
        "" if line["floor"] is None else f"{line['floor']:,}",
        "" if line["ratio"] is None else f"{line['ratio']:g}",
        "" if low is None else f"{low:g} to {high:g}",
        line["target"] or "",
        verdict(line),
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(read(KEPT)), encoding="utf-8")
