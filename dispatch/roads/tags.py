"""What the tags of OpenStreetMap say about a street or an area, as far as we ask."""

import re
from collections.abc import Mapping
from typing import Final, TypedDict

Tags = Mapping[str, str]

GREEN: Final[Mapping[str, frozenset[str]]] = {
    "leisure": frozenset({"park", "garden", "common", "golf_course", "nature_reserve"}),
    "landuse": frozenset({"forest", "grass", "meadow", "recreation_ground", "cemetery", "village_green"}),
}
_WATER: Final = frozenset({"reservoir", "basin"})

DISTRICT_LEVEL: Final = "6"
"""Of boundaries in Kazakhstan: districts of regions, and of cities of the republic."""

_FORBIDDEN: Final = frozenset(
    {"no", "agricultural", "forestry", "emergency", "psv", "taxi", "bus", "foot", "military", "official"}
    | {"restricted", "private"}
)
"""Who may not drive there; a yard for its own people (`destination`, `customers`) is driven to a school."""

_ACCESS: Final = ("motorcar", "motor_vehicle", "vehicle", "access")
"""The first that is tagged decides."""

_AGAINST: Final = frozenset({"-1", "reverse"})
_ALONG: Final = frozenset({"yes", "true", "1"})
_SPEED: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?")
_MILE_KM: Final = 1.609344
_ZONES: Final = {"urban": 60.0, "living_street": 20.0, "rural": 90.0, "motorway": 110.0}
"""Limits that a tag only names (`KZ:urban`, `RU:rural`)."""


class Names(TypedDict):
    """As the fields of `dispatch.roads.extract.Way`."""

    name_kk: str
    name_ru: str
    name: str


def names(tags: Tags) -> Names:
    """In Kazakh, in Russian, and as it is called there."""
    return {
        "name_kk": tags.get("name:kk", ""),
        "name_ru": tags.get("name:ru", ""),
        "name": tags.get("name", ""),
    }


def oneway(kind: str, tags: Tags) -> int:
    """1 along the nodes, -1 against them, 0 both ways; roundabouts and motorways imply 1."""
    said = tags.get("oneway", "")
    if said in _AGAINST:
        return -1
    implied = kind == "motorway" or tags.get("junction") in ("roundabout", "circular")
    return int(said in _ALONG or (implied and said != "no"))


def closed(tags: Tags) -> bool:
    """Whether a car may not drive there."""
    said = next((tags[key] for key in _ACCESS if key in tags), "yes")
    return said in _FORBIDDEN or tags.get("oneway") == "reversible"


def limit_kmh(said: str) -> float | None:
    """The limit that a `maxspeed` names, if it is one."""
    found = _SPEED.fullmatch(said.strip())
    if found is not None:
        limit = float(found[1]) * (_MILE_KM if found[2] == "mph" else 1)
        return limit if limit > 0 else None
    return _ZONES.get(said.rpartition(":")[2])


def area_kind(tags: Tags) -> str | None:
    """`water`, `green`, `district`, or nothing that is drawn."""
    if tags.get("boundary") == "administrative":
        return "district" if tags.get("admin_level") == DISTRICT_LEVEL else None
    if tags.get("natural") == "water" or tags.get("waterway") == "riverbank" or tags.get("landuse") in _WATER:
        return "water"
    if tags.get("natural") == "wood" or any(tags.get(key) in kinds for key, kinds in GREEN.items()):
        return "green"
    return None
