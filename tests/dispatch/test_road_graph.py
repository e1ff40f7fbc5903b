"""The road graph: what can be driven and how long it takes, against plain searches by hand."""

from heapq import heappop, heappush
from itertools import pairwise
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.roads.building import LONGEST_M, built
from dispatch.roads.graph import RoadGraph
from dispatch.roads.reading import read_extract
from dispatch.roads.speeds import OF_LIMIT, SIGNAL_S, SPEEDS_KMH, speed_kmh
from dispatch.town.build import build_town
from dispatch.town.map_extract import extract_of
from dispatch.town.routes import drive
from domain.places import metres_between
from tests.dispatch.road_maps import RESIDENTIAL, Street, at, draw, square

KM_S = 3_600 / SPEEDS_KMH["residential"]
SQUARE = {"a": (0, 0), "b": (1000, 0), "c": (1000, 1000), "d": (0, 1000)}


def graph_of(path: Path) -> RoadGraph:
    found = built(read_extract(path, lambda _: None))
    assert found is not None
    return found


def drawn(
    tmp_path: Path, streets: list[Street], places: dict = SQUARE, nodes: dict | None = None
) -> RoadGraph:
    return graph_of(draw(tmp_path / "map.osm.pbf", places, streets, nodes))


def seconds(graph: RoadGraph, start: tuple[float, float], goal: tuple[float, float]) -> float:
    here, there = graph.snap([at(*start)]), graph.snap([at(*goal)])
    return float(graph.to(int(there.nodes[0])).seconds[here.nodes[0]])


def test_a_drive_takes_its_length_at_the_speed_of_its_class(tmp_path: Path) -> None:
    graph = graph_of(square(tmp_path / "square.osm.pbf"))
    assert seconds(graph, (0, 0), (1000, 0)) == pytest.approx(KM_S, rel=0.005)
    assert seconds(graph, (0, 0), (1000, 1000)) == pytest.approx(2 * KM_S, rel=0.005)
    assert graph.kilometres() == pytest.approx(4, rel=0.005)


def test_a_one_way_street_is_driven_round(tmp_path: Path) -> None:
    for tags, there, back in (
        ({"oneway": "yes"}, 1, 3),
        ({"oneway": "-1"}, 3, 1),
        ({"junction": "roundabout"}, 1, 3),
    ):
        graph = drawn(tmp_path, [({**RESIDENTIAL, **tags}, "abcda")])
        assert seconds(graph, (0, 0), (1000, 0)) == pytest.approx(there * KM_S, rel=0.005), tags
        assert seconds(graph, (1000, 0), (0, 0)) == pytest.approx(back * KM_S, rel=0.005), tags


def test_a_limit_and_a_light_slow_down(tmp_path: Path) -> None:
    graph = drawn(tmp_path, [({**RESIDENTIAL, "maxspeed": "50"}, "abcda")])
    assert seconds(graph, (0, 0), (1000, 0)) == pytest.approx(3_600 / (50 * OF_LIMIT), rel=0.005)
    lit = drawn(tmp_path, [(RESIDENTIAL, "abcda")], nodes={"b": {"highway": "traffic_signals"}})
    assert seconds(lit, (0, 0), (1000, 1000)) == pytest.approx(2 * KM_S, rel=0.005)  # round by d
    assert seconds(lit, (0, 0), (1000, 0)) == pytest.approx(KM_S + SIGNAL_S, rel=0.005)


def test_of_two_streets_between_the_same_crossings_the_quicker_counts(tmp_path: Path) -> None:
    graph = drawn(tmp_path, [(RESIDENTIAL, "abcda"), ({"highway": "primary"}, "ab")])
    assert seconds(graph, (0, 0), (1000, 0)) == pytest.approx(3_600 / SPEEDS_KMH["primary"], rel=0.005)


@pytest.mark.parametrize(
    "tags", [{"highway": "footway"}, {"highway": "track"}, {**RESIDENTIAL, "access": "no"}]
)
def test_what_no_car_drives_is_no_way(tmp_path: Path, tags: dict[str, str]) -> None:
    graph = drawn(tmp_path, [(RESIDENTIAL, "abcda"), (tags, "ac")])
    assert seconds(graph, (0, 0), (1000, 1000)) == pytest.approx(2 * KM_S, rel=0.005)
    path = draw(tmp_path / "none.osm.pbf", SQUARE, [(tags, "abcda")])
    assert built(read_extract(path, lambda _: None)) is None


def test_islands_dead_ends_of_one_way_streets_and_lonely_pieces_are_left_away(tmp_path: Path) -> None:
    """From every node one can drive to every other: nobody is sent where there is no way back."""
    places = {**SQUARE, "e": (2000, 0), "p": (5000, 0), "q": (5400, 0), "r": (5400, 400)}
    trap = {**RESIDENTIAL, "oneway": "yes"}
    graph = drawn(tmp_path, [(RESIDENTIAL, "abcda"), (trap, "be"), (RESIDENTIAL, "pqrp")], places)
    assert float(graph.snap([at(5_200, 0)]).metres[0]) == pytest.approx(4_200, rel=0.01)
    assert float(graph.snap([at(2_000, 0)]).metres[0]) == pytest.approx(1_000, rel=0.01)
    for node in range(len(graph.lats)):
        assert np.isfinite(graph.to(node).seconds).all()


def test_long_stretches_get_nodes_between_so_that_nobody_beside_one_is_off_the_road(tmp_path: Path) -> None:
    places = {"a": (0, 0), "b": (20_000, 0), "c": (20_000, 300)}
    graph = drawn(tmp_path, [(RESIDENTIAL, "abca")], places)
    snapped = graph.snap([at(10_050, 5)])
    assert float(snapped.metres[0]) <= LONGEST_M / 2 + 6
    assert seconds(graph, (0, 0), (20_000, 0)) == pytest.approx(20 * KM_S, rel=0.005)


def test_the_town_is_driven_as_the_town_says() -> None:
    town = build_town(1)
    graph = built(extract_of(town))
    assert graph is not None
    schools = town.schools[:12]
    ends = graph.snap([town.nodes[school.gate] for school in schools])
    assert float(ends.metres.max()) < 0.1
    for place, school in enumerate(schools):
        drives = graph.to(int(ends.nodes[place]))
        for other, start in enumerate(schools):
            told = drive(town, start.gate, school.gate)
            assert float(drives.seconds[ends.nodes[other]]) == pytest.approx(told.seconds, rel=0.002, abs=0.5)
            assert float(drives.metres(ends.nodes)[other]) == pytest.approx(told.metres, rel=0.02, abs=5)


NAMES = "abcdefghij"
SPOTS = st.tuples(st.integers(0, 3_000), st.integers(0, 3_000))
LINES = st.lists(st.sampled_from(NAMES), min_size=2, max_size=5)
KINDS = st.sampled_from(["residential", "primary", "service", "footway"])
WAYS = st.tuples(KINDS, st.sampled_from(["yes", "no", "-1"]), LINES)


def by_hand(extract: object, goal: int) -> dict[int, float]:
    """Seconds to a node of the extract from every other that reaches it, by a plain search."""
    back: dict[int, list[tuple[int, float]]] = {}
    lit = set(extract.signals.tolist())  # type: ignore[attr-defined]
    points = [at_degrees(*each) for each in zip(extract.lats, extract.lons, strict=True)]  # type: ignore[attr-defined]
    for way in extract.ways:  # type: ignore[attr-defined]
        speed = speed_kmh(way)
        for a, b in pairwise(way.nodes.tolist()) if speed else ():
            took = metres_between(points[a], points[b]) * 3.6 / speed
            for tail, head, wanted in ((a, b, 1), (b, a, -1)):
                if way.oneway in (0, wanted):
                    back.setdefault(head, []).append((tail, took + (SIGNAL_S if head in lit else 0)))
    best, heap = {goal: 0.0}, [(0.0, goal)]
    while heap:
        so_far, node = heappop(heap)
        for tail, took in back.get(node, ()) if so_far <= best[node] else ():
            if so_far + took < best.get(tail, inf):
                best[tail] = so_far + took
                heappush(heap, (best[tail], tail))
    return best


def at_degrees(lat: float, lon: float) -> object:
    from domain.places import Point

    return Point(lat=float(lat), lon=float(lon))


@given(
    st.lists(SPOTS, min_size=len(NAMES), max_size=len(NAMES), unique=True),
    st.lists(WAYS, min_size=4, max_size=14),
    st.sets(st.sampled_from(NAMES), max_size=3),
)
def test_times_are_those_of_a_plain_search_over_any_streets(
    spots: list[tuple[int, int]], ways: list[tuple[str, str, list[str]]], lit: set[str]
) -> None:
    nodes = {name: {"highway": "traffic_signals"} for name in lit}
    streets = [({"highway": kind, "oneway": way}, line) for kind, way, line in ways]
    with TemporaryDirectory() as folder:
        path = draw(Path(folder) / "any.osm.pbf", dict(zip(NAMES, spots, strict=True)), streets, nodes)
        extract = read_extract(path, lambda _: None)
    graph = built(extract)
    if graph is None:
        return
    own = {}
    for node, (lat, lon) in enumerate(zip(extract.lats, extract.lons, strict=True)):
        same = np.flatnonzero((graph.lats == lat) & (graph.lons == lon))
        if len(same):
            own[node] = int(same[0])
    for goal, ours in own.items():
        drives, told = graph.to(ours), by_hand(extract, goal)
        for start, node in own.items():
            assert float(drives.seconds[node]) == pytest.approx(told[start], rel=1e-3, abs=0.01)


def test_a_search_with_a_reach_finds_the_same_up_to_there(tmp_path: Path) -> None:
    graph = built(extract_of(build_town(1)))
    assert graph is not None
    whole, near = graph.to(17), graph.to(17, reach=300.0)
    within = whole.seconds <= 300.0
    assert 0 < within.sum() < len(within)
    assert (near.seconds[within] == whole.seconds[within]).all()
    assert np.isinf(near.seconds[~within]).all()
    line = whole.line(200)
    assert (line[0], line[-1]) == (200, 17)
    assert float(near.metres(np.flatnonzero(~within)[:3]).sum()) == 0
