"""What an administrator may do to an account, and the three things nobody may."""

from dataclasses import replace
from typing import Any

import pytest

from domain import account
from domain.account import (
    AccountClosed,
    AccountMoved,
    AccountOpened,
    AccountPlaced,
    AccountRenamed,
    AccountReopened,
    Role,
    RolesChanged,
)
from domain.account_keeping import ChangeAccount, CloseAccount, Keeper, MoveAccount, ReopenAccount, keep
from tests.builders import AINUR, ALMA, REGION, TEAM, an_id
from tests.given import Answer

BOSS = an_id("boss")
KEEPER = Keeper(by=BOSS, other_administrators=1)
OPENED = AccountOpened(
    login="alma",
    name="Alma A.",
    roles=(Role.DISPATCHER,),
    region=REGION,
    language="kk",
    specialist=None,
    team=None,
)
THE_BOSS = AccountOpened(
    login="boss",
    name="Boss",
    roles=(Role.ADMINISTRATOR, Role.HEAD),
    region=REGION,
    language="kk",
    specialist=None,
    team=None,
)


def asked(command: Any, *history: object, keeper: Keeper = KEEPER) -> Answer:
    state = account.INITIAL
    for event in history:
        state = account.evolve(state, event)
    return Answer(keep(state, command, keeper))


def change(**fields: Any) -> ChangeAccount:
    return ChangeAccount(**{"account": ALMA, "name": "Alma A.", "roles": (Role.DISPATCHER,), **fields})


def boss(**fields: Any) -> ChangeAccount:
    roles = (Role.ADMINISTRATOR, Role.HEAD)
    return ChangeAccount(**{"account": BOSS, "name": "Boss", "roles": roles, **fields})


def test_a_groups_account_has_a_group() -> None:
    asked(change(roles=(Role.LEAD, Role.TEAM)), OPENED).refused("account-without-group", field="team")
    bare = replace(OPENED, roles=(Role.TEAM,))
    asked(change(name="B", roles=(Role.TEAM,)), bare).refused("account-without-group", field="team")
    asked(change(roles=(Role.TEAM,), team=TEAM), bare).then(AccountPlaced(team=TEAM, specialist=None))
    asked(change(roles=(Role.LEAD,)), bare).then(RolesChanged(roles=(Role.LEAD,)))


def test_only_what_differs_is_stored() -> None:
    asked(change(), OPENED).then()
    asked(change(name=" Alma B. "), OPENED).then(AccountRenamed(name="Alma B."))
    asked(change(roles=(Role.HEAD, Role.HEAD)), OPENED).then(RolesChanged(roles=(Role.HEAD,)))
    asked(change(team=TEAM), OPENED).then(AccountPlaced(team=TEAM, specialist=None))
    asked(change(name="B", roles=(Role.TEAM,), team=TEAM, specialist=AINUR), OPENED).then(
        AccountRenamed(name="B"),
        RolesChanged(roles=(Role.TEAM,)),
        AccountPlaced(team=TEAM, specialist=AINUR),
    )


def test_the_order_of_roles_is_no_change() -> None:
    asked(boss(roles=(Role.HEAD, Role.ADMINISTRATOR)), THE_BOSS).then()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "name-missing"),
        ({"roles": ()}, "account-incomplete"),
        ({"name": "x" * 301}, "text-too-long"),
    ],
)
def test_an_account_keeps_a_name_and_a_role(fields: dict[str, Any], code: str) -> None:
    asked(change(**fields), OPENED).refused(code)


@pytest.mark.parametrize(
    "command",
    [
        boss(roles=(Role.ADMINISTRATOR,)),
        boss(roles=(Role.HEAD,)),
        CloseAccount(account=BOSS),
        MoveAccount(account=BOSS, to_region="KZ-19"),
    ],
)
def test_nobody_does_it_to_themselves(command: Any) -> None:
    asked(command, THE_BOSS).refused("own-account")
    asked(boss(name="Another name"), THE_BOSS).then(AccountRenamed)


@pytest.mark.parametrize(
    "command",
    [boss(roles=(Role.HEAD,)), CloseAccount(account=BOSS), MoveAccount(account=BOSS, to_region="KZ-19")],
)
def test_the_last_administrator_stays(command: Any) -> None:
    """Two who shut each other out at once: the second is refused."""
    other = Keeper(by=ALMA, other_administrators=0)
    asked(command, THE_BOSS, keeper=other).refused("last-administrator")
    asked(command, THE_BOSS, keeper=Keeper(by=ALMA, other_administrators=1)).then(type_of(command))


def type_of(command: Any) -> type:
    events = {ChangeAccount: RolesChanged, CloseAccount: AccountClosed, MoveAccount: AccountMoved}
    return events[type(command)]


def test_a_closed_administrator_may_be_left_without_the_role() -> None:
    alone = Keeper(by=ALMA, other_administrators=0)
    asked(boss(roles=(Role.HEAD,)), THE_BOSS, AccountClosed(), keeper=alone).then(RolesChanged)


def test_closing_and_reopening() -> None:
    asked(CloseAccount(account=ALMA), OPENED).then(AccountClosed())
    asked(CloseAccount(account=ALMA), OPENED, AccountClosed()).then()
    asked(ReopenAccount(account=ALMA), OPENED).then()
    asked(ReopenAccount(account=ALMA), OPENED, AccountClosed()).then(AccountReopened())


def test_in_another_region_one_begins_without_rights() -> None:
    moved = AccountMoved(region="KZ-19")
    asked(MoveAccount(account=ALMA, to_region=REGION), OPENED).then()
    asked(MoveAccount(account=ALMA, to_region="KZ-19"), OPENED).then(moved)
    state = account.evolve(account.evolve(account.INITIAL, OPENED), moved)
    assert (state.region, state.roles, state.team) == ("KZ-19", (), None)


@pytest.mark.parametrize(
    "command",
    [
        change(),
        CloseAccount(account=ALMA),
        ReopenAccount(account=ALMA),
        MoveAccount(account=ALMA, to_region="KZ-19"),
    ],
)
def test_an_account_that_is_none(command: Any) -> None:
    asked(command).refused("account-unknown")
