"""A real server on a real port, over the invented town and a second region, for all tests of the door."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from dispatch.town.accounts import TOTP_SECRET
from domain.account import OpenAccount, Role
from domain.centre import RegisterCentre
from domain.identity import AccountId, CentreId, SchoolId
from domain.school import RegisterSchool
from tests.web.client import Client, Running
from tests.web.device import keeper
from tests.web.served import served
from web.bootstrap import build, close, set_up
from web.limits import Limits
from web.login import account_of
from web.setting_up import Order, draw_town, load_town, open_account, register_centre, submit, town_of
from web.settings import Settings
from web.system import System

OTHER = "KZ-75"
OTHER_PASSWORD = "another-region-neverwas"


async def _fill(system: System) -> None:
    await load_town(system, town_of({"seed": 1}), lambda _: None)
    centre = CentreId(uuid4())
    point = (43.24, 76.9)
    await register_centre(
        system,
        RegisterCentre(centre=centre, region=OTHER, name_kk="Б", name_ru="Д", name_en="", point=point),
    )
    for role in (Role.DISPATCHER, Role.ADMINISTRATOR):
        account = OpenAccount(
            account=AccountId(uuid4()), login=f"other-{role}", name="Other", roles=(role,), region=OTHER
        )
        await open_account(system, account, OTHER_PASSWORD)
        system.factors.enrol_totp(account.account, TOTP_SECRET)
    school = RegisterSchool(
        school=SchoolId(uuid4()), region=OTHER, label="Басқа", point=(43.25, 76.91), number="1"
    )
    order = Order(row=1, name="register-school", command_id=uuid4(), command=school)
    await submit(system, order, OTHER, centre)


def _made(path: Path) -> Path:
    """A data directory with the town and one more region."""
    set_up(path, {"demonstration": True, "seed": 1})
    draw_town(path, town_of({"seed": 1}))
    system = build(Settings(data=path))
    try:
        asyncio.run(_fill(system))
    finally:
        close(system)
    return path


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the server that all tests share."""
    return _made(tmp_path_factory.mktemp("jedel") / "data")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same town, which no other test has done anything to."""
    return _made(tmp_path_factory.mktemp("undisturbed") / "data")


@pytest.fixture(scope="session")
def server(data: Path) -> Iterator[Running]:
    """The server, serving; its log is kept in `lines`. Every module enters it anew, and nobody's session ends
    because others came: a person at a desk has few devices, a run of tests hundreds.
    """
    with served(Settings(data=data, port=0, limits=Limits(sessions_per_account=1_000))) as running:
        yield running


@pytest.fixture(scope="session")
def dispatcher(server: Running) -> Client:
    return server.enter("dispatcher")


@pytest.fixture(scope="session")
def other(server: Running) -> Client:
    """A dispatcher of another region."""
    return server.enter("other-dispatcher", OTHER_PASSWORD)


@pytest.fixture(scope="module")
def boss(server: Running) -> Client:
    """A supervisor, who keeps phones."""
    return keeper(server)


@pytest.fixture(scope="module")
def group(server: Running) -> str:
    """An account that may have a phone."""
    return str(account_of(server.system, "team2"))
