"""The drawn base map of the town, as the screens get it from `/api/map`."""

from collections import defaultdict
from math import cos, hypot, radians
from typing import Any, Final

from dispatch.town.plan import Name, Road, Town, Water
from domain.places import Point

TOLERANCE_M: Final = 3.0
"""How far a drawn line may stray from the street it stands for."""

_METRES: Final = 111_195.0

JsonObject = dict[str, Any]
Pair = list[float]


def draw(town: Town) -> JsonObject:
    """The base map as JSON, about 130 KB. Coordinates are [latitude, longitude] to a metre.

    `{region, name, notice, bounds: [[south, west], [north, east]], districts: [{code, name, label, outline}],
    water: [{kind: "river"|"lake", name, width_m, line}], green: [{kind: "park", name, line}],
    streets: [{road, name, oneway, lines: [[[lat, lon], ..], ..]}]}`; a name is `{kk, ru, en}`. Streets come
    narrowest first, so that drawing them in order puts the wide ones on top.
    """
    lats, lons = [p.lat for p in town.nodes], [p.lon for p in town.nodes]
    return {
        "region": town.region,
        "name": _name(town.name),
        "notice": _name(town.notice),
        "bounds": [_pair(Point(lat=min(lats), lon=min(lons))), _pair(Point(lat=max(lats), lon=max(lons)))],
        "districts": [
            {
                "code": d.code,
                "name": _name(d.name),
                "label": _pair(d.label),
                "outline": _pairs(list(d.outline)),
            }
            for d in town.districts
        ],
        "water": [_water("river", town.river), _water("lake", town.lake)],
        "green": [_water("park", town.park)],
        "streets": _streets(town),
    }


def _streets(town: Town) -> list[JsonObject]:
    pieces: dict[tuple[int, bool], list[tuple[int, int]]] = defaultdict(list)
    for edge in town.edges:
        pieces[edge.street, edge.oneway].append((edge.a, edge.b))
    order = list(reversed(Road))
    out: list[JsonObject] = []
    for (index, oneway), pairs in pieces.items():
        street = town.streets[index]
        lines = [_pairs(_thinned([town.nodes[n] for n in chain])) for chain in _chains(pairs)]
        out.append({"road": street.road.value, "name": _name(street.name), "oneway": oneway, "lines": lines})
    return sorted(out, key=lambda s: order.index(Road(s["road"])))


def _chains(pairs: list[tuple[int, int]]) -> list[list[int]]:
    """Joins pieces end to start into the longest lines."""
    after: dict[int, list[int]] = defaultdict(list)
    heads = {b for _, b in pairs}
    for a, b in pairs:
        after[a].append(b)
    out: list[list[int]] = []
    for start in [a for a, _ in pairs if a not in heads] + [a for a, _ in pairs]:
        while after[start]:
            chain = [start]
            while after[chain[-1]]:
                chain.append(after[chain[-1]].pop())
            out.append(chain)
    return out


def _thinned(line: list[Point]) -> list[Point]:
    """The line with the points left away that stray less than the tolerance (Douglas and Peucker)."""
    if len(line) < 3:
        return line
    strays = [_stray(p, line[0], line[-1]) for p in line[1:-1]]
    worst = max(strays)
    if worst < TOLERANCE_M:
        return [line[0], line[-1]]
    at = strays.index(worst) + 1
    return _thinned(line[: at + 1])[:-1] + _thinned(line[at:])


def _stray(p: Point, a: Point, b: Point) -> float:
    wide = _METRES * cos(radians(a.lat))
    bx, by = (b.lon - a.lon) * wide, (b.lat - a.lat) * _METRES
    px, py = (p.lon - a.lon) * wide, (p.lat - a.lat) * _METRES
    length = hypot(bx, by)
    return abs(bx * py - by * px) / length if length else hypot(px, py)


def _water(kind: str, water: Water) -> JsonObject:
    line = _pairs(list(water.line))
    return {"kind": kind, "name": _name(water.name), "width_m": water.width_m, "line": line}


def _name(name: Name) -> dict[str, str]:
    return {"kk": name.kk, "ru": name.ru, "en": name.en}


def _pair(point: Point) -> Pair:
    return [round(point.lat, 5), round(point.lon, 5)]


def _pairs(points: list[Point]) -> list[Pair]:
    return [_pair(point) for point in points]
