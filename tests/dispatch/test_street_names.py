"""Streets of an extract by name, and found by what people type."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.roads.extract import Area, Extract, Way
from dispatch.roads.places import Places, write_places
from dispatch.roads.street_names import index
from domain.places import Point

ALMATY, ASTANA = Point(lat=43.24, lon=76.91), Point(lat=51.13, lon=71.43)


def way(nodes: tuple[int, ...], kk: str = "", ru: str = "", name: str = "") -> Way:
    said = {"name_kk": kk, "name_ru": ru, "name": name}
    return Way(kind="residential", oneway=0, maxspeed=None, nodes=np.array(nodes, dtype=np.int32), **said)


PLACES = (
    *((43.240, 76.880 + step / 100) for step in range(8)),
    *((51.130, 71.400 + step / 100) for step in range(4)),
    (43.300, 76.900),
    (43.301, 76.901),
)
WEST = [[43.20, 76.85], [43.20, 76.915], [43.28, 76.915], [43.28, 76.85], [43.20, 76.85]]
WAYS = (
    way((0, 1, 2), kk="Абай даңғылы", ru="проспект Абая", name="Абай даңғылы"),
    way((2, 3), kk="Абай даңғылы", ru="проспект Абая", name="Абай даңғылы"),
    way((8, 9, 10), kk="Абай даңғылы", ru="проспект Абая", name="Абай даңғылы"),
    way((4, 5), ru="8-я улица", name="8-я улица"),
    way((5, 6)),
    way((12, 13), name="Gagarin көшесі"),
    way((6, 7), kk="Қабанбай батыр көшесі", ru="улица Кабанбай батыра", name="Қабанбай батыр көшесі"),
)


def extract(ways: tuple[Way, ...] = WAYS) -> Extract:
    return Extract(
        lats=np.array([lat for lat, _ in PLACES]),
        lons=np.array([lon for _, lon in PLACES]),
        ways=list(ways),
        areas=[Area(kind="district", name_kk="Батыс", name_ru="Западный", name="West", ring=np.array(WEST))],
        lines=[],
        sha256="",
        as_of="",
    )


@pytest.fixture
def places(tmp_path: Path) -> Places:
    bundle = tmp_path / "roads" / "v1"
    bundle.mkdir(parents=True)
    write_places(extract(), bundle)
    (tmp_path / "roads" / "current").write_text("v1")
    return Places(tmp_path)


def found(places: Places, typed: str, near: Point = ALMATY) -> list[tuple[str, float]]:
    return [(each.ru or each.name, each.at[0]) for each in places.streets(typed, near, 8)]


def test_one_name_hangs_together_and_a_far_one_is_another_street() -> None:
    streets = index(extract())["streets"]
    abai = [each for each in streets if each["ru"] == "проспект Абая"]
    assert [each["at"] for each in abai] == [[43.24, 76.89], [51.13, 71.41]]
    assert abai[0]["box"] == [[43.24, 76.88], [43.24, 76.91]]
    assert [each["district"] for each in abai] == ["Батыс · Западный", ""]
    assert len(streets) == 5, "what has no name is no street to look for"


def test_one_street_written_in_several_ways_is_one_and_an_avenue_is_another() -> None:
    written = ("ул. Абая", "улица Абая", "Абая", "улица Абая", "проспект Абая", "Абая пр.")
    streets = index(extract(tuple(way((0, 1), name=name) for name in written)))["streets"]
    assert [each["name"] for each in streets] == ["Абая пр.", "улица Абая"]


def test_the_name_alone_comes_before_longer_ones(places: Places, tmp_path: Path) -> None:
    longer = way((0, 1), name="Велодорожка по Абая")
    write_places(extract((longer, way((4, 5), name="улица Абая"))), tmp_path / "roads" / "v1")
    fresh = Places(tmp_path)
    for typed in ("абая", "Абай 54"):
        found = [each.name for each in fresh.streets(typed, ALMATY, 8)]
        assert found == ["улица Абая", "Велодорожка по Абая"]


def test_the_order_of_the_ways_changes_nothing() -> None:
    assert json.dumps(index(extract())) == json.dumps(index(extract(tuple(reversed(WAYS)))))


@pytest.mark.parametrize(
    "typed",
    [
        "абая",
        "Абай",
        "проспект Абая",
        "пр. Абая 54",
        "Абая, 54",
        "абай даңғылы",
        "Abai 54",
        "abay",
        "даңғылы абай",
    ],
)
def test_a_street_is_found_in_any_spelling_and_with_a_house(typed: str, places: Places) -> None:
    assert found(places, typed)[0] == ("проспект Абая", 43.24)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("аааа", None),
        ("ул. zzzz", None),
        ("кабанбай", "улица Кабанбай батыра"),
        ("Qabanbai batyr", "улица Кабанбай батыра"),
        ("кабанбаи батир 12", "улица Кабанбай батыра"),
        ("8-я улица", "8-я улица"),
        ("гагарин", "Gagarin көшесі"),
        ("gagarin st", "Gagarin көшесі"),
        ("гагарен", "Gagarin көшесі"),
        ("улица", None),
        ("", None),
        ("54", None),
        ("8", None),
        ("8 көше", "8-я улица"),
        ("8-я ул. 12", "8-я улица"),
        ("школа 8", None),
        ("дом 8", None),
        ("8 мкр", None),
        ("кабанбай батыра 12 кв 4", "улица Кабанбай батыра"),
        ("гагарин к", "Gagarin көшесі"),
        ("гагарин көш", "Gagarin көшесі"),
        ("к", "улица Кабанбай батыра"),
        ("яссауи", None),
        ("нет такой", None),
    ],
)
def test_what_people_type(typed: str, first: str | None, places: Places) -> None:
    streets = found(places, typed)
    assert (streets[0][0] if streets else None) == first


NUMBERED = (
    "2-я улица Весенняя",
    "10-я улица Весенняя",
    "улица Весенняя",
    "Весенний переулок",
    "3-я Весенняя",
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("весенняя", ["улица Весенняя", "2-я улица Весенняя", "3-я Весенняя", "10-я улица Весенняя"]),
        ("весенняя 12", ["улица Весенняя", "2-я улица Весенняя", "3-я Весенняя", "10-я улица Весенняя"]),
        ("весенняя 10", ["10-я улица Весенняя", "улица Весенняя"]),
        ("ул. 3-я весенняя, 10", ["3-я Весенняя", "10-я улица Весенняя", "улица Весенняя"]),
        ("весенняя 12, кв. 3", ["улица Весенняя", "2-я улица Весенняя", "3-я Весенняя"]),
        ("весен пер", ["Весенний переулок"]),
    ],
)
def test_a_number_may_be_a_streets_or_a_houses(typed: str, first: list[str], tmp_path: Path) -> None:
    bundle = tmp_path / "roads" / "v1"
    bundle.mkdir(parents=True)
    write_places(extract(tuple(way((0, 1), name=name) for name in NUMBERED)), bundle)
    (tmp_path / "roads" / "current").write_text("v1")
    names = [each.name for each in Places(tmp_path).streets(typed, ALMATY, 8)]
    assert names[: len(first)] == first


def test_the_typed_kind_comes_first(places: Places, tmp_path: Path) -> None:
    both = (way((0, 1), name="улица Абая"), way((4, 5), name="проспект Абая"))
    write_places(extract(both), tmp_path / "roads" / "v1")
    fresh = Places(tmp_path)
    for typed, first in (("пр. абая 5", "проспект Абая"), ("Abai koshesi 5", "улица Абая")):
        assert fresh.streets(typed, ALMATY, 8)[0].name == first, typed


def test_the_nearest_of_a_name_comes_first(places: Places) -> None:
    assert [lat for _, lat in found(places, "абая")] == [43.24, 51.13]
    assert [lat for _, lat in found(places, "абая", ASTANA)] == [51.13, 43.24]


def test_a_switch_of_the_bundle_is_noticed_and_none_is_none(places: Places, tmp_path: Path) -> None:
    assert found(places, "абая")
    assert places.district(43.24, 76.9) == "Батыс · Западный"
    other = tmp_path / "roads" / "v2"
    other.mkdir()
    write_places(extract(WAYS[3:]), other)
    (tmp_path / "roads" / "current").write_text("v2\n")
    assert found(places, "абая") == []
    assert found(places, "гагарин")
    (tmp_path / "roads" / "current").write_text("v3")
    assert found(places, "гагарин") == []
    assert places.district(43.24, 76.9) is None
    assert Places(tmp_path / "nowhere").streets("абая", ALMATY, 8) == []


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"streets": [{}], "districts": [{}]}', '{"streets": 1, "districts": 1}']
)
def test_a_damaged_file_is_one_without_any(damage: str, places: Places, tmp_path: Path) -> None:
    """The planted fault: whole files know street and district, damaged ones neither, and nobody waits."""
    assert found(places, "абая")
    assert places.district(43.24, 76.9)
    for name in ("streets.json", "districts.json"):
        (tmp_path / "roads" / "v1" / name).write_text(damage)
    fresh = Places(tmp_path)
    assert found(fresh, "абая") == []
    assert fresh.district(43.24, 76.9) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_search(typed: str) -> None:
    from dispatch.roads.places import Streets, _street

    streets = Streets([_street(row) for row in index(extract())["streets"]])
    assert len(streets.find(typed, ALMATY, 2)) <= 2
