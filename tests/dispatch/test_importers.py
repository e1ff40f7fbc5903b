"""Registers from files: good rows are stored whatever stands beside them, bad ones named; twice is once."""

import asyncio
import csv
import io
import json
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.importers.order import Fault, Order, carry_out
from dispatch.importers.schools import read_schools
from dispatch.importers.staff import read_staff
from dispatch.importers.teams import read_teams
from dispatch.ports import Accepted
from dispatch.town.build import build_town
from dispatch.town.registration import registrations
from domain import school, specialist, team
from domain.refusal import Refused

GEO = Path(__file__).parents[2].parent / "shared" / "geo"
HEAD = "number,name_kk,name_ru,name_en,lat,lon,district\n"
GOOD = "12,№ 12 мектеп,Школа № 12,School 12,43.238,76.889,Алмалы\n"


def schools(text: str, filename: str = "schools.csv"):
    return list(read_schools(text.encode(), filename, "KZ-75"))


class Registry:
    """A store in memory with the one promise that matters here: a command id is carried out once."""

    def __init__(self) -> None:
        self.seen: set[UUID] = set()
        self.states: dict[UUID, object] = {}

    async def submit(self, order: Order) -> Accepted | Refused:
        if order.command_id in self.seen:
            return Accepted(position=0, answer={}, repeated=True)
        module, key = {
            "register-school": (school, "school"),
            "register-specialist": (specialist, "specialist"),
            "register-team": (team, "team"),
        }[order.name]
        stream = getattr(order.command, key)
        events = module.decide(self.states.get(stream, module.INITIAL), order.command)
        if isinstance(events, Refused):
            return events
        for event in events:
            self.states[stream] = module.evolve(self.states.get(stream, module.INITIAL), event)
        self.seen.add(order.command_id)
        return Accepted(position=1, answer={})


def stored(items, registry: Registry | None = None):
    return asyncio.run(carry_out(items, (registry or Registry()).submit))


def test_a_row_becomes_a_command():
    (order,) = schools(HEAD + GOOD)
    command = order.command
    assert (order.row, order.name) == (2, "register-school")
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
    report = stored(schools(f"{HEAD}{GOOD}{row}\n"))
    assert (report.stored, report.refused) == (1, 1)
    assert (report.faults[0].row, report.faults[0].code) == (3, code)


def test_bad_rows_come_before_good_ones_without_harm():
    report = stored(schools(f"{HEAD}12,,,,0,0,Алмалы\n\n,,,,,,\n{GOOD}"))
    assert (report.stored, [f.code for f in report.faults]) == (1, ["point-zero"])


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"\xff\xfe\x00bad", "a.csv", "file-not-utf8"),
        (b"{broken", "a.geojson", "file-not-json"),
        (b'{"type": "Feature"}', "a.geojson", "file-not-a-list"),
        (b"[" * 100_000, "a.json", "file-not-json"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(content, name, code):
    assert [f.code for f in read_schools(content, name, "KZ-75")] == [code]


def test_a_second_import_changes_nothing_and_a_corrected_row_only_itself():
    registry = Registry()
    text = HEAD + GOOD + "13,,Школа № 13,,43.25,76.9,Алмалы\n"
    assert stored(schools(text), registry).stored == 2
    again = stored(schools(text), registry)
    assert (again.stored, again.unchanged, again.refused) == (0, 2, 0)
    moved = stored(schools(text.replace("43.25", "43.26")), registry)
    assert (moved.stored, moved.unchanged) == (1, 1)
    assert len(registry.states) == 2


def test_semicolons_decimal_commas_and_a_mark_at_the_start_are_read():
    text = "\ufeffNumber;Name_RU;Lat;Lon\n7;Школа № 7;43,238;76,889\n"
    (order,) = schools(text)
    assert order.command.point == (43.238, 76.889)


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
    order, *faults = schools(text, "schools.geojson")
    assert order.command.label == "osm2026-001"
    assert (order.command.number, order.command.name_ru) == (None, "")
    assert order.command.district == "Алмалы · Алмалинский"
    assert order.command.point == (43.24211, 76.89987)
    assert [f.code for f in faults] == ["coordinates-missing", "row-unreadable"]


@pytest.mark.parametrize("name", ["almaty_schools_osm_2026.geojson", "almaty_schools_osm_2026.csv"])
def test_the_real_schools_of_almaty(name):
    if not GEO.exists():
        pytest.skip("the real schools of Almaty are not beside this checkout")
    content = (GEO / name).read_bytes()
    registry = Registry()
    report = stored(read_schools(content, name, "KZ-75"), registry)
    assert (report.stored, report.refused) == (305, 0)
    assert stored(read_schools(content, name, "KZ-75"), registry).unchanged == 305


def test_staff_and_groups_refer_to_each_other_by_the_files_own_ids():
    people = "id,name,profession,languages\np1,Айгүл Қиялова,психолог,kk;ru\np2,Тимур Небылицын,юрист,ru\n"
    groups = json.dumps([{"name": "1", "lat": 43.2, "lon": 76.9, "vehicle": "001", "members": ["P1", "p2"]}])
    staff = list(read_staff(people.encode(), "staff.csv", "KZ-75"))
    (group,) = read_teams(groups.encode(), "teams.json", "KZ-75")
    assert [o.command.profession for o in staff] == ["psychologist", "lawyer"]
    assert [o.command.languages for o in staff] == [("kk", "ru"), ("ru",)]
    assert group.command.roster == tuple(o.command.specialist for o in staff)
    assert group.command.home == (43.2, 76.9)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("p2,,психолог,kk", "name-missing"),
        ("p2,Имя,космонавт,kk", "profession-unknown"),
        ("p2,Имя,психолог,", "languages-unclear"),
        ("p2,Имя,психолог,казахский", "languages-unclear"),
        ("P1,Имя,психолог,kk", "row-again"),
    ],
)
def test_bad_staff_rows(row, code):
    text = f"id,name,profession,languages\np1,Айгүл,psychologist,kk\n{row}\n"
    report = stored(read_staff(text.encode(), "staff.csv", "KZ-75"))
    assert (report.stored, report.faults[0].code) == (1, code)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",43.2,76.9,", "name-missing"),
        ("2,0,0,", "point-zero"),
        ("1,43.2,76.9,", "row-again"),
        ("2,43.2,76.9," + "|".join(f"p{i}" for i in range(13)), "roster-too-large"),
    ],
)
def test_bad_group_rows(row, code):
    text = f"name,lat,lon,members\n1,43.2,76.9,p1|p2\n{row}\n"
    report = stored(read_teams(text.encode(), "teams.csv", "KZ-75"))
    assert (report.stored, report.faults[0].code) == (1, code)


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.json", "a.geojson"]))
def test_no_bytes_break_an_importer(content, name):
    for read in (read_schools, read_staff, read_teams):
        assert all(isinstance(item, Fault | Order) for item in read(content, name, "KZ-75"))


@given(st.lists(st.lists(st.text(max_size=20), min_size=4, max_size=4), max_size=8))
def test_whatever_the_other_rows_hold_a_good_one_is_stored(rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([["id", "lat", "lon", "name_ru"], *rows, ["the-good-one", "43.2", "76.9", "Школа"]])
    orders = [i for i in schools(out.getvalue()) if isinstance(i, Order)]
    assert any(o.command.label == "Школа" for o in orders)


def test_progress_counts_every_row():
    seen = []
    items = schools(f"{HEAD}{GOOD}13,,,,0,0,\n")
    asyncio.run(carry_out(items, Registry().submit, seen.append))
    assert sum(seen) == 2


def test_the_town_registers_itself_once():
    orders = list(registrations(build_town()))
    names = [o.name for o in orders]
    assert (names[0], len(orders)) == ("register-centre", 1 + 60 + 12 + 40)
    registry = Registry()
    report = stored(orders[1:], registry)
    assert (report.stored, report.refused) == (112, 0)
    assert stored(list(registrations(build_town()))[1:], registry).unchanged == 112
    known = {o.command.specialist for o in orders if o.name == "register-specialist"}
    assert all(set(o.command.roster) <= known for o in orders if o.name == "register-team")
