"""Arrivals reckoned anew while a group drives: on its region's boards, on its own phone, nowhere else."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from websockets.sync.client import ClientConnection

from dispatch.driving import Driving
from tests.web.client import Client, Running
from tests.web.on_road import sent

WITHIN_S = 8.0


class Rows:
    """The rows of one live topic, as a screen has them."""

    def __init__(self, line: ClientConnection, topic: str) -> None:
        self._line, self.rows, self.refused = line, dict[str, Any](), False
        line.send(json.dumps({"t": "sub", "id": 1, "topic": topic}))

    def until(self, true: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        end = time.monotonic() + WITHIN_S
        while not true(self.rows):
            assert time.monotonic() < end, self.rows
            for message in json.loads(self._line.recv(timeout=WITHIN_S)):
                self._take(message)
        return self.rows

    def _take(self, message: dict[str, Any]) -> None:
        if message["t"] == "snap":
            self.rows = dict(message["rows"])
        if message["t"] == "d":
            for key, row in message["ops"]:
                self.rows.pop(key, None)
                if row is not None:
                    self.rows[key] = row


@contextmanager
def watching(client: Client, topic: str) -> Iterator[Rows]:
    with client.live() as line:
        yield Rows(line, topic)


@pytest.fixture
def school(dispatcher: Client) -> dict[str, Any]:
    return dict(dispatcher.get("/api/schools")["schools"][9])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_group_that_drives_is_reckoned_from_where_it_is_and_gone_when_it_is_there(
    server: Running, dispatcher: Client, school: dict[str, Any]
) -> None:
    case = dispatcher.received(school=school["id"])
    with sent(server, dispatcher, case, drives=False) as drive, watching(dispatcher, "drives:KZ-00") as board:
        team = drive.team
        drive.at(school["lat"] + 0.09, school["lon"])
        drive.tell("accept-assignment", drive=True)
        far = board.until(lambda rows: team in rows)[team]
        assert (far["visit"], far["rung"]) == (drive.visit, "air"), "no street of the town is so far out"
        left = at(far["eta_at"]) - server.system.clock.now()
        assert timedelta(minutes=10) < left < timedelta(minutes=60), "10 km by air"
        drive.at(school["lat"] + 0.09, school["lon"] + 0.0001)
        with watching(drive.phone, f"drive:{team}") as own:
            assert own.until(lambda rows: team in rows)[team]["visit"] == drive.visit
        drive.tell("record-arrival")
        board.until(lambda rows: team not in rows)
        assert not any(team == each.team for each in server.system.driving.turns())


@pytest.mark.slow
def test_near_it_is_there_sooner_but_no_more_often_than_is_set(
    server: Running, dispatcher: Client, school: dict[str, Any]
) -> None:
    case = dispatcher.received(school=school["id"])
    every = server.system.settings.limits.eta_every
    with sent(server, dispatcher, case, drives=False) as drive, watching(dispatcher, "drives:KZ-00") as board:
        team = drive.team
        drive.at(school["lat"] + 0.09, school["lon"])
        drive.tell("accept-assignment", drive=True)
        far = board.until(lambda rows: team in rows)[team]
        drive.at(school["lat"] + 0.01, school["lon"])
        assert server.system.driving.waiting, "its turn comes"
        with server.system.driving._lock:
            server.system.driving._last[team] -= every
        near = board.until(lambda rows: rows.get(team, far)["seen_at"] != far["seen_at"])[team]
        assert at(near["eta_at"]) < at(far["eta_at"])


def test_who_may_not_watch_gets_nothing(server: Running, other: Client) -> None:
    def refused(client: Client, topic: str) -> bool:
        with client.live() as line:
            line.send(json.dumps({"t": "sub", "id": 1, "topic": topic}))
            for _ in range(20):
                for message in json.loads(line.recv(timeout=5)):
                    if message["t"] in ("ok", "snap"):
                        return False
                    if message["t"] == "err":
                        return True
        raise AssertionError("no answer")

    phone, another = server.enter("team3"), server.enter("team4")
    assert not refused(server.enter("operator"), "drives:KZ-00")
    assert not refused(phone, f"drive:{phone.me['team']}")
    assert refused(phone, f"drive:{another.me['team']}"), "another group's"
    assert refused(phone, "drives:KZ-00")
    assert refused(server.enter("analyst"), "drives:KZ-00")
    assert refused(other, "drives:KZ-00")
    assert refused(other, f"drive:{phone.me['team']}")


def test_one_that_cannot_be_reckoned_harms_no_other(
    server: Running, dispatcher: Client, school: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, broken = (dispatcher.received(school=school["id"]) for _ in range(2))
    real = server.system.row

    def row(table: str, key: str) -> Any:
        if (table, key) == ("queue", broken):
            raise RuntimeError("the planted fault")
        return real(table, key)

    monkeypatch.setattr(type(server.system), "row", lambda self, table, key: row(table, key))
    with (
        watching(dispatcher, "drives:KZ-00") as board,
        sent(server, dispatcher, case, drives=False) as good,
    ):
        system = server.system
        ghost = {"id": "ghost", "status": "en-route", "visit": "v", "case": broken, "region": "KZ-00"}
        system.driving.follow("ghost", ghost)
        try:
            good.at(school["lat"] + 0.05, school["lon"])
            good.tell("accept-assignment", drive=True)
            rows = board.until(lambda rows: good.team in rows)
            assert "ghost" not in rows
        finally:
            system.driving.follow("ghost", None)


def test_a_start_in_the_middle_of_a_drive_reckons_it_as_soon_as_it_tells_where_it_is() -> None:
    driving = Driving(lambda drive, found: None, time.monotonic, 15)
    on_road = {"id": "t", "status": "en-route", "visit": "v", "case": "c", "region": "KZ-00"}
    driving.load({"t": on_road})
    assert [drive.visit for drive in driving.turns()] == ["v"]
