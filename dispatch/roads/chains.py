"""Ways joined end to end into whole streets: drawn with fewer points, and long enough to bear their name."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import numpy as np

from dispatch.roads.extract import Indices, Way
from dispatch.roads.sheets import Name

CLASSES: Final = {
    "motorway": 0,
    "trunk": 0,
    "primary": 1,
    "secondary": 2,
    "tertiary": 3,
    "motorway_link": 3,
    "trunk_link": 3,
    "primary_link": 3,
    "secondary_link": 4,
    "tertiary_link": 4,
    "unclassified": 4,
    "residential": 4,
    "living_street": 4,
    "road": 4,
    "service": 5,
    "pedestrian": 5,
    "track": 5,
}
"""By how wide a street is drawn; what is not named here is not drawn."""

Chain = tuple[int, Name, Indices]
"""Class, name, nodes."""


def chains(ways: Iterable[Way]) -> list[Chain]:
    """The drawn ways, those of one class and name joined where one ends and the next begins."""
    alike: dict[tuple[int, Name], list[Indices]] = defaultdict(list)
    for way in ways:
        kind = CLASSES.get(way.kind)
        if kind is not None and len(way.nodes) >= 2:
            alike[kind, (way.name_kk, way.name_ru, way.name)].append(way.nodes)
    return [(kind, name, line) for (kind, name), lines in alike.items() for line in joined(lines)]


def joined(lines: list[Indices]) -> list[Indices]:
    """The same lines as few long ones; each is used once, in either direction."""
    at: dict[int, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        at[int(line[0])].append(number)
        at[int(line[-1])].append(number)
    free = set(range(len(lines)))
    out = []
    for number in range(len(lines)):
        if number not in free:
            continue
        free.discard(number)
        ahead = _onward(lines, at, free, int(lines[number][-1]))
        back = _onward(lines, at, free, int(lines[number][0]))
        parts = [part[::-1] for part in reversed(back)] + [lines[number]] + ahead
        out.append(np.concatenate([parts[0], *(part[1:] for part in parts[1:])]))
    return out


def _onward(lines: list[Indices], at: dict[int, list[int]], free: set[int], end: int) -> list[Indices]:
    """Lines that go on from this node, each turned so that it begins where the last ended."""
    out: list[Indices] = []
    while True:
        number = next((each for each in at[end] if each in free), None)
        if number is None:
            return out
        free.discard(number)
        line = lines[number]
        out.append(line if int(line[0]) == end else line[::-1])
        end = int(out[-1][-1])
