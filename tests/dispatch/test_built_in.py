"""The rung inside the product: times by its own graph, points off the map, maps that come, go or break."""

import json
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.roads.bundle import GRAPH, MANIFEST, BadBundle
from dispatch.roads.importer import import_roads
from dispatch.roads.in_use import GraphInUse
from dispatch.routing.built_in import BuiltIn
from dispatch.routing.hours import time_factor
from dispatch.routing.ladder import Ladder
from dispatch.routing.points import FARTHEST_SNAP_M
from dispatch.routing.port import Fallen, RungDown
from dispatch.routing.refine import FARTHER, SHOWN
from dispatch.routing.road_leg import OFF_ROAD_M_S
from dispatch.routing.straight import StraightLine
from dispatch.town.build import build_town
from dispatch.town.map_extract import write_map
from domain.places import Point
from tests.dispatch.road_maps import AT, LAT, LON, RESIDENTIAL, at, draw, square
from tests.dispatch.told_rung import NIGHT

TOWN = build_town(1)
SQUARE = {"a": (0, 0), "b": (1000, 0), "c": (1000, 1000), "d": (0, 1000)}


def imported(data: Path, path: Path) -> str:
    return import_roads(path, data, AT, lambda _: None).manifest.version


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data: Path = tmp_path_factory.mktemp("town")
    write_map(TOWN, data / "town.osm.pbf")
    imported(data, data / "town.osm.pbf")
    return data


def rung_of(data: Path, reach: float = 3_600.0) -> BuiltIn:
    return BuiltIn(GraphInUse(data), reach)


def test_a_leg_has_time_range_distance_and_how_far_its_ends_are_from_the_road(tmp_path: Path) -> None:
    version = imported(tmp_path, square(tmp_path / "square.osm.pbf"))
    rung = rung_of(tmp_path)
    leg = rung.legs([at(0, 0)], [at(1000, -90)], NIGHT)[0][0]
    assert leg.seconds == pytest.approx(144 + 90 / OFF_ROAD_M_S, abs=2)
    assert leg.metres == pytest.approx(1_090, abs=6)
    assert leg.snap_m == pytest.approx(90, abs=1)
    assert leg.seconds_low is not None
    assert leg.seconds_high is not None
    assert leg.seconds_low < leg.seconds < leg.seconds_high
    assert (leg.source, rung.data_version) == ("roads-builtin", version)


def test_the_hour_slows_all_drives_alike(town: Path) -> None:
    rung = rung_of(town)
    places = [school.point for school in TOWN.schools[:6]]
    peak = NIGHT.replace(hour=13)  # 18:00 in Kazakhstan
    factor = time_factor(peak)
    assert factor > 1
    for quiet, busy in zip(
        rung.legs(places[1:], places[:1], NIGHT)[0], rung.legs(places[1:], places[:1], peak)[0], strict=True
    ):
        assert busy.seconds == pytest.approx((quiet.seconds or 0) * factor, abs=1.5)
        assert busy.metres == quiet.metres


def test_many_origins_and_destinations_stand_where_they_were_asked(town: Path) -> None:
    rung = rung_of(town)
    places = [school.point for school in TOWN.schools[:8]]
    table = rung.legs(places[:5], places[5:], NIGHT)
    assert [len(row) for row in table] == [5, 5, 5]
    for d, destination in enumerate(places[5:]):
        for o, origin in enumerate(places[:5]):
            assert rung.legs([origin], [destination], NIGHT)[0][0] == table[d][o]
    assert rung.legs([], [], NIGHT) == []
    assert rung.legs([], places[:1], NIGHT) == [[]]


@pytest.mark.parametrize(
    ("point", "fault"),
    [
        (Point(lat=LON, lon=LAT), "point-swapped"),
        (Point(lat=0, lon=0), "point-zero"),
        (Point(lat=float("nan"), lon=LON), "point-not-a-number"),
        (at(0, -1_100), "off-roads"),
        (Point(lat=51.13, lon=71.43), "off-roads"),  # Astana, 931 km off the map
    ],
)
def test_a_point_that_is_no_place_on_this_map_is_set_aside(tmp_path: Path, point: Point, fault: str) -> None:
    imported(tmp_path, square(tmp_path / "square.osm.pbf"))
    rung = rung_of(tmp_path)
    legs = rung.legs([at(0, 0), point], [at(1000, 0)], NIGHT)[0]
    assert (legs[0].fault, legs[1].fault) == (None, fault)
    assert rung.legs([at(0, 0)], [point], NIGHT)[0][0].fault == fault
    assert rung.way(point, at(0, 0), NIGHT) is None
    assert rung.way(at(0, 0), point, NIGHT) is None


def test_a_group_in_the_river_is_timed_from_its_bank(tmp_path: Path) -> None:
    """A river between two shores with one bridge, far off: whoever is on the water has a bank to begin at."""
    places = {"a": (0, 0), "b": (4000, 0), "c": (0, 400), "d": (4000, 400)}
    streets = [(RESIDENTIAL, "ab"), (RESIDENTIAL, "cd"), (RESIDENTIAL, "bd")]
    imported(tmp_path, draw(tmp_path / "river.osm.pbf", places, streets))
    rung = rung_of(tmp_path)
    school = at(0, 0)
    south, north = rung.legs([at(100, 150), at(100, 250)], [school], NIGHT)[0]
    assert south.seconds is not None
    assert north.seconds is not None
    assert north.snap_m == pytest.approx(150, abs=60)
    assert north.seconds > south.seconds + 800  # by the bridge, not across the water


def test_a_school_on_an_island_falls_to_the_straight_line_unless_the_shore_is_near(tmp_path: Path) -> None:
    places = {**SQUARE, "p": (9000, 0), "q": (9300, 0), "r": (9300, 300)}
    imported(
        tmp_path, draw(tmp_path / "island.osm.pbf", places, [(RESIDENTIAL, "abcda"), (RESIDENTIAL, "pqrp")])
    )
    ladder = Ladder(rung_of(tmp_path), StraightLine())
    found = ladder.times([at(0, 0), at(1000, 0)], [at(9_100, 50)], NIGHT)
    assert (found.rung, found.fallen) == ("air", (Fallen(rung="roads-builtin", code="off-roads"),))
    assert all(leg.seconds for leg in found.legs[0])
    near = ladder.times([at(0, 0)], [at(1_500, 0)], NIGHT)
    assert (near.rung, near.legs[0][0].snap_m) == ("roads-builtin", pytest.approx(500, abs=3))


def test_a_way_is_drawn_along_the_street(tmp_path: Path) -> None:
    imported(tmp_path, square(tmp_path / "square.osm.pbf"))
    rung = rung_of(tmp_path)
    origin, destination = at(0, -30), at(1000, 1030)
    way = rung.way(origin, destination, NIGHT)
    leg = rung.legs([origin], [destination], NIGHT)[0][0]
    assert way is not None
    assert (way.seconds, way.metres, way.rung) == (leg.seconds, leg.metres, "roads-builtin")
    assert (way.points[0], way.points[-1]) == (origin, destination)
    corners = [at(0, 1000), at(1000, 0)]
    assert any(abs(p.lat - c.lat) + abs(p.lon - c.lon) < 1e-5 for p in way.points for c in corners)


@given(st.data())
def test_a_narrow_reach_never_changes_who_is_first(town: Path, data: st.DataObject) -> None:
    """Whoever is left out as farther would not have been among the first three."""
    to, *some = data.draw(st.permutations(range(len(TOWN.schools))).map(lambda each: each[:12]))
    reach = data.draw(st.sampled_from([1.0, 30.0, 60.0, 120.0, 240.0]))
    off = data.draw(st.lists(st.integers(-800, 800), min_size=11, max_size=11))
    origins = [
        Point(lat=TOWN.schools[n].point.lat + each / 111_195, lon=TOWN.schools[n].point.lon)
        for n, each in zip(some, off, strict=True)
    ]
    school = TOWN.schools[to].point
    whole = rung_of(town).legs(origins, [school], NIGHT)[0]
    narrow = rung_of(town, reach).legs(origins, [school], NIGHT)[0]
    known = sorted(leg.seconds for leg in whole if leg.seconds is not None)
    for wide, near in zip(whole, narrow, strict=True):
        assert near == wide or near.fault == FARTHER
        if near.fault == FARTHER and wide.seconds is not None:
            assert wide.seconds >= known[SHOWN - 1]


def test_a_narrow_reach_leaves_nobody_out_of_a_plan_for_several(town: Path) -> None:
    places = [school.point for school in TOWN.schools[:9]]
    assert rung_of(town, 1.0).legs(places[:6], places[6:], NIGHT) == rung_of(town).legs(
        places[:6], places[6:], NIGHT
    )


def test_without_a_bundle_the_rung_is_not_set_up(tmp_path: Path) -> None:
    ladder = Ladder(rung_of(tmp_path), StraightLine())
    found = ladder.times([at(0, 0)], [at(500, 0)], NIGHT)
    assert (found.rung, found.fallen) == ("air", (Fallen(rung="roads-builtin", code="no-roads"),))
    assert not ladder.look(NIGHT).lowered
    assert ladder.way(at(0, 0), at(500, 0), NIGHT).rung == "air"


def test_a_look_takes_up_a_bundle_that_came_another_and_that_there_is_none(tmp_path: Path) -> None:
    ladder = Ladder(rung_of(tmp_path), StraightLine())
    assert ladder.look(NIGHT).rung == "air"
    first = imported(tmp_path, square(tmp_path / "square.osm.pbf"))
    assert ladder.look(NIGHT).rung == "roads-builtin"
    assert ladder.times([at(0, 0)], [at(500, 0)], NIGHT).data_version == first
    second = imported(tmp_path, draw(tmp_path / "other.osm.pbf", SQUARE, [(RESIDENTIAL, "abca")]))
    assert second != first
    assert ladder.times([at(0, 0)], [at(500, 0)], NIGHT).data_version == first  # nobody waits for a file
    ladder.look(NIGHT)
    assert ladder.times([at(0, 0)], [at(500, 0)], NIGHT).data_version == second
    (tmp_path / "roads" / "current").unlink()
    assert ladder.look(NIGHT).rung == "air"


def broken(data: Path, version: str, file: str) -> None:
    """The planted fault: one bit of a file of the bundle."""
    path = data / "roads" / version / file
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(bytes(whole))


def test_a_graph_with_another_checksum_is_not_reckoned_on(tmp_path: Path) -> None:
    version = imported(tmp_path, square(tmp_path / "square.osm.pbf"))
    broken(tmp_path, version, GRAPH)
    rung = rung_of(tmp_path)
    with pytest.raises(RungDown) as down:
        rung.legs([at(0, 0)], [at(500, 0)], NIGHT)
    assert down.value.code == "roads-damaged"
    ladder = Ladder(rung, StraightLine())
    found = ladder.times([at(0, 0)], [at(500, 0)], NIGHT)
    assert (found.rung, found.fallen[0].code, found.legs[0][0].fault) == ("air", "roads-damaged", None)
    standing = ladder.look(NIGHT)
    assert (standing.lowered, standing.best, standing.code) == (True, "roads-builtin", "roads-damaged")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 99}', '{"attribution": "older"}'])
def test_a_manifest_that_is_none_is_damage(tmp_path: Path, text: str) -> None:
    version = imported(tmp_path, square(tmp_path / "square.osm.pbf"))
    (tmp_path / "roads" / version / MANIFEST).write_text(text)
    with pytest.raises(BadBundle):
        GraphInUse(tmp_path).graph()


def test_what_is_loaded_stays_in_use_while_its_successor_cannot_be_read(tmp_path: Path) -> None:
    roads = GraphInUse(tmp_path)
    first = imported(tmp_path, square(tmp_path / "square.osm.pbf"))
    assert roads.graph() is not None
    second = imported(tmp_path, draw(tmp_path / "other.osm.pbf", SQUARE, [(RESIDENTIAL, "abca")]))
    broken(tmp_path, second, GRAPH)
    for _ in range(3):
        roads.renew()
    found = roads.graph()
    assert found is not None
    assert found[0] == first
    manifest = json.loads((tmp_path / "roads" / first / MANIFEST).read_text())
    assert manifest["version"] == first  # the one before is still there to go back to


def test_many_threads_that_ask_first_read_the_file_once_and_agree(town: Path) -> None:
    roads, found = GraphInUse(town), []
    threads = [threading.Thread(target=lambda: found.append(roads.graph())) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len({id(graph) for _, graph in found}) == 1
    assert FARTHEST_SNAP_M == 1_000
