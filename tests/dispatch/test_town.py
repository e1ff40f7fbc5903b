"""The invented town: one town per seed, driveable from anywhere to anywhere, and at no real place."""

import csv
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path

import pytest

from dispatch.town.build import build_town
from dispatch.town.network import strongly_connected
from dispatch.town.plan import Town
from dispatch.town.routes import drive, nearest_node, where
from domain.places import Point, in_country, metres_between

SEEDS = (1, 2, 7)
REAL_PLACES = Path(__file__).parents[2].parent / "shared" / "domain" / "regions.csv"


once = cache(build_town)


@pytest.fixture(scope="module", params=SEEDS)
def town(request) -> Town:
    return once(request.param)


def test_the_same_seed_gives_the_same_town_and_another_seed_another():
    assert build_town(2) == once(2)
    assert once(1).nodes != once(2).nodes


def test_it_has_the_size_of_a_town(town):
    assert 2_000 <= len(town.nodes) <= 4_000
    assert len(town.schools) == 40
    assert len(town.specialists) == 60
    assert len(town.teams) == 12
    assert len(town.districts) == 6


def test_everyone_can_drive_to_everyone(town):
    assert len(strongly_connected(list(town.edges), len(town.nodes))) == len(town.nodes)


def test_cutting_the_way_out_of_a_street_is_noticed(town):
    """The check above must be able to fail: one blind end made one-way traps whoever drives in."""
    degree = Counter(n for e in town.edges for n in (e.a, e.b))
    blind = next(i for i, e in enumerate(town.edges) if degree[e.b] == 1)
    edges = [replace(e, oneway=True) if i == blind else e for i, e in enumerate(town.edges)]
    assert len(strongly_connected(edges, len(town.nodes))) < len(town.nodes)


def test_the_river_is_crossed_by_few_bridges(town):
    bridges = {e.street for e in town.edges if e.bridge}
    assert 3 <= sum(e.bridge for e in town.edges) <= 6
    assert len(bridges) >= 3
    without = [e for e in town.edges if not e.bridge]
    assert len(strongly_connected(without, len(town.nodes))) < 0.8 * len(town.nodes)


def test_it_has_one_way_streets_of_several_classes(town):
    assert 200 < sum(e.oneway for e in town.edges) < len(town.edges) / 3
    assert len({e.road for e in town.edges}) == 6


def test_every_school_stands_near_a_street_and_in_a_district(town):
    codes = {d.code for d in town.districts}
    for school in town.schools:
        assert min(_gap(school.point, town.nodes[e.a], town.nodes[e.b]) for e in town.edges) < 300
        assert metres_between(school.point, town.nodes[school.gate]) < 300
        assert school.district in codes
    assert {s.district for s in town.schools} == codes


def test_numbers_names_and_identities_are_unique(town):
    assert len({s.number for s in town.schools}) == len(town.schools)
    assert len({s.name for s in town.specialists}) == len(town.specialists)
    things = [*town.schools, *town.specialists, *town.teams, town.centre]
    assert len({t.id for t in things}) == len(things)


def test_every_group_has_two_members_of_its_own_and_all_languages_are_spoken(town):
    members = [m for team in town.teams for m in team.members]
    assert len(set(members)) == len(members)
    assert all(len(team.members) >= 2 for team in town.teams)
    assert {"kk", "ru"} <= {tongue for team in town.teams for tongue in team.languages}
    profession = {s.id: s.profession for s in town.specialists}
    assert all(any(profession[m] == "psychologist" for m in t.members) for t in town.teams)


def test_it_lies_in_the_country_far_from_every_centre_city(town):
    assert all(in_country(p.lat, p.lon) for p in town.nodes)
    if not REAL_PLACES.exists():
        pytest.skip("the table of real centre cities is not beside this checkout")
    with REAL_PLACES.open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            city = Point(lat=float(row["latitude"]), lon=float(row["longitude"]))
            assert metres_between(city, town.centre.point) > 150_000
            assert row["iso"] != town.region


def test_names_are_given_in_three_languages(town):
    names = [town.name, town.notice, *(d.name for d in town.districts), *(s.name for s in town.streets)]
    assert all(n.kk and n.ru and n.en for n in names)


def test_a_drive_keeps_to_the_streets_and_their_directions(town):
    ways = {(e.a, e.b) for e in town.edges} | {(e.b, e.a) for e in town.edges if not e.oneway}
    for team, school in zip(town.teams, town.schools, strict=False):
        way = drive(town, team.home_node, school.gate)
        assert (way.nodes[0], way.nodes[-1]) == (team.home_node, school.gate)
        assert all(pair in ways for pair in pairwise(way.nodes))
        air = metres_between(town.nodes[way.nodes[0]], town.nodes[way.nodes[-1]])
        assert way.metres >= air * 0.999
        assert list(way.passed_at) == sorted(way.passed_at)


def test_there_and_back_differ_where_streets_are_one_way(town):
    pairs = [(t.home_node, s.gate) for t in town.teams for s in town.schools]
    assert any(drive(town, a, b).nodes != drive(town, b, a).nodes[::-1] for a, b in pairs)


def test_the_car_moves_from_start_to_goal(town):
    way = drive(town, town.teams[0].home_node, town.schools[9].gate)
    assert where(town, way, -5) == where(town, way, 0) == town.nodes[way.nodes[0]]
    assert where(town, way, way.seconds + 1) == town.nodes[way.nodes[-1]]
    track = [where(town, way, way.seconds * i / 200) for i in range(201)]
    steps = [metres_between(a, b) for a, b in pairwise(track)]
    assert max(steps) <= 80 / 3.6 * way.seconds / 200 * 1.05
    assert nearest_node(town, track[-1]) == way.nodes[-1]


def _gap(p: Point, a: Point, b: Point) -> float:
    """Metres from a point to a straight piece of street."""
    wide = 111_195 * cos(radians(p.lat))
    ax, ay = (a.lon - p.lon) * wide, (a.lat - p.lat) * 111_195
    bx, by = (b.lon - p.lon) * wide, (b.lat - p.lat) * 111_195
    dx, dy = bx - ax, by - ay
    share = max(0.0, min(1.0, -(ax * dx + ay * dy) / (dx * dx + dy * dy or 1)))
    return hypot(ax + share * dx, ay + share * dy)
