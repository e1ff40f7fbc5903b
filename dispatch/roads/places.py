"""Streets and districts of the bundle in use: what a typed street is looked up in, where a point lies."""

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dispatch.roads import districts
from dispatch.roads.street_words import StreetWords, street_words
from domain.places import Point, metres_between
from projections.search import SchoolSearch, SchoolText

if TYPE_CHECKING:
    from dispatch.roads.extract import Extract

STREETS: Final = "streets.json"

_LOOKED_AT: Final = 200
"""Streets of one name over the country, of which the nearest are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A street by its names; `at` is a place on it, `box` its corners (south-west, north-east)."""

    kk: str
    ru: str
    name: str
    district: str
    at: tuple[float, float]
    box: tuple[tuple[float, float], tuple[float, float]]


class Streets:
    """Streets found by the same index and the same folding as schools."""

    def __init__(self, streets: list[Street]) -> None:
        self._streets = streets
        self._named = [_names(each) for each in streets]
        self._search = SchoolSearch(
            SchoolText(id=str(place), region="", number=None, texts=tuple(each.text for each in names))
            for place, names in enumerate(self._named)
        )

    def find(self, typed: str, near: Point, limit: int) -> list[Street]:
        """Streets with every typed word: those of fewest further words first, whole ones before beginnings,
        then the nearest to `near`.

        A number that no such street has in its name is a house's, and left out. A number alone is no street
        unless it is said to be one ("8-я улица").
        """
        sought = street_words(typed)
        if not sought.words and (sought.bare or not sought.numbers):
            return []
        found = self._search.find(sought.text, limit=_LOOKED_AT)
        if not found and sought.words:
            found = self._search.find(" ".join(sought.words), limit=_LOOKED_AT)
        order = partial(self._order, sought.words, near)
        return [self._streets[place] for place in sorted(map(int, found), key=order)[:limit]]

    def _order(self, sought: tuple[str, ...], near: Point, place: int) -> tuple[int, bool, float]:
        lat, lon = self._streets[place].at
        names = [each.words for each in self._named[place] if _begins(each.words, sought)]
        further = min((len(words) - len(sought) for words in names), default=_LOOKED_AT)
        whole = any(set(sought) <= set(words) for words in names)
        return further, not whole, metres_between(near, Point(lat=lat, lon=lon))


def _begins(words: tuple[str, ...], sought: tuple[str, ...]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in sought)


def _names(street: Street) -> list[StreetWords]:
    return [street_words(name) for name in dict.fromkeys((street.kk, street.ru, street.name)) if name]


class Places:
    """The streets and districts of `data`, of whichever bundle is in use at the moment.

    Several threads may ask; at worst two of them read the same new bundle.
    """

    def __init__(self, data: Path) -> None:
        self._roads = data / "roads"
        self._streets = ("", Streets([]))
        self._districts = ("", districts.Districts(()))

    def streets(self, typed: str, near: Point, limit: int) -> list[Street]:
        """What is found; nothing where no bundle is in use. Blocks while a new bundle's names are read."""
        version = self._version()
        if self._streets[0] != version:
            self._streets = (version, _read(self._roads / version / STREETS))
        return self._streets[1].find(typed, near, limit)

    def district(self, lat: float, lon: float) -> str | None:
        """The district that the place lies in, if the map knows."""
        version = self._version()
        if self._districts[0] != version:
            self._districts = (version, districts.read(self._roads / version / districts.FILE))
        return self._districts[1].at(lat, lon)

    def _version(self) -> str:
        try:
            return (self._roads / "current").read_text(encoding="utf-8").strip()
        except OSError:
            return ""


def _read(path: Path) -> Streets:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["streets"]
    except FileNotFoundError:
        rows = []
    return Streets([_street(row) for row in rows])


def _street(row: dict[str, Any]) -> Street:
    south_west, north_east = (tuple(corner) for corner in row["box"])
    return Street(**{**row, "at": tuple(row["at"]), "box": (south_west, north_east)})


def write_places(extract: "Extract", bundle: Path) -> list[Path]:
    """Write streets and districts of the extract into the folder of a bundle; the files written."""
    from dispatch.roads.street_names import index

    written = []
    for name, said in (
        (STREETS, index(extract)),
        (districts.FILE, districts.stored(districts.areas_of(extract))),
    ):
        path = bundle / name
        path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        written.append(path)
    return written
