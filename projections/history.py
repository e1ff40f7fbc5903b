"""The history of one thing in a register: what each of its events changed, field by field. A pure fold."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from domain.envelope import Recorded

Row = dict[str, Any]
Fold = Callable[[Row | None, Recorded], Row | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field before and after; a field of a field is named `settings.hours.opens`."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event of the thing and what it changed."""

    recorded: Recorded
    differences: tuple[Difference, ...]


def history(fold: Fold, events: Iterable[Recorded]) -> tuple[Row | None, list[Step]]:
    """The thing as it is now, and every step on the way there, oldest first."""
    row: Row | None = None
    steps = []
    for recorded in events:
        after = fold(row, recorded)
        steps.append(Step(recorded=recorded, differences=differences(row, after)))
        row = after
    return row, steps


def differences(before: Row | None, after: Row | None) -> tuple[Difference, ...]:
    """Every field that differs; what names the thing itself never does."""
    old, new = dict(_flat(before or {})), dict(_flat(after or {}))
    return tuple(
        Difference(field=name, before=old.get(name), after=new.get(name))
        for name in dict.fromkeys((*old, *new))
        if name != "id" and old.get(name) != new.get(name)
    )


def _flat(row: Row, inside: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{inside}{name}.")
        else:
            yield f"{inside}{name}", value
