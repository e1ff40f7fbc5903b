"""Nobody can compute a hidden cell: an attacker who knows the rule tries every row that would look alike."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.suppression import LEAST, Shown, suppressed

Rule = Callable[[Mapping[str, int]], Shown]


def careless(cells: Mapping[str, int]) -> Shown:
    """The planted fault: small groups are hidden, and nothing beside them."""
    return Shown(total=sum(cells.values()), cells={k: n if n >= LEAST else None for k, n in cells.items()})


def computed(cells: Mapping[str, int], rule: Rule) -> set[str]:
    """Hidden cells of which the total, the shown cells and the rule leave one value only."""
    seen = rule(cells)
    hidden = [name for name, count in seen.cells.items() if count is None]
    if seen.total is None or not hidden:
        return set()
    rest = seen.total - sum(count for count in seen.cells.values() if count is not None)
    possible: dict[str, set[int]] = {name: set() for name in hidden}
    for guess in split(rest, len(hidden)):
        row = {**seen.cells, **dict(zip(hidden, guess, strict=True))}
        if rule(row) == seen:  # type: ignore[arg-type]
            for name, count in zip(hidden, guess, strict=True):
                possible[name].add(count)
    return {name for name, counts in possible.items() if len(counts) < 2}


def split(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in split(total - first, parts - 1):
            yield (first, *others)


ROWS = st.lists(st.integers(0, 9), min_size=2, max_size=4).map(
    lambda counts: {f"c{n}": count for n, count in enumerate(counts)}
)


@given(ROWS)
def test_no_hidden_cell_can_be_computed(cells: dict[str, int]) -> None:
    assert computed(cells, suppressed) == set()


@given(ROWS)
def test_no_small_group_is_shown(cells: dict[str, int]) -> None:
    seen = suppressed(cells)
    assert all(count is None or count >= LEAST for count in (seen.total, *seen.cells.values()))


@pytest.mark.parametrize("cells", [{"a": 3, "b": 20, "c": 9}, {"a": 4, "b": 8}])
def test_the_attacker_finds_what_a_careless_rule_tells(cells: dict[str, int]) -> None:
    assert computed(cells, careless) == {"a"}
    assert computed(cells, suppressed) == set()


def test_large_groups_are_all_shown() -> None:
    cells = {"a": 5, "b": 6, "c": 7}
    assert suppressed(cells) == Shown(total=18, cells=cells)
