"""The drawn base map: what of the town is on it, at which level, and how much a tile may weigh."""

import gzip
import json
import sqlite3
from itertools import pairwise
from math import asinh, hypot, pi, radians, tan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.roads.base_map import RICH, TILES, BaseMaps
from dispatch.roads.chains import joined
from dispatch.roads.drawing import LEVELS, draw
from dispatch.roads.rich import take
from dispatch.roads.sheets import MOST_BYTES, Sheet, packed
from dispatch.roads.thinning import thinned
from dispatch.roads.tiling import EXTENT, MARGIN, cuts, projected, runs, told_apart
from dispatch.town.build import build_town
from dispatch.town.map_extract import extract_of
from dispatch.unfit import Unfit

TOWN = build_town(1)
STEPS = st.integers(-3 * EXTENT, 3 * EXTENT)
LINES = st.lists(st.tuples(STEPS, STEPS), min_size=2, max_size=30).map(np.array)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data") / "roads" / "v1"
    draw(extract_of(TOWN), made / "base")
    (made / "manifest.json").write_text(json.dumps({"attribution": "whose"}), encoding="utf-8")
    (made.parent / "current").write_text("v1")
    return made


def tiles(folder: Path, level: int) -> dict[tuple[int, int], dict[str, Any]]:
    rows = sqlite3.connect(folder / "base" / TILES).execute(
        "SELECT x, y, body FROM tile WHERE level = ?", (level,)
    )
    return {(x, y): json.loads(gzip.decompress(body)) for x, y, body in rows}


def points(line: list[int]) -> list[tuple[int, int]]:
    return [tuple(each) for each in np.cumsum(np.array(line).reshape(-1, 2), axis=0).tolist()]


def test_streets_water_park_and_districts_are_on_it_with_their_names(folder: Path) -> None:
    near = tiles(folder, max(LEVELS))
    names = {tuple(name) for tile in near.values() for name in tile["names"]}
    drawn = {TOWN.streets[edge.street].name for edge in TOWN.edges}
    assert names == {(name.kk, name.ru, name.en) for name in drawn}
    for kind in ("rivers", "water", "green", "outlines"):
        assert any(tile[kind] for tile in near.values()), kind


def test_all_streets_are_drawn_in_full_length_where_one_looks_near(folder: Path) -> None:
    """What lies in a tile's margin stands in its neighbour too: only what begins inside is counted."""
    level = max(LEVELS)
    metres = 40_075_016.686 / 2**level / EXTENT * np.cos(np.radians(TOWN.centre.point.lat))
    total = 0.0
    for tile in tiles(folder, level).values():
        for _, _, line in tile["streets"]:
            for (ax, ay), (bx, by) in pairwise(points(line)):
                if 0 <= (ax + bx) / 2 < EXTENT and 0 <= (ay + by) / 2 < EXTENT:
                    total += hypot(bx - ax, by - ay) * metres
    assert total == pytest.approx(sum(edge.metres for edge in TOWN.edges), rel=0.03)


def test_from_afar_only_wide_streets_are_drawn(folder: Path) -> None:
    for level, (narrowest, _) in LEVELS.items():
        kinds = {kind for tile in tiles(folder, level).values() for kind, _, _ in tile["streets"]}
        assert max(kinds) <= narrowest


def test_the_same_town_is_drawn_in_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    draw(extract_of(TOWN), tmp_path)
    assert (tmp_path / TILES).read_bytes() == (folder / "base" / TILES).read_bytes()


def test_a_tile_that_would_be_too_large_leaves_its_narrowest_streets_away() -> None:
    sheet = Sheet()
    for number in range(2_000):
        line = packed([number * 37 % EXTENT, number * 101 % EXTENT, number % 97, 5])
        sheet.street(0 if number < 20 else 5, ("", "", f"көше {number}"), line)
    whole, bounded = sheet.body(), sheet.body(most=8_000)
    assert len(bounded) <= 8_000 < len(whole) <= MOST_BYTES
    assert {kind for kind, _, _ in json.loads(gzip.decompress(bounded))["streets"]} == {0}


@given(LINES, st.floats(0.5, 500))
def test_a_thinned_line_strays_no_farther_than_allowed(line: np.ndarray, tolerance: float) -> None:
    kept = thinned(line.astype(float), tolerance)
    assert np.array_equal(kept[[0, -1]], line[[0, -1]])
    for point in line.astype(float):
        assert min(_gap(point, a, b) for a, b in pairwise(kept)) <= tolerance + 1e-6


def _gap(p: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    along = b - a
    length = float(along @ along)
    share = 0.0 if length == 0 else float(np.clip((p - a) @ along / length, 0, 1))
    return float(np.hypot(*(p - a - share * along)))


@given(LINES)
def test_every_stretch_of_a_line_stands_in_every_tile_that_it_touches(line: np.ndarray) -> None:
    found: dict[tuple[int, int], set[tuple[Any, ...]]] = {}
    for tile, piece in runs(line):
        assert [
            tuple(p) for p in (np.array(points(told_apart(piece, tile))) + np.array(tile) * EXTENT).tolist()
        ] == [tuple(p) for p in piece.tolist()]
        found.setdefault(tile, set()).update(pairwise(map(tuple, piece.tolist())))
    for a, b in pairwise(line.tolist()):
        for share in (0.0, 0.3, 0.5, 1.0):
            at = (
                int((a[0] + share * (b[0] - a[0])) // EXTENT),
                int((a[1] + share * (b[1] - a[1])) // EXTENT),
            )
            assert (tuple(a), tuple(b)) in found[at]


@given(st.tuples(STEPS, STEPS), st.integers(300, 4 * EXTENT), st.integers(300, 4 * EXTENT))
def test_an_area_fills_every_tile_that_it_covers(corner: tuple[int, int], wide: int, high: int) -> None:
    x, y = corner
    ring = np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high], [x, y]])
    for tile, part in cuts(ring):
        left, top = tile[0] * EXTENT - MARGIN, tile[1] * EXTENT - MARGIN
        across = min(x + wide, left + EXTENT + 2 * MARGIN) - max(x, left)
        down = min(y + high, top + EXTENT + 2 * MARGIN) - max(y, top)
        xs, ys = part[:, 0].astype(float), part[:, 1].astype(float)
        size = abs(float(xs @ np.roll(ys, -1) - ys @ np.roll(xs, -1))) / 2
        assert size == pytest.approx(max(0, across) * max(0, down), rel=1e-6, abs=1)


@given(st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=5), min_size=1, max_size=20))
def test_joined_ways_are_the_same_stretches_once_each(lines: list[list[int]]) -> None:
    def stretches(all_: list[np.ndarray]) -> list[tuple[int, int]]:
        return sorted(tuple(sorted(pair)) for line in all_ for pair in pairwise(line.tolist()))

    before = [np.array(line, dtype=np.int32) for line in lines]
    after = joined(before)
    assert stretches(after) == stretches(before)
    assert len(after) <= len(before)


def test_a_chain_of_ways_becomes_one_street() -> None:
    ways = [np.array(line, dtype=np.int32) for line in ([3, 2], [3, 4], [1, 2], [4, 5])]
    (street,) = joined(ways)
    assert street.tolist() in ([1, 2, 3, 4, 5], [5, 4, 3, 2, 1])


def test_places_are_where_web_maps_have_them() -> None:
    (x, y), *_ = projected(np.array([0.0]), np.array([0.0]))
    assert (x, y) == pytest.approx((0.5, 0.5))
    (x, y), *_ = projected(np.array([43.238]), np.array([76.889]))
    assert (x, y) == pytest.approx((76.889 / 360 + 0.5, (1 - asinh(tan(radians(43.238))) / pi) / 2))


def test_the_base_map_in_use_is_the_one_that_is_named(folder: Path) -> None:
    current = folder.parent / "current"
    maps = BaseMaps(folder.parents[1])
    found = maps.current()
    assert found is not None
    assert maps.current() is found
    assert (found.version, found.about["attribution"], found.about["rich"]) == ("v1", "whose", False)
    assert len(found.about["districts"]) == len(TOWN.districts)
    for named, there in (("v2", False), ("v1", True), ("", False), ("..", False)):
        current.write_text(named)
        assert (maps.current() is not None) == there, named
    current.unlink()
    assert maps.current() is None
    current.write_text("v1")
    level = max(LEVELS)
    again = maps.current()
    assert again is not None
    assert all(again.tile(level, x, y) for x, y in tiles(folder, level))
    assert again.tile(level, 0, 0) is None


def test_a_map_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    def taken(header: bytes) -> Path | str:
        file = tmp_path / "file"
        file.write_bytes(header)
        try:
            return take(file, tmp_path)
        except Unfit as error:
            return error.code

    vector = b"PMTiles\x03" + bytes(91) + b"\x01" + bytes(27)
    assert taken(vector) == tmp_path / RICH
    assert (tmp_path / RICH).read_bytes() == vector
    assert taken(vector[:99] + b"\x02") == "pmtiles-not-vector"
    assert {taken(wrong) for wrong in (b"", vector[:99], b"PMTiles\x02" + vector[8:])} == {"not-pmtiles"}
