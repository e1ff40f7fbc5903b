"""How far off drive times were, over HTTP; a real installation learns from it, a demonstration never."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from dispatch.routing.calibrated import Calibrated
from dispatch.routing.ladder import Ladder
from dispatch.routing.straight import StraightLine
from domain.driving import ENOUGH
from domain.places import Point
from projections.drives import Drives
from tests.builders import NOON
from tests.dispatch.driven import Driven
from tests.web.client import Client, Running
from tests.web.on_road import sent
from tests.web.people import real_installation
from web.bootstrap import build, close
from web.parts import calibration_of
from web.settings import Settings

HERE, THERE = Point(lat=43.24, lon=76.89), Point(lat=43.26, lon=76.95)


def followed(server: Running) -> None:
    for _ in range(500):
        if server.system.views.standing().behind == 0:
            return
        time.sleep(0.01)
    raise AssertionError("the drives do not follow")


def test_a_drive_that_was_driven_is_counted_at_its_rung_and_hour(server: Running, dispatcher: Client) -> None:
    case = dispatcher.received()
    with sent(server, dispatcher, case) as drive:
        drive.tell("record-arrival")
        followed(server)
        document = server.system.views.reading.document(Drives.name, drive.visit)
    assert document is not None
    assert document["rung"] == server.system.router.standing().rung
    assert None not in (document["departed_at"], document["arrived_at"])
    assert document["factor"] == 1.0
    assert "Zzyzx" not in str(document)


@pytest.mark.parametrize("login", ["supervisor", "head"])
def test_who_runs_the_house_sees_times_and_no_case(login: str, server: Running) -> None:
    answer = server.enter(login).get("/api/drives")
    assert answer["enough"] == ENOUGH
    assert answer["learns"] is False, "the town's drives are invented"
    assert answer["learnt"] == []
    assert all(set(each) == {"rung", "hour", "count", "percent", "seconds"} for each in answer["errors"])


@pytest.mark.parametrize("login", ["operator", "dispatcher", "analyst", "auditor", "administrator", "team1"])
def test_others_do_not(login: str, server: Running) -> None:
    assert server.enter(login).http.get("/api/drives").status_code == 403


# ---- what is learnt


@pytest.mark.parametrize("demonstration", [False, True])
def test_invented_drives_teach_nothing(demonstration: bool, tmp_path: Path) -> None:
    """The same drives in both: of a real house they change times, of a demonstration they do not."""
    driven = Driven(tmp_path)
    driven.add([1.5] * ENOUGH, rung="air")
    found = calibration_of(Settings(data=tmp_path), demonstration, driven.drives)
    router = Calibrated(Ladder(StraightLine()), found)
    bare = Ladder(StraightLine()).times([HERE], [THERE], NOON).legs[0][0].seconds
    told = router.times([HERE], [THERE], NOON)
    assert found.learns is not demonstration
    assert (told.legs[0][0].seconds == bare) is demonstration
    assert (told.factor == 1.0) is demonstration
    driven.close()


def test_what_the_data_directory_says_of_itself_decides(server: Running, tmp_path: Path) -> None:
    assert server.system.demonstration
    assert not server.system.calibration.learns
    real_installation(tmp_path / "data")
    system = build(Settings(data=tmp_path / "data"))
    try:
        assert system.calibration.learns
        assert system.router._calibration is system.calibration, "what recommends and reckons is what learns"
    finally:
        close(system)


def test_a_file_of_views_from_before_there_were_drives_is_made_anew(tmp_path: Path) -> None:
    real_installation(tmp_path / "data")
    path = tmp_path / "data" / "views.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "DROP TABLE drive; DELETE FROM build WHERE view='drives'; UPDATE of_log SET shape=2;"
        )
    system = build(Settings(data=tmp_path / "data"))
    try:
        assert (system.drives.ratios(), system.drives.errors("here", NOON)) == ({}, [])
    finally:
        close(system)
