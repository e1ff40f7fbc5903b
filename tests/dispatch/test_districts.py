"""Which district a place lies in: the real ones of Almaty, and by a law for any outline."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.roads.districts import District, Districts, areas_of_geojson, read, stored
from dispatch.whereabouts import whereabouts
from domain.identity import SchoolId
from tests.builders import an_id
from tests.house.tree import ROOT

GEO = ROOT.parent / "shared" / "geo"
OUTLINES = GEO / "almaty_districts_2024.geojson"
SCHOOLS = GEO / "almaty_schools_osm_2026.csv"


def district(*ring: tuple[float, float], kk: str = "А", ru: str = "Б") -> District:
    return District(kk=kk, ru=ru, name="", ring=(*ring, ring[0]))


SQUARE = district((43.0, 76.0), (43.0, 77.0), (44.0, 77.0), (44.0, 76.0))


def test_inside_and_outside() -> None:
    found = Districts([SQUARE])
    assert found.at(43.5, 76.5) == "А · Б"
    assert found.at(44.5, 76.5) is None
    assert found.at(43.5, 77.5) is None


def test_a_notch_is_outside_and_the_first_of_two_has_the_place() -> None:
    notched = district((0, 0), (0, 4), (4, 4), (4, 3), (1, 2), (4, 1), (4, 0), kk="К", ru="К")
    found = Districts([notched, district((0, 0), (0, 9), (9, 9), (9, 0))])
    assert found.at(0.5, 2) == "К"
    assert found.at(3, 2) == "А · Б"


def test_a_name_in_one_language_or_of_no_language() -> None:
    assert district((0, 0), (0, 1), (1, 1), kk="").said == "Б"
    assert District(kk="", ru="", name="West", ring=SQUARE.ring).said == "West"


triangle = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=3)


@given(triangle, st.tuples(st.integers(-50, 50), st.integers(-50, 50)))
def test_a_triangle_has_what_lies_on_the_same_side_of_all_its_sides(
    corners: list[tuple[int, int]], place: tuple[int, int]
) -> None:
    sides = [
        (b[0] - a[0]) * (place[1] - a[1]) - (b[1] - a[1]) * (place[0] - a[0])
        for a, b in zip(corners, (*corners[1:], corners[0]), strict=True)
    ]
    if 0 in sides:
        return  # on an edge either answer is right
    inside = all(side > 0 for side in sides) or all(side < 0 for side in sides)
    found = Districts([district(*((float(lat), float(lon)) for lat, lon in corners))])
    assert (found.at(*place) is not None) is inside


def test_a_bundle_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "districts.json"
    path.write_text(json.dumps(stored([SQUARE])), encoding="utf-8")
    assert read(path).at(43.5, 76.5) == "А · Б"
    assert read(tmp_path / "none").at(43.5, 76.5) is None


@pytest.mark.parametrize("text", ["[]", "{}", '{"features": 7}', "no json"])
def test_a_file_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        areas_of_geojson(text)


def _told(swapped: bool = False) -> tuple[int, int]:
    """(schools told right, schools there are) of Almaty's register."""
    found = Districts(areas_of_geojson(OUTLINES.read_text(encoding="utf-8")))
    with SCHOOLS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    right = 0
    for row in rows:
        lat, lon = float(row["lat"]), float(row["lon"])
        said = " · ".join(filter(None, (row["district_kk"], row["district_ru"]))) or None
        right += said == (found.at(lon, lat) if swapped else found.at(lat, lon))
    return right, len(rows)


@pytest.mark.skipif(not OUTLINES.exists(), reason="../shared is not here: no real districts")
def test_the_real_districts_of_almaty() -> None:
    assert _told() == (305, 305)


@pytest.mark.skipif(not OUTLINES.exists(), reason="../shared is not here: no real districts")
def test_swapped_coordinates_are_seen() -> None:
    """The planted fault: only those outside every district are still told right."""
    assert _told(swapped=True)[0] == 38


def school(name: str, lat: float, lon: float, said: str) -> dict[str, object]:
    return {"id": str(an_id(name)), "region": "R", "lat": lat, "lon": lon, "district": said, "closed": False}


def test_the_map_knows_the_district_of_a_point_better_than_its_nearest_school() -> None:
    rows = {str(an_id("near")): school("near", 43.24, 76.9, "Over there")}
    point = (43.241, 76.9)
    assert whereabouts(rows, "R", None, point).district == "Over there"
    assert whereabouts(rows, "R", None, point, "Here").district == "Here"
    assert whereabouts({}, "R", None, point, "Here").district == "Here"


def test_a_school_keeps_its_own_district_and_has_the_maps_where_it_has_none() -> None:
    key = SchoolId(an_id("one"))
    written = {str(key): school("one", 43.24, 76.9, "Written")}
    bare = {str(key): school("one", 43.24, 76.9, "")}
    assert whereabouts(written, "R", key, None, "Map").district == "Written"
    assert whereabouts(bare, "R", key, None, "Map").district == "Map"
    assert whereabouts(bare, "R", key, None).district is None
