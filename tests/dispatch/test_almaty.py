"""The real Almaty: its drawn map has streets with names, its rivers and parks, in tiles that stay small."""

import gzip
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch.roads.base_map import ABOUT, TILES
from dispatch.roads.drawing import LEVELS, draw
from dispatch.roads.extract import Extract
from dispatch.roads.places import Places, write_places
from dispatch.roads.reading import read_extract
from domain.places import Point
from tests.house.tree import ROOT

FILE = ROOT.parent / "shared" / "geo" / "almaty_osm_2012-03.osm.pbf"
CENTRE = Point(lat=43.24, lon=76.91)
KNOWN = ("Абая прс.", "ул. Фурманова", "пр. Достык (Ленина)", "ул. Сейфулина", "Аль-Фараби прс.")
NEAR = max(LEVELS)
MOST_TILE, MOST_MAP = 40_000, 400_000
"""Bytes: a tile takes half a second of a slow line, the whole map fits in a bundle's corner."""
LEAST = {"streets": 3_000, "rivers": 60, "water": 60, "green": 60}

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="../shared is not here: no Almaty to draw")


@pytest.fixture(scope="module")
def almaty() -> Extract:
    return read_extract(FILE, lambda step: None)


def faults(extract: Extract, base: Path) -> Iterator[str]:
    """What is wrong with the drawn map of this extract."""
    draw(extract, base)
    counted, names = dict.fromkeys(LEAST, 0), set()
    for level, body in sqlite3.connect(base / TILES).execute("SELECT level, body FROM tile"):
        tile = json.loads(gzip.decompress(body))
        if len(body) > MOST_TILE:
            yield f"a tile of {len(body)} bytes"
        if not any(tile[kind] for kind in (*LEAST, "outlines")):
            yield "an empty tile"
        if level == NEAR:
            counted = {kind: counted[kind] + len(tile[kind]) for kind in LEAST}
            names |= {own for _, _, own in tile["names"]}
    yield from (f"{kind}: {counted[kind]}" for kind, least in LEAST.items() if counted[kind] < least)
    yield from (f"without {name}" for name in KNOWN if name not in names)
    if sum((base / name).stat().st_size for name in (TILES, ABOUT)) > MOST_MAP:
        yield "a map too large"


def test_streets_with_names_water_and_parks_in_small_tiles(almaty: Extract, tmp_path: Path) -> None:
    assert list(faults(almaty, tmp_path)) == []


def test_planted_no_names_and_no_rivers(almaty: Extract, tmp_path: Path) -> None:
    nameless = [replace(way, name="", name_ru="", name_kk="") for way in almaty.ways]
    found = list(faults(replace(almaty, ways=nameless, lines=[]), tmp_path))
    assert found == ["rivers: 0", *(f"without {name}" for name in KNOWN)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Абай даңғылы 54", "Абая прс."),
        ("ул абая 54", "ул. Абая"),
        ("furmanov", "ул. Фурманова"),
        ("төле би 23", "Толе Би"),
        ("сейфуллина", "ул. Сейфулина"),
        ("әл-фараби", "Аль-Фараби прс."),
        ("ул. 8 марта", "8 Марта"),
    ],
)
def test_its_streets_are_found_in_any_spelling(
    typed: str, first: str, almaty: Extract, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.getbasetemp() / "almaty-places"
    if not data.exists():
        (data / "roads" / "v1").mkdir(parents=True)
        write_places(almaty, data / "roads" / "v1")
        (data / "roads" / "current").write_text("v1")
    assert Places(data).streets(typed, CENTRE, 8)[0].name == first
