"""Names of the streets of an extract, each with its place: what the place field is searched by."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import floor
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dispatch.roads.districts import Districts, areas_of
from dispatch.roads.extract import Extract, Way
from dispatch.roads.street_words import street_words

CELL: Final = 0.03
"""Degrees (two to three kilometres). Ways of one name in one cell or in neighbours are one street; farther
apart they are two of the same name."""

Cell = tuple[int, int]
Nodes = NDArray[np.int32]


def index(extract: Extract) -> dict[str, Any]:
    """`{streets: [{kk, ru, name, district, at: [lat, lon], box: [[south, west], [north, east]]}, ..]}`.

    `at` is the street's own node nearest to its middle; ordered by name and place, so that the same extract
    gives the same index.
    """
    districts = Districts(areas_of(extract))
    by_name: dict[tuple[str, str], list[Way]] = defaultdict(list)
    for way in extract.ways:
        name = street_words(way.name or way.name_ru or way.name_kk)
        if name.text:
            by_name[name.kind or "street", name.text].append(way)
    streets = [
        _street(extract, ways, districts) for named in by_name.values() for ways in _apart(extract, named)
    ]
    streets.sort(key=lambda each: (each["ru"], each["kk"], each["name"], each["at"]))
    return {"streets": streets}


def _apart(extract: Extract, ways: list[Way]) -> Iterable[list[Way]]:
    """The ways of one name as streets: what hangs together over cells is one."""
    there: dict[Cell, list[int]] = defaultdict(list)
    cells = [_cells(extract, way.nodes) for way in ways]
    for place, own in enumerate(cells):
        for cell in own:
            there[cell].append(place)
    left = dict.fromkeys(range(len(ways)))
    while left:
        waiting, street = [next(iter(left))], []
        del left[waiting[0]]
        while waiting:
            place = waiting.pop()
            street.append(ways[place])
            for near in (other for cell in cells[place] for other in _around(there, cell)):
                if near in left:
                    del left[near]
                    waiting.append(near)
        yield street


def _cells(extract: Extract, nodes: Nodes) -> set[Cell]:
    pairs = zip(extract.lats[nodes], extract.lons[nodes], strict=True)
    return {(floor(lat / CELL), floor(lon / CELL)) for lat, lon in pairs}


def _around(there: dict[Cell, list[int]], cell: Cell) -> Iterable[int]:
    """The ways in the cell and its neighbours; each cell's are given once, for then they are taken."""
    for row in range(cell[0] - 1, cell[0] + 2):
        for column in range(cell[1] - 1, cell[1] + 2):
            yield from there.pop((row, column), ())


def _street(extract: Extract, ways: list[Way], districts: Districts) -> dict[str, Any]:
    nodes = np.unique(np.concatenate([way.nodes for way in ways]))
    places = np.column_stack((extract.lats[nodes], extract.lons[nodes]))
    middle = places.mean(axis=0)
    lat, lon = places[int(((places - middle) ** 2).sum(axis=1).argmin())].round(6).tolist()
    return {
        "kk": _said(way.name_kk for way in ways),
        "ru": _said(way.name_ru for way in ways),
        "name": _said(way.name for way in ways),
        "district": districts.at(lat, lon) or "",
        "at": [lat, lon],
        "box": [places.min(axis=0).round(6).tolist(), places.max(axis=0).round(6).tolist()],
    }


def _said(names: Iterable[str]) -> str:
    """As most of its ways write it."""
    counted = Counter(filter(None, names))
    return min(counted, key=lambda name: (-counted[name], name), default="")
