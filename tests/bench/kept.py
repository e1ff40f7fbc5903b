"""The figures of the last whole run, kept beside the docs that are made from them: `docs/figures.jsonl`.

`python -m tests.bench --keep docs/figures.jsonl` writes it. A figure replaces the one of the same bench and
name; what was not measured this time stays, with the day and the load under which it was.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ROOT / "docs/figures.jsonl"

Line = dict[str, Any]
"""One figure as `tests.bench.figures.figure` says it, with `bench`, `day` (ISO) and `load` (of the
machine)."""


BUSIEST: Final = 0.7
"""Share of its core from which on a load generator measures itself."""


def verdict(line: Line) -> str:
    """What became of a figure's target, if it has one."""
    if line["met"] is None:
        return ""
    if line.get("client", 0) >= BUSIEST:
        return "does not count: the load generator was busy"
    return "met" if line["met"] else "missed"


def read(path: Path = KEPT) -> list[Line]:
    """All figures that are kept, in the order of the benches."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def merged(old: Iterable[Line], new: Sequence[Line], order: Sequence[str]) -> list[Line]:
    """The old with the new in their places; what is new in a bench stands at its end."""
    lines = {(line["bench"], line["name"]): line for line in (*old, *new)}
    return sorted(
        lines.values(), key=lambda line: order.index(line["bench"]) if line["bench"] in order else -1
    )


def keep(path: Path, new: Sequence[Line], order: Sequence[str]) -> None:
    """Write them into the file."""
    lines = merged(read(path), new, order)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
