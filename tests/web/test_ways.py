"""Ways on the map: to whom they show where a child lives, and to whom they end at a school."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

import pytest

from dispatch.reads_found import Wanted
from domain.places import Point, metres_between
from tests.reads import rows_of
from tests.web.client import Client, Running
from tests.web.on_road import Drive, sent
from web import way_doors

HOME_AWAY = 0.0031
"""Degrees from the school: some 300 m."""


@pytest.fixture(scope="module")
def school(dispatcher: Client) -> dict[str, Any]:
    return dict(dispatcher.get("/api/schools")["schools"][7])


@pytest.fixture(scope="module")
def home(school: dict[str, Any]) -> Point:
    return Point(lat=school["lat"] + HOME_AWAY, lon=school["lon"] + HOME_AWAY)


@pytest.fixture(scope="module")
def at_home(server: Running, dispatcher: Client, home: Point) -> Iterator[Drive]:
    """A group drives to a child's home."""
    case = dispatcher.received(school=None, point=[home.lat, home.lon], place="Zzyzx street 7")
    with sent(server, dispatcher, case) as drive:
        drive.at(home.lat + 0.01, home.lon + 0.02)
        yield drive


def ways(client: Client, case: str, **asked: Any) -> list[dict[str, Any]]:
    return list(client.get(f"/api/cases/{case}/ways", **asked)["ways"])


def end(way: dict[str, Any]) -> Point:
    line = way["line"]
    return Point(lat=sum(line[::2]) / 100_000, lon=sum(line[1::2]) / 100_000)


def far(a: Point, b: Point) -> float:
    return metres_between(a, b)


def near_school(server: Running, case: str) -> Point:
    row = server.system.row("queue", case)
    assert row is not None
    school = server.system.row("schools", row["nearest_school"])
    assert school is not None
    return Point(lat=school["lat"], lon=school["lon"])


def readings(server: Running, client: Client, case: str) -> list[tuple[str, str]]:
    """What this account read of the case: door and levels."""
    wanted = Wanted(cases=(case,), account=client.me["account"])
    return [(row.door, row.levels) for row in rows_of(server.system.settings.data / "reads.db", wanted)]


def test_to_a_school_it_leads_for_everybody_who_watches_groups(
    server: Running, dispatcher: Client, school: dict[str, Any]
) -> None:
    case = dispatcher.received(school=school["id"])
    with sent(server, dispatcher, case) as drive:
        drive.at(school["lat"] + 0.01, school["lon"] + 0.02)
        for login in ("operator", "dispatcher", "supervisor"):
            (way,) = ways(server.enter(login), case)
            assert (way["visit"], way["team"], way["ends"]) == (drive.visit, drive.team, "place")
            assert far(end(way), Point(lat=school["lat"], lon=school["lon"])) < 2
            assert way["rung"] in ("roads", "roads-builtin", "air")
            assert way["seconds"] > 0
        assert readings(server, server.enter("supervisor"), case) == [], "a school is nobody's home"


def test_to_a_home_it_leads_for_whoever_may_read_it_and_that_is_written_down(
    server: Running, at_home: Drive, home: Point
) -> None:
    supervisor = server.enter("supervisor")
    (way,) = ways(supervisor, at_home.case, exact="true")
    assert (way["ends"], way["visit"]) == ("place", at_home.visit)
    assert far(end(way), home) < 2
    assert readings(server, supervisor, at_home.case)[-1] == ("way", "C1 C2")


def test_whoever_only_looks_at_the_board_reads_nobodys_home(
    server: Running, at_home: Drive, home: Point
) -> None:
    head = server.enter("head")
    before = readings(server, head, at_home.case)
    (way,) = ways(head, at_home.case)
    assert way["ends"] == "nearest-school"
    assert far(end(way), near_school(server, at_home.case)) < 2
    assert readings(server, head, at_home.case) == before


def points(way: dict[str, Any]) -> list[Point]:
    """The corners of the line."""
    line = way["line"]
    lats, lons = accumulate(line[::2]), accumulate(line[1::2])
    return [Point(lat=lat / 100_000, lon=lon / 100_000) for lat, lon in zip(lats, lons, strict=True)]


def of_line(way: dict[str, Any], corners: Sequence[Point]) -> bool:
    """Whether the line goes by these corners alone."""
    return all(min(far(each, corner) for corner in corners) < 5 for each in points(way))


def test_for_whoever_may_not_open_the_case_it_ends_at_the_nearest_school(
    server: Running, at_home: Drive, home: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator reads of a case what is operational, of those they wrote down also where."""
    operator = server.enter("operator")
    (way,) = ways(operator, at_home.case, exact="true")
    assert way["ends"] == "nearest-school"
    near, here = near_school(server, at_home.case), Point(lat=home.lat + 0.01, lon=home.lon + 0.02)
    assert far(end(way), near) < 2
    to_school = server.system.router.way(here, near, server.system.clock.now())
    assert of_line(way, to_school.points), "it is the way to the school, wherever somebody lives"
    assert readings(server, operator, at_home.case) == []
    monkeypatch.setattr(way_doors, "_reads_the_place", lambda call, row: True)
    (leaky,) = ways(operator, at_home.case, exact="true")
    assert leaky["ends"] == "nearest-school", "asked for the right or not, what is not his level is not shown"
    planted = way_doors.Level
    monkeypatch.setattr(way_doors, "Level", type("Any", (), {"PERSONAL": planted.OPERATIONAL}))
    (leaky,) = ways(operator, at_home.case, exact="true")
    assert far(end(leaky), home) < 2, "the planted fault: the level is not asked, and the line tells"
    assert not of_line(leaky, to_school.points)


def test_who_wrote_the_request_down_reads_where_it_is(server: Running, home: Point) -> None:
    operator = server.enter("operator")
    case = operator.received(school=None, point=[home.lat, home.lon])
    with sent(server, server.enter("dispatcher"), case) as drive:
        drive.at(home.lat + 0.01, home.lon + 0.02)
        (way,) = ways(operator, case, exact="true")
        assert (way["ends"], far(end(way), home) < 2) == ("place", True)
        assert readings(server, operator, case)[-1] == ("way", "C1 C2")


def test_another_region_and_who_watches_no_groups(server: Running, other: Client, at_home: Drive) -> None:
    assert other.http.get(f"/api/cases/{at_home.case}/ways").status_code == 404
    for login in ("administrator", "analyst", "auditor", "specialist"):
        assert server.enter(login).http.get(f"/api/cases/{at_home.case}/ways").status_code == 403
    assert other.http.get("/api/cases/nonsense/ways").status_code == 404


def test_only_what_is_still_to_be_driven_is_drawn(
    server: Running, dispatcher: Client, school: dict[str, Any]
) -> None:
    case = dispatcher.received(school=school["id"])
    assert ways(dispatcher, case) == []
    with sent(server, dispatcher, case, drives=False) as drive:
        drive.at(school["lat"] + 0.01, school["lon"])
        assert len(ways(dispatcher, case)) == 1, "not yet on the road, but sent"
        drive.tell("record-departure")
        assert len(ways(dispatcher, case)) == 1
        drive.tell("record-arrival")
        assert ways(dispatcher, case) == []


def test_when_the_place_is_corrected_the_way_leads_there(
    server: Running, dispatcher: Client, home: Point, school: dict[str, Any]
) -> None:
    case = dispatcher.received(school=None, point=[home.lat, home.lon])
    with sent(server, dispatcher, case):
        assert far(end(ways(dispatcher, case, exact="true")[0]), home) < 2
        moved = dispatcher.send("correct-school", case=case, school=school["id"])
        assert moved.status_code == 200, moved.text
        (way,) = ways(dispatcher, case)
        assert far(end(way), Point(lat=school["lat"], lon=school["lon"])) < 2
