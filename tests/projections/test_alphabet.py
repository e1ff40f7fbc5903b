"""Names in the order of the Kazakh alphabet, numbers by what they are worth."""

import random
from itertools import product

import pytest

from projections.alphabet import alphabetical


@pytest.mark.parametrize(
    "names",
    [
        ["Қыран 1", "Қыран 2", "Қыран 9", "Қыран 10", "Қыран 10а", "Қыран 100"],
        ["Анна", "Асқар", "Әсел", "Борис", "Ғалым", "Даурен", "Камила", "Қайрат", "Янина"],
        ["Ёлка", "Жанна", "Иван", "Ұлан", "Үміт", "Фатима", "Ымырт", "Ірі"],
        ["123 AB", "A 12", "Zhan", "Асқар"],
    ],
)
def test_names_stand_in_order(names: list[str]) -> None:
    mixed = list(names)
    random.Random(1).shuffle(mixed)
    assert mixed != names
    assert sorted(mixed, key=alphabetical) == names


def test_any_two_can_be_compared() -> None:
    for one, other in product(["", "1", "a", "1a", "a1", "1a1", "²", "٣", "1" * 40, "Қыран"], repeat=2):
        assert (alphabetical(one) < alphabetical(other)) or (alphabetical(other) <= alphabetical(one))
