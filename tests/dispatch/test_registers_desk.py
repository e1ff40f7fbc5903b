"""Registers at the desk: whose they are, who was there first, and forms that were filled in too early."""

from datetime import timedelta
from typing import Any

import pytest

from dispatch.claims import VEHICLE_ON_DUTY
from dispatch.ports import Decided
from dispatch.streams import ACCOUNT
from dispatch.whereabouts import whereabouts
from domain.account import OpenAccount, Role
from domain.account_keeping import ChangeAccount, CloseAccount, MoveAccount
from domain.identity import ShiftId, TeamId, VehicleId
from domain.refusal import Refused
from domain.school import CloseSchool, RegisterSchool
from domain.shift import ChangeShift, EndShift, StartShift
from domain.specialist import DismissSpecialist
from domain.team import CloseTeam
from domain.vehicle import RegisterVehicle, VehicleState
from tests.builders import (
    AINUR,
    ALMA,
    BOLAT,
    DANA,
    ERBOL,
    NOON,
    OTHER_SHIFT,
    OTHER_TEAM,
    REGION,
    SCHOOL,
    SHIFT,
    TEAM,
    an_id,
)
from tests.dispatch.memory import Memory, opened

BOSS, SECOND = an_id("boss"), an_id("second boss")


@pytest.fixture
def house() -> Memory:
    found = opened()
    for who, login in ((BOSS, "boss"), (SECOND, "second")):
        found.accepted(
            OpenAccount(account=who, login=login, name=login, roles=(Role.ADMINISTRATOR,), region=REGION)
        )
    return found


def code(outcome: Decided | Refused) -> str:
    return outcome.code if isinstance(outcome, Refused) else ""


def change(**fields: Any) -> ChangeAccount:
    return ChangeAccount(**{"account": BOLAT, "name": "Bolat", "roles": (Role.HEAD,), **fields})


def test_two_administrators_who_shut_each_other_out(house: Memory) -> None:
    house.accepted(CloseAccount(account=SECOND), by=BOSS)
    assert code(house.submit(CloseAccount(account=BOSS), by=SECOND)) == "last-administrator"


def test_an_account_is_of_the_region_s_own_team_and_people(house: Memory) -> None:
    assert code(house.submit(change(team=an_id("nowhere")), by=BOSS)) == "team-unknown"
    assert code(house.submit(change(specialist=an_id("nobody")), by=BOSS)) == "specialist-unknown"
    assert code(house.submit(change(team=TEAM), by=BOSS)) == ""
    opening = OpenAccount(
        account=an_id("new"), login="n", name="n", roles=(Role.TEAM,), region=REGION, team=an_id("nowhere")
    )
    assert code(house.submit(opening, by=BOSS)) == "team-unknown"


def test_another_region_s_account_is_unknown_even_just_moved(house: Memory) -> None:
    assert code(house.submit(change(), by=BOSS, region="KZ-19")) == "account-unknown"
    assert code(house.submit(MoveAccount(account=BOLAT, to_region="KZ-99"), by=BOSS)) == "region-unknown"


def test_a_form_that_was_filled_in_too_early_undoes_nothing(house: Memory) -> None:
    _, version = house.state(ACCOUNT, BOLAT)
    house.accepted(change(), by=BOSS, seen=version)
    outcome = house.submit(change(name="Other"), by=SECOND, seen=version)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.params) == ("changed-meanwhile", {"version": version + 2})
    assert code(house.submit(change(name="Other"), by=SECOND, seen=version + 2)) == ""


def test_a_school_s_form_too(house: Memory) -> None:
    def school(label: str) -> RegisterSchool:
        return RegisterSchool(school=SCHOOL, region=REGION, label=label, point=(43.25, 76.95))

    house.accepted(school("A"), by=ALMA)
    assert code(house.submit(school("B"), by=ALMA, seen=1)) == "changed-meanwhile"
    assert code(house.submit(school("B"), by=ALMA)) == ""


CAR, OTHER_CAR = VehicleId(an_id("car")), VehicleId(an_id("other car"))
UNTIL = NOON + timedelta(hours=8)


def car(which: VehicleId = CAR, **fields: Any) -> RegisterVehicle:
    return RegisterVehicle(**{"vehicle": which, "region": REGION, "plate": "KZ 1 AAA 02", **fields})


def out(shift: ShiftId, team: TeamId, *members: Any, vehicle: str = "kz1aaa02") -> StartShift:
    return StartShift(shift=shift, team=team, members=members, ends_at=UNTIL, vehicle=vehicle)


FIRST, SECOND_SHIFT = (SHIFT, TEAM, AINUR, DANA), (OTHER_SHIFT, OTHER_TEAM, ERBOL, an_id("p1"))


def test_one_plate_is_one_car(house: Memory) -> None:
    house.accepted(car())
    assert code(house.submit(car(OTHER_CAR, plate="kz1aaa02"))) == "plate-taken"
    assert code(house.submit(car(model="Largus"))) == ""
    assert code(house.submit(car(OTHER_CAR, plate="KZ2"))) == ""


def test_a_car_drives_with_one_group_at_a_time(house: Memory) -> None:
    house.accepted(car())
    house.accepted(out(*FIRST))
    outcome = house.submit(out(*SECOND_SHIFT))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.params["account"]) == ("vehicle-on-duty", str(ALMA))
    assert (VEHICLE_ON_DUTY, str(CAR)) in house.claims
    house.accepted(EndShift(shift=SHIFT))
    assert (VEHICLE_ON_DUTY, str(CAR)) not in house.claims
    house.accepted(out(*SECOND_SHIFT))


def test_a_change_of_cars_frees_the_one_that_was_left(house: Memory) -> None:
    house.accepted(car())
    house.accepted(car(OTHER_CAR, plate="KZ2"))
    house.accepted(out(*FIRST))
    house.accepted(ChangeShift(shift=SHIFT, vehicle="KZ2"))
    house.accepted(ChangeShift(shift=SHIFT, ends_at=UNTIL + timedelta(hours=1)))
    held = {key for kind, key in house.claims if kind == VEHICLE_ON_DUTY}
    assert held == {str(OTHER_CAR)}
    house.accepted(out(*SECOND_SHIFT))
    assert code(house.submit(ChangeShift(shift=SHIFT, vehicle="KZ1AAA02"))) == "vehicle-on-duty"


def test_what_no_register_knows_is_only_a_text(house: Memory) -> None:
    house.accepted(out(*FIRST, vehicle="Largus"))
    house.accepted(out(*SECOND_SHIFT, vehicle="Largus"))


@pytest.mark.parametrize("state", [VehicleState.REPAIR, VehicleState.RETIRED])
def test_a_car_in_repair_stays(house: Memory, state: VehicleState) -> None:
    house.accepted(car(state=state))
    assert code(house.submit(out(*FIRST))) == "vehicle-not-ready"


def test_whoever_is_on_duty_stays_in_the_register(house: Memory) -> None:
    house.accepted(out(*FIRST))
    assert code(house.submit(DismissSpecialist(specialist=AINUR))) == "specialist-on-duty"
    assert code(house.submit(CloseTeam(team=TEAM))) == "team-on-duty"
    house.accepted(EndShift(shift=SHIFT))
    house.accepted(DismissSpecialist(specialist=AINUR))
    assert code(house.submit(out(OTHER_SHIFT, TEAM, AINUR, DANA))) == "specialist-unknown"
    house.accepted(CloseTeam(team=TEAM))
    assert code(house.submit(out(OTHER_SHIFT, TEAM, ERBOL, DANA))) == "team-unknown"


def test_a_closed_school_is_no_place_s_neighbour(house: Memory) -> None:
    near = whereabouts(house.rows("schools"), REGION, None, (43.25, 76.95))
    assert near.nearest_school == SCHOOL
    house.accepted(CloseSchool(school=SCHOOL))
    assert whereabouts(house.rows("schools"), REGION, None, (43.25, 76.95)).nearest_school != SCHOOL
