"""The drawn base map of an extract: streets, water, green and districts as tiles of three levels.

A tile is JSON, compressed: `{names: [[kk, ru, own], ..], streets: [[class, name, line], ..],
rivers: [line, ..], water: [line, ..], green: [line, ..], outlines: [line, ..]}`.
A line is `[x, y, dx, dy, ..]` in whole steps from the tile's north-western corner, `EXTENT` along
its side. Class: 0 (widest) to 5; name: -1 for none.
"""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np

from dispatch.roads.base_map import ABOUT, TILES
from dispatch.roads.chains import Chain, chains
from dispatch.roads.extract import Area, Coordinates, Extract
from dispatch.roads.sheets import Name, Sheets
from dispatch.roads.thinning import Points, thinned, without_repeats
from dispatch.roads.tiling import EXTENT, Steps, cuts, projected, runs

LEVELS: Final = {7: (1, 4.0), 10: (3, 4.0), 12: (5, 2.0)}
"""Per level the narrowest class of street on it, and by how many steps a line may stray: about a pixel when
it is seen from so near that the next level is taken."""

LEAST_AREA: Final = 4.0
"""Ponds and lawns smaller than so many squares of what a line may stray are not drawn."""

_FRINGE: Final = 4.0


def draw(extract: Extract, folder: Path) -> list[Path]:
    """Draw the extract into `folder`, which is made; the files written. A minute for a million nodes."""
    folder.mkdir(parents=True, exist_ok=True)
    about, tiles = folder / ABOUT, folder / TILES
    tiles.unlink(missing_ok=True)
    world = projected(extract.lats, extract.lons)
    lines = chains(extract.ways)
    db = sqlite3.connect(tiles)
    try:
        db.execute(
            "CREATE TABLE tile (level INTEGER, x INTEGER, y INTEGER, body BLOB,"
            " PRIMARY KEY (level, x, y)) WITHOUT ROWID"
        )
        for level, (narrowest, tolerance) in LEVELS.items():
            scale = float(EXTENT * 2**level)
            sheets = Sheets()
            _streets(sheets, lines, world, scale, narrowest, tolerance)
            _others(sheets, extract, scale, tolerance)
            rows = ((level, x, y, body) for (x, y), body in sheets.bodies())
            db.executemany("INSERT INTO tile VALUES (?, ?, ?, ?)", rows)
        db.commit()
    finally:
        db.close()
    about.write_text(json.dumps(_about(extract), ensure_ascii=False), encoding="utf-8")
    return [about, tiles]


def _streets(
    sheets: Sheets, lines: Iterable[Chain], world: Points, scale: float, narrowest: int, tolerance: float
) -> None:
    for kind, name, nodes in lines:
        if kind > narrowest:
            continue
        line = _line(world[nodes] * scale, tolerance)
        if len(line) >= 2:
            for tile, piece in runs(line):
                sheets.street(kind, name, tile, piece)


def _others(sheets: Sheets, extract: Extract, scale: float, tolerance: float) -> None:
    for river in extract.lines:
        line = _line(_world(river.points) * scale, tolerance)
        if len(line) >= 2:
            for tile, piece in runs(line):
                sheets.other("rivers", tile, piece)
    for area in extract.areas:
        ring = _line(_world(area.ring) * scale, tolerance)
        if len(ring) < 3:
            continue
        if area.kind == "district":
            for tile, piece in runs(ring):
                sheets.other("outlines", tile, piece)
        elif _size(ring) >= LEAST_AREA * tolerance**2:
            for tile, part in cuts(ring):
                sheets.other(area.kind, tile, part)


def _world(degrees: Coordinates) -> Points:
    return projected(degrees[:, 0], degrees[:, 1])


def _line(points: Points, tolerance: float) -> Steps:
    return without_repeats(np.rint(thinned(points, tolerance)).astype(np.int64))


def _size(ring: Steps) -> float:
    xs, ys = ring[:, 0].astype(float), ring[:, 1].astype(float)
    return abs(float(xs @ np.roll(ys, -1) - ys @ np.roll(xs, -1))) / 2


def _about(extract: Extract) -> dict[str, Any]:
    districts = [area for area in extract.areas if area.kind == "district"]
    nodes = np.column_stack((extract.lats, extract.lons))
    town = np.concatenate([area.ring for area in districts]) if districts else _thick(nodes)
    return {
        "levels": sorted(LEVELS),
        "extent": EXTENT,
        "bounds": _corners(nodes),
        "centre": _corners(town),
        "districts": [{"name": _name(area), "label": _middle(area)} for area in districts],
    }


def _thick(nodes: Coordinates) -> Coordinates:
    """Where most roads are: those that lead far out are not what the eye looks for first."""
    return np.percentile(nodes, (_FRINGE, 100 - _FRINGE), axis=0)


def _corners(places: Coordinates) -> list[list[float]]:
    return [_rounded(places.min(axis=0)), _rounded(places.max(axis=0))]


def _name(area: Area) -> Name:
    return (area.name_kk, area.name_ru, area.name)


def _middle(area: Area) -> list[float]:
    """Where an area would balance: a place for its name."""
    here, there = area.ring[:-1], area.ring[1:]
    crosses = here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1]
    size = crosses.sum()
    middle = ((here + there) * crosses[:, None]).sum(axis=0) / (3 * size) if size else area.ring.mean(axis=0)
    return _rounded(middle)


def _rounded(place: Coordinates) -> list[float]:
    return [round(float(value), 5) for value in place]
