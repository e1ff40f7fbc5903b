"""Which district a place lies in, by the districts' outlines."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from dispatch.roads.extract import Area, Extract

FILE: Final = "districts.json"

Ring = tuple[tuple[float, float], ...]
_NAMES: Final = {
    "kk": ("name_kk", "name:kk", "ADM2_KK"),
    "ru": ("name_ru", "name:ru", "ADM2_RU"),
    "name": ("name", "name_en", "ADM2_EN"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """One outline: rows of (lat, lon), closed. A district of several parts is several of the same name."""

    kk: str
    ru: str
    name: str
    ring: Ring

    @property
    def said(self) -> str:
        """Its name where there is room for one text: Kazakh and Russian, as the registers have it."""
        return " · ".join(dict.fromkeys(filter(None, (self.kk, self.ru)))) or self.name


class Districts:
    """The districts of a map; where two overlap, the one that was given first has the place."""

    def __init__(self, areas: Iterable[District]) -> None:
        self._areas = [(_box(area.ring), area) for area in areas if len(area.ring) > 3]

    def at(self, lat: float, lon: float) -> str | None:
        """The district's name, or nothing outside all of them."""
        for (south, west, north, east), area in self._areas:
            if south <= lat <= north and west <= lon <= east and _inside(area.ring, lat, lon):
                return area.said
        return None


def _box(ring: Ring) -> tuple[float, float, float, float]:
    lats, lons = [lat for lat, _ in ring], [lon for _, lon in ring]
    return min(lats), min(lons), max(lats), max(lons)


def _inside(ring: Ring, lat: float, lon: float) -> bool:
    """Whether a line from the place eastwards crosses the outline an odd number of times."""
    odd = False
    for (y, x), (next_y, next_x) in pairwise(ring):
        if (y > lat) != (next_y > lat) and lon < x + (lat - y) * (next_x - x) / (next_y - y):
            odd = not odd
    return odd


def areas_of(extract: "Extract") -> list[District]:
    """Those that the extract itself has."""
    return [
        District(kk=area.name_kk, ru=area.name_ru, name=area.name, ring=_ring(area.ring.tolist()))
        for area in extract.areas
        if area.kind == "district"
    ]


def areas_of_geojson(text: str) -> list[District]:
    """Those of a GeoJSON file (longitude first, as GeoJSON has it); holes are left out.

    `ValueError` where the text is no collection of features.
    """
    read = json.loads(text)
    if not isinstance(read, dict) or not isinstance(read.get("features"), list):
        raise ValueError("no collection of features")
    return [
        District(ring=_ring([lat, lon] for lon, lat, *_ in outline), **_named(feature["properties"]))
        for feature in read["features"]
        for outline in _outlines(feature["geometry"])
    ]


def _named(properties: Mapping[str, Any]) -> dict[str, str]:
    return {
        ours: str(next((properties[each] for each in theirs if properties.get(each)), ""))
        for ours, theirs in _NAMES.items()
    }


def _outlines(geometry: Mapping[str, Any]) -> Iterator[list[list[float]]]:
    """The outer ring of each part."""
    if geometry["type"] == "Polygon":
        yield geometry["coordinates"][0]
    elif geometry["type"] == "MultiPolygon":
        yield from (part[0] for part in geometry["coordinates"])


def _ring(points: Iterable[list[float]]) -> Ring:
    ring = tuple((lat, lon) for lat, lon in points)
    return ring if not ring or ring[0] == ring[-1] else (*ring, ring[0])


def drawn(areas: Iterable[District]) -> "list[Area]":
    """The same as areas of an extract, to be drawn with it."""
    import numpy as np

    from dispatch.roads.extract import Area

    return [
        Area(kind="district", name_kk=each.kk, name_ru=each.ru, name=each.name, ring=np.array(each.ring))
        for each in areas
    ]


def stored(areas: Iterable[District]) -> dict[str, Any]:
    """As it stands in a bundle: `{districts: [{kk, ru, name, ring: [[lat, lon], ..]}, ..]}`."""
    return {
        "districts": [
            {"kk": area.kk, "ru": area.ru, "name": area.name, "ring": [list(point) for point in area.ring]}
            for area in areas
        ]
    }


def read(path: Path) -> Districts:
    """Those of a bundle; none where it has no such file."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["districts"]
    except FileNotFoundError:
        return Districts(())
    return Districts(District(**{**each, "ring": _ring(each["ring"])}) for each in found)
