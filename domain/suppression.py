"""Figures in which nobody can be recognised: small groups are hidden, and enough beside them [ours].

A group under five is hidden, none included, and with it the first larger group in the order of the columns:
chosen by its place, because a choice by size would tell the size. Where even that leaves one answer only, the
whole row is hidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LEAST: Final = 5
"""The smallest group that is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One row of figures; None is hidden."""

    total: int | None
    cells: Mapping[str, int | None]


def suppressed(cells: Mapping[str, int]) -> Shown:
    """The row as it may be seen. Its cells add up to its total; no sums over rows may stand beside it."""
    total = sum(cells.values())
    if total < LEAST:
        return Shown(total=None, cells=dict.fromkeys(cells))
    small = [name for name, count in cells.items() if count < LEAST]
    beside = [name for name, count in cells.items() if count >= LEAST][:1] if small else []
    hidden = {*small, *beside}
    if beside and sum(cells[name] for name in hidden) == LEAST:  # none, and exactly five beside it
        return Shown(total=None, cells=dict.fromkeys(cells))
    return Shown(
        total=total, cells={name: None if name in hidden else count for name, count in cells.items()}
    )
