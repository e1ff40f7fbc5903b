"""Figures in which nobody can be recognised: small groups are hidden, and enough beside them [ours].

A group under five is hidden, none included. Whoever subtracts what is shown from the total learns the sum of
what is hidden: so at least two cells are hidden together, and their sum is no small group either.
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
    hidden = {name for name, count in cells.items() if count < LEAST}
    by_size = sorted(cells, key=lambda name: (cells[name], name))
    while hidden and (len(hidden) < 2 or sum(cells[name] for name in hidden) < LEAST):
        hidden.add(next(name for name in by_size if name not in hidden))
    return Shown(
        total=total, cells={name: None if name in hidden else count for name, count in cells.items()}
    )
