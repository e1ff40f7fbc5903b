"""Who is on the road, whose turn it is to be reckoned anew, and that nothing outlives its drive."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from dispatch.driving import Arrival, Driving, OnRoad, arrival
from dispatch.positions import LivePosition
from dispatch.routing.ladder import Ladder
from dispatch.routing.straight import StraightLine
from domain.places import Point
from domain.recommendation import STALE
from tests.dispatch.told_rung import NIGHT, SCHOOL, Clock, Told, east

TEAM, OTHER = str(UUID(int=1)), str(UUID(int=2))
A = east(1)


def team(key: str = TEAM, status: str = "en-route", visit: str | None = "v1") -> dict[str, Any]:
    case = None if visit is None else "c1"
    return {"id": key, "status": status, "visit": visit, "case": case, "region": "KZ-75"}


class House:
    """What is shown, and a clock that goes when it is told to."""

    def __init__(self) -> None:
        self.clock, self.shown, self.woken = Clock(), dict[str, Arrival](), 0
        self.driving = Driving(self.show, self.clock.monotonic, every=15)
        self.driving.wake = self.wake

    def show(self, drive: OnRoad, found: Arrival | None) -> None:
        self.shown.pop(drive.team, None)
        if found is not None:
            self.shown[drive.team] = found

    def wake(self) -> None:
        self.woken += 1

    def turns(self) -> list[str]:
        return [drive.team for drive in self.driving.turns()]


@pytest.fixture
def house() -> House:
    return House()


def an_arrival(minutes: int = 9) -> Arrival:
    return Arrival(eta_at=NIGHT + timedelta(minutes=minutes), rung="air", seen_at=NIGHT)


def test_who_sets_out_is_reckoned_at_once_and_then_as_often_as_is_set(house: House) -> None:
    house.driving.follow(TEAM, team())
    assert (house.turns(), house.woken) == ([TEAM], 1)
    for second in (1, 5, 14):
        house.clock.seconds = second
        house.driving.moved(UUID(TEAM))
        assert house.turns() == [], second
        assert house.driving.waiting, "it is not forgotten"
    house.clock.seconds = 15
    assert house.turns() == [TEAM]
    assert not house.driving.waiting


def test_a_team_that_told_nothing_new_is_not_reckoned_again(house: House) -> None:
    house.driving.follow(TEAM, team())
    assert house.turns() == [TEAM]
    house.clock.seconds = 600
    assert house.turns() == []


def test_only_who_is_on_the_road_is_reckoned(house: House) -> None:
    for status in ("free", "sent", "delivered", "accepted", "on-site", "off"):
        house.driving.follow(TEAM, team(status=status))
        house.driving.moved(UUID(TEAM))
    house.driving.moved(UUID(OTHER))
    house.driving.follow(OTHER, team(OTHER, visit=None))
    assert (house.turns(), house.woken) == ([], 0)


def test_each_team_has_its_own_turn_longest_waiting_first(house: House) -> None:
    house.driving.load({OTHER: team(OTHER), TEAM: team(), "off": team("off", "off", None)})
    assert house.turns() == [OTHER, TEAM]
    house.clock.seconds = 20
    house.driving.moved(UUID(TEAM))
    house.driving.moved(UUID(OTHER))
    assert house.turns() == [TEAM, OTHER]


@pytest.mark.parametrize("after", [team(status="on-site"), team(status="free", visit=None), None])
def test_when_a_drive_is_over_its_arrival_is_gone(house: House, after: dict[str, Any] | None) -> None:
    house.driving.follow(TEAM, team())
    (drive,) = house.driving.turns()
    house.driving.reckoned(drive, an_arrival())
    assert TEAM in house.shown
    house.driving.follow(TEAM, after)
    assert house.shown == {}


def test_what_was_reckoned_while_the_drive_ended_is_not_shown(house: House) -> None:
    house.driving.follow(TEAM, team())
    (drive,) = house.driving.turns()
    house.driving.follow(TEAM, team(status="on-site"))
    house.driving.reckoned(drive, an_arrival())
    assert house.shown == {}
    house.show(drive, an_arrival())
    assert house.shown, "the planted fault: shown without asking whether it still drives"


def test_of_the_next_visit_nothing_old_is_shown(house: House) -> None:
    house.driving.follow(TEAM, team())
    (first,) = house.driving.turns()
    house.driving.follow(TEAM, team(visit="v2"))
    assert [drive.visit for drive in house.driving.turns()] == ["v2"], (
        "at once, although its turn was just now"
    )
    house.driving.reckoned(first, an_arrival())
    assert house.shown == {}


def test_a_row_that_changed_otherwise_begins_nothing_anew(house: House) -> None:
    house.driving.follow(TEAM, team())
    (drive,) = house.driving.turns()
    house.driving.reckoned(drive, an_arrival())
    house.driving.follow(TEAM, {**team(), "ends_at": "later"})
    assert (house.turns(), list(house.shown)) == ([], [TEAM])


# ---- the arrival


def seen(at: datetime = NIGHT, point: Point = A) -> LivePosition:
    return LivePosition(team=UUID(TEAM), point=point, at=at, source="phone")


def test_it_is_there_so_long_after_it_was_seen_and_names_the_rung() -> None:
    router = Ladder(Told("roads", {A: 600}), StraightLine())
    found = arrival(router, seen(NIGHT - timedelta(minutes=2)), SCHOOL, NIGHT)
    assert found == Arrival(
        eta_at=NIGHT + timedelta(minutes=8), rung="roads", seen_at=NIGHT - timedelta(minutes=2)
    )


def test_when_the_roads_cannot_be_had_the_next_rung_is_named() -> None:
    found = arrival(Ladder(Told("roads", "engine-gone"), StraightLine()), seen(), SCHOOL, NIGHT)
    assert found is not None
    assert found.rung == "air"


def test_a_phone_whose_clock_is_ahead_brings_nobody_there_later() -> None:
    router = Ladder(Told("roads", {A: 600}), StraightLine())
    found = arrival(router, seen(NIGHT + timedelta(minutes=4)), SCHOOL, NIGHT)
    assert found is not None
    assert (found.eta_at, found.seen_at) == (NIGHT + timedelta(minutes=10), NIGHT)


@pytest.mark.parametrize(
    "known",
    [None, seen(NIGHT - STALE - timedelta(seconds=1)), seen(point=Point(lat=0.0, lon=0.0))],
)
def test_of_a_team_that_nobody_sees_nothing_is_said(known: LivePosition | None) -> None:
    router = Ladder(Told("roads", {A: 600}), StraightLine())
    assert arrival(router, known, SCHOOL, NIGHT) is None
    assert arrival(router, seen(NIGHT - STALE), SCHOOL, NIGHT) is not None
