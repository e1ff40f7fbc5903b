"""Registers from files: good rows are read whatever stands beside them, bad ones named by line and reason."""

import asyncio
import json
from pathlib import Path

import pytest

from dispatch.importers.order import carry_out
from dispatch.importers.table import LARGEST_FILE, MOST_ROWS
from dispatch.town.build import build_town
from dispatch.town.registration import registrations
from tests.dispatch.registry import Registry

GEO = Path(__file__).parents[2].parent / "shared" / "geo"
HEAD = "number,name_kk,name_ru,name_en,lat,lon,district\n"
GOOD = "12,№ 12 мектеп,Школа № 12,School 12,43.238,76.889,Алмалы\n"


def codes(found):
    return [(fault.row, fault.code) for fault in found.faults]


def test_a_row_becomes_a_command():
    (one,) = Registry().review("schools", HEAD + GOOD, "schools.csv").differences
    command = one.command
    assert (one.row, one.marks, one.label) == (2, ("new",), "№ 12 мектеп")
    assert (command.number, command.label, command.point) == ("12", "№ 12 мектеп", (43.238, 76.889))
    assert (command.region, command.district, command.source) == ("KZ-75", "Алмалы", "schools.csv")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("13,,,,76.889,43.238,", "point-swapped"),
        ("13,,,,0,0,", "point-zero"),
        ("13,,,,55.7,37.6,", "point-outside-country"),
        ("13,,,,nan,76.9,", "point-not-a-number"),
        ("13,,,,here,there,", "point-not-a-number"),
        ("13,,,,,,", "coordinates-missing"),
        ("13,,,,43.2,,", "coordinates-missing"),
        (",Аты бар,,,43.2,76.9,", "school-without-key"),
        ("12,,,,43.2,76.9,Алмалы", "row-again"),
        ("13,,,,43.2,76.9,,,too,many", "row-too-many-cells"),
        (f"13,{'м' * 301},,,43.2,76.9,", "cell-too-long"),
        ('13,"torn,,,43.2,76.9,', "row-unreadable"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_stored(row, code):
    found, report = Registry().apply("schools", f"{HEAD}{GOOD}{row}\n")
    assert (report.stored, report.refused) == (1, 0)
    assert codes(found) == [(3, code)]


def test_bad_rows_come_before_good_ones_without_harm():
    found, report = Registry().apply("schools", f"{HEAD}12,,,,0,0,Алмалы\n\n,,,,,,\n{GOOD}")
    assert (report.stored, codes(found)) == (1, [(2, "point-zero")])


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"\xff\xfe\x00ba", "a.csv", "file-not-text"),
        (b"\x81\x82\x83\xe9\x8d\x9d" * 9, "a.csv", "file-not-text"),
        (b"id,lat\0,lon\n", "a.csv", "file-not-text"),
        (b"PK\x03\x04workbook", "a.xlsx", "file-packed"),
        (b"\x1f\x8b\x08packed", "a.csv", "file-packed"),
        (b"", "a.csv", "file-empty"),
        (b"number,lat,lon\n", "a.csv", "file-empty"),
        (b"number,lat\n1,43.2\n", "a.csv", "columns-missing"),
        (b"{broken", "a.geojson", "file-not-json"),
        (b'{"type": "Feature"}', "a.geojson", "file-not-a-list"),
        (b"[" * 100_000, "a.json", "file-not-json"),
        (b"1\n" * (LARGEST_FILE // 2 + 1), "a.csv", "file-too-large"),
        (b"1,2\n" * (MOST_ROWS + 2), "a.csv", "file-too-long"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(content, name, code):
    assert codes(Registry().review("schools", content, name)) == [(0, code)]


def test_geojson_points_without_names_get_a_neutral_label():
    feature = {
        "type": "Feature",
        "properties": {
            "id": "osm2026-001",
            "district_ru": "Алмалинский",
            "district_kk": "Алмалы",
            "kato": "7",
        },
        "geometry": {"type": "Point", "coordinates": [76.89987, 43.24211]},
    }
    area = {"type": "Feature", "properties": {"id": "x"}, "geometry": {"type": "Polygon", "coordinates": []}}
    text = json.dumps({"type": "FeatureCollection", "features": [feature, area, "nonsense"]})
    found = Registry().review("schools", text, "schools.geojson")
    (one,) = found.differences
    assert (one.command.label, one.command.number, one.command.name_ru) == ("osm2026-001", None, "")
    assert (one.command.district, one.command.point) == ("Алмалы · Алмалинский", (43.24211, 76.89987))
    assert codes(found) == [(2, "coordinates-missing"), (3, "row-unreadable")]


def test_overpass_elements_are_read_with_their_tags():
    elements = [
        {
            "type": "node",
            "id": 1,
            "lat": 43.2,
            "lon": 76.9,
            "tags": {"name": "№ 12 мектеп", "amenity": "school"},
        },
        {"type": "way", "id": 1, "center": {"lat": 43.3, "lon": 76.8}, "tags": {"name": "Школа", "ref": "7"}},
        {"type": "node", "id": 2, "lat": 43.2, "lon": 76.9},
        {"type": "way", "id": 3, "nodes": [2], "tags": {"name": "Школа № 3"}},
    ]
    found = Registry().review("schools", json.dumps({"version": 0.6, "elements": elements}), "osm.json")
    said = [(one.command.source_ids, one.command.number, one.command.point) for one in found.differences]
    assert said == [(("node/1",), "12", (43.2, 76.9)), (("way/1",), "7", (43.3, 76.8))]
    assert found.differences[0].command.name_kk == "№ 12 мектеп"
    assert found.differences[1].command.name_ru == "Школа"
    assert codes(found) == [(4, "coordinates-missing")]


def test_the_same_number_twice_in_a_district_is_said_and_stored():
    text = "id,number,district,lat,lon\na,5,Алмалы,43.2,76.9\nb,5,Алмалы,43.3,76.9\nc,5,Медеу,43.3,76.9\n"
    found, report = Registry().apply("schools", text)
    assert [(one.row, one.code, one.params) for one in found.notices] == [
        (3, "number-again", {"number": "5", "earlier": 2})
    ]
    assert report.stored == 3


def test_a_new_school_with_the_number_of_one_that_is_gone_is_said():
    registry = Registry()
    registry.apply("schools", "id,number,district,lat,lon\na,5,Алмалы,43.2,76.9\nb,6,Алмалы,43.2,76.8\n")
    found = registry.review(
        "schools", "id,number,district,lat,lon\nc,5,Медеу,43.3,76.9\nd,7,Медеу,43.1,76.9\n"
    )
    said = [(one.row, one.code, one.params["number"]) for one in found.notices]
    assert said == [(2, "number-of-vanished", "5")]
    assert {one.label for one in found.vanished} >= {found.notices[0].params["label"]}


@pytest.mark.parametrize("name", ["almaty_schools_osm_2026.geojson", "almaty_schools_osm_2026.csv"])
def test_the_real_schools_of_almaty(name):
    if not GEO.exists():
        pytest.skip("the real schools of Almaty are not beside this checkout")
    content = (GEO / name).read_bytes()
    registry = Registry()
    found, report = registry.apply("schools", content, name)
    assert (report.stored, found.faults, found.vanished) == (305, (), ())
    again = registry.review("schools", content, name)
    assert (again.unchanged, again.differences) == (305, ())


def test_the_named_schools_of_almaty():
    if not GEO.exists():
        pytest.skip("the real schools of Almaty are not beside this checkout")
    content = (GEO / "almaty_schools_seed_named.csv").read_bytes()
    registry = Registry()
    assert registry.apply("schools", content)[1].stored == 36
    again = registry.review("schools", content)
    assert (again.unchanged, again.differences, again.faults) == (36, (), ())


def test_staff_and_groups_refer_to_each_other_by_the_files_own_ids():
    people = "id,ФИО,Должность,Языки\np1,Айгүл Қиялова,психолог,қазақ; русский\np2,Тимур Небылицын,юрист,ru\n"
    groups = [{"name": "1", "lat": 43.2, "lon": 76.9, "vehicle": "001", "members": ["P1", "тимур небылицын"]}]
    registry = Registry()
    staff, _ = registry.apply("specialists", people)
    team, _ = registry.apply("teams", json.dumps(groups), "teams.json")
    assert [one.command.profession for one in staff.differences] == ["psychologist", "lawyer"]
    assert [one.command.languages for one in staff.differences] == [("kk", "ru"), ("ru",)]
    (group,) = team.differences
    assert group.command.roster == tuple(one.command.specialist for one in staff.differences)
    assert group.command.home == (43.2, 76.9)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("p2,,психолог,kk", "name-missing"),
        ("p2,Имя,космонавт,kk", "profession-unknown"),
        ("p2,Имя,психолог,", "languages-unclear"),
        ("p2,Имя,психолог,эльфийский", "languages-unclear"),
        ("P1,Имя,психолог,kk", "row-again"),
    ],
)
def test_bad_staff_rows(row, code):
    found, report = Registry().apply(
        "specialists", f"id,name,profession,languages\np1,Айгүл,lawyer,kk\n{row}\n"
    )
    assert (report.stored, codes(found)) == (1, [(3, code)])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",43.2,76.9,", "name-missing"),
        ("2,0,0,", "point-zero"),
        ("1,43.2,76.9,", "row-again"),
        ("2,43.2,76.9,nobody", "member-unknown"),
        ("2,43.2,76.9," + "|".join(f"p{i}" for i in range(13)), "roster-too-large"),
    ],
)
def test_bad_group_rows(row, code):
    registry = Registry()
    registry.apply("specialists", "id,name,profession,languages\np1,Айгүл,lawyer,kk\n")
    found, report = registry.apply("teams", f"name,lat,lon,members\n1,43.2,76.9,p1\n{row}\n")
    assert (report.stored, codes(found)) == (1, [(3, code)])


def test_progress_counts_every_row():
    seen = []
    orders = list(registrations(build_town()))[1:4]
    asyncio.run(carry_out(orders, Registry().submit, seen.append))
    assert sum(seen) == 3


def test_the_town_registers_itself_once():
    found = list(registrations(build_town()))
    assert (found[0].name, len(found)) == ("register-centre", 1 + 60 + 12 + 40)
    registry = Registry()
    report = asyncio.run(carry_out(found[1:], registry.submit))
    assert (report.stored, report.refused) == (112, 0)
    again = list(registrations(build_town()))[1:]
    assert asyncio.run(carry_out(again, registry.submit)).unchanged == 112
    known = {o.command.specialist for o in found if o.name == "register-specialist"}
    assert all(set(o.command.roster) <= known for o in found if o.name == "register-team")
