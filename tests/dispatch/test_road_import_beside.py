"""Whose map a bundle is; files of the house's own in it: a richer base map, outlines of districts."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch.roads.importer import OLDER, OPEN_DATABASE, Beside, _attribution
from dispatch.roads.places import STREETS, Places
from dispatch.unfit import Unfit
from tests.dispatch.road_maps import square
from tests.dispatch.test_road_import import imported, lies


def district(path: Path) -> Path:
    """Outlines of one district around everything."""
    ring = [[50.0, 40.0], [90.0, 40.0], [90.0, 56.0], [50.0, 56.0]]
    said = {"name": "X", "name_kk": "Жалғыз", "name_ru": "Единственный"}
    feature = {"properties": said, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path.write_text(json.dumps({"features": [feature]}), encoding="utf-8")
    return path


def test_files_of_the_house_make_another_bundle_of_the_same_extract(tmp_path: Path) -> None:
    path = square(tmp_path / "square.osm.pbf")
    plain = imported(tmp_path, path).manifest
    assert STREETS in plain.files
    assert Places(tmp_path).district(43.24, 76.9) is None
    tiles = tmp_path / "rich.pmtiles"
    tiles.write_bytes(b"PMTiles\x03" + bytes(91) + b"\x01" + bytes(27))
    beside = Beside(pmtiles=tiles, districts=district(tmp_path / "districts.geojson"))
    rich = imported(tmp_path, path, beside=beside).manifest
    assert (rich.version != plain.version, rich.sha256) == (True, plain.sha256)
    assert "base/rich.pmtiles" in rich.files
    credited = imported(tmp_path, path, beside=replace(beside, credit="Outlines: somebody")).manifest
    assert credited.version != rich.version
    assert credited.attribution == f"{rich.attribution}; Outlines: somebody"
    assert Places(tmp_path).district(43.24, 76.9) == "Жалғыз · Единственный"
    assert not imported(tmp_path, path, beside=beside).made, "the same files are the same bundle"


@pytest.mark.parametrize("wrong", ["{}", "[", '{"features": [{}]}', '{"features": [{"properties": 1}]}'])
def test_files_of_the_house_that_are_something_else_change_nothing(tmp_path: Path, wrong: str) -> None:
    path = square(tmp_path / "square.osm.pbf")
    imported(tmp_path, path)
    before = lies(tmp_path)
    file = tmp_path / "file"
    file.write_text(wrong, encoding="utf-8")
    for beside, code in (
        (Beside(pmtiles=file), "not-pmtiles"),
        (Beside(districts=file), "districts-unreadable"),
    ):
        with pytest.raises(Unfit) as refused:
            imported(tmp_path, path, beside=beside)
        assert refused.value.code == code
    assert lies(tmp_path) == before


def test_whose_map_it_is_follows_the_day_of_the_licence() -> None:
    assert [_attribution(day) for day in ("2012-03-13", "2012-09-11", "2012-09-12", "2026-10-01", "")] == [
        OLDER, OLDER, OPEN_DATABASE, OPEN_DATABASE, OPEN_DATABASE,
    ]  # fmt: skip
