"""What is read of a map extract, and that a file which is none is refused in words."""

import struct
from pathlib import Path

import pytest

from dispatch.roads.reading import BadExtract, read_extract
from dispatch.roads.tags import area_kind, closed, limit_kmh, oneway
from dispatch.town.build import build_town
from dispatch.town.map_extract import extract_of, write_map
from tests.dispatch.road_maps import RESIDENTIAL, draw, square
from tests.house.tree import ROOT

ALMATY = ROOT.parent / "shared" / "geo" / "almaty_osm_2012-03.osm.pbf"
TOWN = build_town(1)
AB = {"a": (0, 0), "b": (500, 0)}


def read(path: Path) -> object:
    return read_extract(path, lambda _: None)


def code_of(path: Path) -> str:
    with pytest.raises(BadExtract) as refused:
        read(path)
    return refused.value.code


def test_a_street_has_class_names_direction_limit_and_lights(tmp_path: Path) -> None:
    tags = {"highway": "primary", "name": "Ұзын", "name:kk": "Ұзын", "name:ru": "Длинная", "oneway": "-1"}
    path = draw(
        tmp_path / "one.osm.pbf",
        {**AB, "far": (0, 900)},
        [({**tags, "maxspeed": "60"}, "ab"), ({"building": "yes"}, ["a", "b", "far", "a"])],
        {"b": {"highway": "traffic_signals"}, "far": {"highway": "traffic_signals"}},
    )
    found = read_extract(path, lambda _: None)
    (way,) = found.ways
    assert (way.kind, way.name_kk, way.name_ru, way.name) == ("primary", "Ұзын", "Длинная", "Ұзын")
    assert (way.oneway, way.maxspeed, way.closed) == (-1, 60.0, False)
    assert len(found.lats) == 2  # nodes of no street are left out
    assert [found.lons[n] for n in found.signals] == [max(found.lons)]
    assert len(found.sha256) == 64
    assert found.as_of == ""  # nobody said


@pytest.mark.parametrize(
    ("kind", "tags", "direction"),
    [
        ("residential", {}, 0),
        ("residential", {"oneway": "yes"}, 1),
        ("residential", {"oneway": "-1"}, -1),
        ("residential", {"junction": "roundabout"}, 1),
        ("residential", {"junction": "circular"}, 1),
        ("motorway", {}, 1),
        ("motorway", {"oneway": "no"}, 0),
        ("motorway_link", {}, 0),
        ("residential", {"oneway": "sometimes"}, 0),
    ],
)
def test_in_which_direction_a_street_is_driven(kind: str, tags: dict[str, str], direction: int) -> None:
    assert oneway(kind, tags) == direction


@pytest.mark.parametrize(
    ("said", "kmh"),
    [
        ("60", 60),
        ("62.5", 62.5),
        ("60 km/h", 60),
        ("10 mph", 16.09344),
        ("KZ:urban", 60),
        ("RU:rural", 90),
        ("", None),
        ("none", None),
        ("0", None),
        ("fast", None),
        ("60;80", None),
    ],
)
def test_a_limit_that_is_one(said: str, kmh: float | None) -> None:
    assert limit_kmh(said) == (None if kmh is None else pytest.approx(kmh))


@pytest.mark.parametrize(
    ("tags", "is_closed"),
    [
        ({}, False),
        ({"access": "no"}, True),
        ({"access": "private"}, True),
        ({"access": "no", "motor_vehicle": "yes"}, False),  # the nearer word decides
        ({"motorcar": "no", "access": "yes"}, True),
        ({"access": "destination"}, False),
        ({"oneway": "reversible"}, True),
    ],
)
def test_where_a_car_may_not_drive(tags: dict[str, str], is_closed: bool) -> None:
    assert closed(tags) == is_closed


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"natural": "water"}, "water"),
        ({"waterway": "riverbank"}, "water"),
        ({"landuse": "reservoir"}, "water"),
        ({"leisure": "park"}, "green"),
        ({"natural": "wood"}, "green"),
        ({"boundary": "administrative", "admin_level": "6"}, "district"),
        ({"boundary": "administrative", "admin_level": "4"}, None),
        ({"landuse": "industrial"}, None),
    ],
)
def test_which_areas_are_taken(tags: dict[str, str], kind: str | None) -> None:
    assert area_kind(tags) == kind


def test_the_town_comes_back_from_its_map_as_it_is(tmp_path: Path) -> None:
    found = extract_of(TOWN)
    assert len(found.ways) == len(TOWN.edges)
    assert len(found.lats) == len(TOWN.nodes)
    assert sorted(each.name_kk for each in found.areas if each.kind == "district") == sorted(
        each.name.kk for each in TOWN.districts
    )
    assert {each.kind for each in found.areas} == {"water", "green", "district"}
    assert [each.name_ru for each in found.lines] == [TOWN.river.name.ru]
    for name in ("one", "two"):
        write_map(TOWN, tmp_path / f"{name}.osm.pbf")
    assert (tmp_path / "one.osm.pbf").read_bytes() == (tmp_path / "two.osm.pbf").read_bytes()


def test_a_street_is_parted_where_a_clipped_extract_lacks_a_node(tmp_path: Path) -> None:
    places = {f"{n}": (50.0 * n, 0.0) for n in range(40)}
    path = draw(tmp_path / "clipped.osm.pbf", places, [(RESIDENTIAL, list(places))], missing=["20"])
    found = read_extract(path, lambda _: None)
    assert sorted(len(way.nodes) for way in found.ways) == [19, 20]


def test_an_extract_that_lacks_many_nodes_is_no_whole_one(tmp_path: Path) -> None:
    places = {f"{n}": (50.0 * n, 0.0) for n in range(40)}
    gone = [f"{n}" for n in range(0, 12, 3)] + ["39"]
    path = draw(tmp_path / "holes.osm.pbf", places, [(RESIDENTIAL, list(places))], missing=gone)
    assert code_of(path) == "extract-incomplete"


def blocks(whole: bytes) -> list[int]:
    """Where the blocks of a file end."""
    ends, here = [], 0
    while here < len(whole):
        (size,) = struct.unpack(">I", whole[here : here + 4])
        header = whole[here + 4 : here + 4 + size]
        here += 4 + size + _datasize(header)
        ends.append(here)
    return ends


def _datasize(header: bytes) -> int:
    """The field 3 of a block's header, a varint: its last one."""
    place = header.rindex(b"\x18") + 1
    return sum((byte & 0x7F) << (7 * n) for n, byte in enumerate(header[place:]))


def test_an_extract_cut_anywhere_is_refused(tmp_path: Path) -> None:
    """Between two blocks a cut file looks whole: before its streets, it is said to have none."""
    write_map(TOWN, tmp_path / "town.osm.pbf")
    whole = (tmp_path / "town.osm.pbf").read_bytes()
    ends = blocks(whole)
    assert ends[-1] == len(whole)
    step = len(whole) // 150
    for keep in sorted({*range(0, len(whole) - 1, step), *ends[:-1], len(whole) - 1}):
        cut = tmp_path / "cut.osm.pbf"
        cut.write_bytes(whole[:keep])
        kept = streets_or_code(cut)
        if isinstance(kept, int):
            assert keep in ends, f"{keep} bytes were taken for a whole map"
            assert kept < len(TOWN.edges)
        else:
            assert kept in ("extract-unreadable", "extract-empty"), keep


def streets_or_code(path: Path) -> int | str:
    try:
        return len(read_extract(path, lambda _: None).ways)
    except BadExtract as refused:
        return refused.code


@pytest.mark.parametrize(
    "text", [b"", b"no map", b"<osm></osm>", bytes(1_000), b"\x00\x00\x00\x0d\x0a\x09OSMHeader"]
)
def test_another_file_is_refused(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "odd.osm.pbf"
    path.write_bytes(text)
    assert code_of(path) in ("extract-unreadable", "extract-empty")
    assert code_of(tmp_path / "none.osm.pbf") == "extract-unreadable"


def test_an_extract_without_streets_is_refused(tmp_path: Path) -> None:
    assert code_of(draw(tmp_path / "empty.osm.pbf", AB, [])) == "extract-empty"
    assert code_of(draw(tmp_path / "house.osm.pbf", AB, [({"building": "yes"}, "ab")])) == "extract-empty"


def test_swapped_coordinates_are_refused(tmp_path: Path) -> None:
    assert code_of(square(tmp_path / "swapped.osm.pbf", swapped=True)) == "extract-elsewhere"
    read(square(tmp_path / "right.osm.pbf"))


@pytest.mark.skipif(not ALMATY.exists(), reason="the extract of Almaty is not beside this checkout")
def test_the_real_almaty_is_read() -> None:
    found = read_extract(ALMATY, lambda _: None)
    assert (len(found.lats), len(found.ways), found.as_of) == (24_702, 4_277, "2012-03-13")
    assert sum(way.oneway != 0 for way in found.ways) > 500
    assert len(found.signals) > 200
