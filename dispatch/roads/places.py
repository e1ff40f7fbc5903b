"""Streets and districts of the bundle in use: what a typed street is looked up in, where a point lies."""

import json
import logging
from dataclasses import dataclass, replace
from functools import partial
from heapq import nsmallest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dispatch.roads import districts
from dispatch.roads.shelf import Shelf
from dispatch.roads.street_words import StreetWords, street_words, without_begun
from domain.places import Point, metres_between
from projections.search import SchoolSearch, SchoolText

if TYPE_CHECKING:
    from dispatch.roads.extract import Extract

STREETS: Final = "streets.json"

log = logging.getLogger(__name__)
_DAMAGE: Final = (OSError, ValueError, KeyError, TypeError, AttributeError)

_LOOKED_AT: Final = 20_000
"""Streets of one name, of which the nearest are shown: hardly a village is without an Abai street."""

_AROUND_M: Final = 30_000
"""Within such steps streets of one name stand by their numbers, not by distance."""


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
        those of the typed kind, of the typed number, of no number, then the nearest to `near`.

        A number may be a street's or a house's, so it hides no street. A number alone is no street unless it
        is said to be one ("8-я улица").
        """
        sought = street_words(typed)
        if not sought.words and not (sought.kind and sought.numbers):
            return []
        found = self._having(sought)
        if not found and (words := without_begun(sought.words)) != sought.words:
            sought = replace(sought, words=words)
            found = self._having(sought)
        order = partial(self._order, sought, near)
        return [self._streets[place] for place in nsmallest(limit, found, key=order)]

    def _having(self, sought: StreetWords) -> list[int]:
        """Every typed word; without a word any typed number, and then the kind too."""
        texts = (" ".join(sought.words),) if sought.words else sought.numbers
        found = {int(place) for text in texts for place in self._search.find(text, limit=_LOOKED_AT)}
        return [place for place in found if sought.words or self._is(sought.kind, place)]

    def _is(self, kind: str, place: int) -> bool:
        return any(kind == (each.kind or "street") for each in self._named[place])

    def _order(self, sought: StreetWords, near: Point, place: int) -> tuple[float, ...]:
        lat, lon = self._streets[place].at
        metres = metres_between(near, Point(lat=lat, lon=lon))
        names = [each for each in self._named[place] if _begins(each.words, sought.words)]
        further = min((len(each.words) - len(sought.words) for each in names), default=_LOOKED_AT)
        whole = any(set(sought.words) <= set(each.words) for each in names)
        kind = not sought.kind or self._is(sought.kind, place)
        numbers = {int(number) for each in self._named[place] for number in each.numbers}
        meant = bool(numbers) and numbers <= set(map(int, sought.numbers))
        number = (not meant, bool(numbers), metres // _AROUND_M, max(numbers, default=0))
        return further, not whole, not kind, *number, metres


def _begins(words: tuple[str, ...], sought: tuple[str, ...]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in sought)


def _names(street: Street) -> list[StreetWords]:
    return [street_words(name) for name in dict.fromkeys((street.kk, street.ru, street.name)) if name]


class Places:
    """The streets and districts of `data`, of whichever bundle is in use at the moment.

    A file that is missing or damaged is one without any: no request waits for a map. Several threads may
    ask; at worst two of them read the same new bundle.
    """

    def __init__(self, data: Path) -> None:
        self._shelf = Shelf(data)
        self._read = ("", Streets([]), districts.Districts(()))

    def streets(self, typed: str, near: Point, limit: int) -> list[Street]:
        """What is found; nothing where no bundle is in use. Blocks while a new bundle is read."""
        return self.read()[0].find(typed, near, limit)

    def district(self, lat: float, lon: float) -> str | None:
        """The district that the place lies in, if the map knows."""
        return self.read()[1].at(lat, lon)

    def read(self) -> tuple[Streets, districts.Districts]:
        """Those of the bundle in use, read if that is a new one: seconds for a country."""
        version, streets, outlines = self._read
        if version != (now := self._shelf.current() or ""):
            bundle = self._shelf.folder / now
            streets, outlines = _streets(bundle / STREETS), _districts(bundle / districts.FILE)
            self._read = (now, streets, outlines)
        return streets, outlines


def _streets(path: Path) -> Streets:
    try:
        return Streets([_street(row) for row in json.loads(path.read_text(encoding="utf-8"))["streets"]])
    except FileNotFoundError:
        return Streets([])
    except _DAMAGE:
        log.exception("no street is found until the map is imported again")
        return Streets([])


def _districts(path: Path) -> districts.Districts:
    try:
        return districts.read(path)
    except _DAMAGE:
        log.exception("no point's district is known until the map is imported again")
        return districts.Districts(())


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
