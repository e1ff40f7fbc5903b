"""The order of names: the Kazakh alphabet, in which the Russian one stands in its own order."""

import re
from typing import Final

_ALPHABET: Final = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_IN_ORDER: Final = str.maketrans(_ALPHABET, "".join(chr(0x400 + place) for place in range(len(_ALPHABET))))
_NUMBER: Final = re.compile(r"([0-9]{1,9})")


def alphabetical(name: str) -> tuple[str | int, ...]:
    """A key to sort by: "Group 9" before "Group 10". Words and numbers take turns in it, so that any two can
    be compared."""
    parts = _NUMBER.split(name.lower().translate(_IN_ORDER))
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))
