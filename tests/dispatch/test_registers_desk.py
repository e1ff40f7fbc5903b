"""Registers at the desk: whose they are, who was there first, and forms that were filled in too early."""

from typing import Any

import pytest

from dispatch.ports import Decided
from dispatch.streams import ACCOUNT
from domain.account import OpenAccount, Role
from domain.account_keeping import ChangeAccount, CloseAccount, MoveAccount
from domain.refusal import Refused
from domain.school import RegisterSchool
from tests.builders import ALMA, BOLAT, REGION, SCHOOL, TEAM, an_id
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
