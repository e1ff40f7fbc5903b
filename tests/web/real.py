"""A small real installation for tests of entering: a centre and people with both factors."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from dispatch.factors import new_secret
from domain.account import OpenAccount, Role
from domain.centre import RegisterCentre
from domain.identity import AccountId, CentreId, TeamId
from domain.team import RegisterTeam
from tests.entering import App
from web.bootstrap import build, close, set_up
from web.one_time_codes import hand_out
from web.setting_up import Order, open_account, register_centre, submit
from web.settings import Settings
from web.system import System

PASSWORD = "several words in a row"
REGION = "KZ-75"


@dataclass
class Somebody:
    """A person of the installation: with an app, or with a one-time code still to be used."""

    account: UUID
    app: App
    code: str


async def _centre(system: System) -> None:
    names = {"name_kk": "О", "name_ru": "Ц", "name_en": ""}
    centre = RegisterCentre(centre=CentreId(uuid4()), region=REGION, point=(43.2, 76.9), **names)
    await register_centre(system, centre)


async def _group(system: System) -> TeamId:
    """The group whose phone an account is."""
    group = RegisterTeam(team=TeamId(uuid4()), region=REGION, name="1", home=(43.2, 76.9))
    order = Order(row=1, name="register-team", command_id=uuid4(), command=group)
    await submit(system, order, REGION, system.centre_of(REGION))
    return group.team


async def _person(system: System, login: str, role: Role) -> UUID:
    account = AccountId(uuid4())
    team = await _group(system) if role is Role.TEAM else None
    command = OpenAccount(
        account=account, login=login, name=login.title(), roles=(role,), region=REGION, team=team
    )
    await open_account(system, command, PASSWORD)
    return account


def make(data: Path, people: dict[str, Role], bare: dict[str, Role]) -> dict[str, Somebody]:
    """Set `data` up. `people` have an app already, `bare` ones a one-time code.

    In a thread of its own, for the browser's tests have an event loop in theirs.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_make, data, people, bare).result()


def _make(data: Path, people: dict[str, Role], bare: dict[str, Role]) -> dict[str, Somebody]:
    set_up(data, {"demonstration": False})
    system = build(Settings(data=data))
    found: dict[str, Somebody] = {}
    try:
        asyncio.run(_centre(system))
        for login, role in {**people, **bare}.items():
            account, secret = asyncio.run(_person(system, login, role)), new_secret()
            code = ""
            if login in people:
                system.factors.enrol_totp(account, secret)
            else:
                code = hand_out(system, account)[0]
            found[login] = Somebody(account=account, app=App(secret=secret), code=code)
    finally:
        close(system)
    return found
