"""One line of JSON per figure, a table of all of them at the end, and whether targets were met."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

SEEN: list[dict[str, Any]] = []
"""Every figure of this process, in order."""


@dataclass(frozen=True)
class Scale:
    """How much is measured. `quick` only shows that everything runs: its figures mean little.

    `slow`: seconds planted into each thing that the product does, to see that the figures show it.
    """

    rounds: int = 9
    quick: bool = False
    slow: float = 0.0


def figure(
    name: str,
    unit: str,
    values: Sequence[float],
    floors: Sequence[float] | None = None,
    target: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Say a figure: medians over the rounds; the ratio to the floor of the same round, its median and spread.

    `target` bounds the ratio, as ">= 3" or "<= 1.25"; absolute values never have one.
    """
    ratios = [value / floor for value, floor in zip(values, floors or (), strict=floors is not None)]
    line: dict[str, Any] = {
        "name": name,
        "value": rounded(median(values)),
        "unit": unit,
        "floor": None if floors is None else rounded(median(floors)),
        "ratio": round(median(ratios), 2) if ratios else None,
        "target": target,
        "met": reached(median(ratios), target) if ratios and target else None,
        "spread": [rounded(min(ratios or values)), rounded(max(ratios or values))],
        "rounds": len(values),
        **more,
    }
    SEEN.append(line)
    print(json.dumps(line), flush=True)
    return line


def rounded(value: float) -> float:
    """Three figures after the point, or whole where it is large."""
    return round(value, 3) if abs(value) < 100 else round(value)


def reached(ratio: float, target: str) -> bool:
    """Whether a ratio keeps within its target."""
    how, bound = target.split(" ")
    return ratio >= float(bound) if how == ">=" else ratio <= float(bound)


def table(lines: Sequence[dict[str, Any]]) -> str:
    """The figures one under the other."""
    rows = [("figure", "value", "floor", "ratio", "spread", "target", "")]
    rows += [
        (
            line["name"],
            f"{line['value']:g} {line['unit']}",
            "" if line["floor"] is None else f"{line['floor']:g}",
            "" if line["ratio"] is None else f"{line['ratio']:g}",
            f"{line['spread'][0]:g} .. {line['spread'][1]:g}",
            line["target"] or "",
            {True: "met", False: "MISSED", None: ""}[line["met"]],
        )
        for line in lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
    )
