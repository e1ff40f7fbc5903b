"""A small real installation: a centre, a school, a dispatcher `disp`, an administrator `admin`.

Also the invented town in PostgreSQL, and two processes that serve one: two servers of this process over one
log in PostgreSQL.
"""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from domain.account import OpenAccount, Role
from domain.centre import RegisterCentre
from domain.identity import AccountId, CentreId, SchoolId
from domain.school import RegisterSchool
from tests.web.client import Running
from tests.web.served import served
from web.bootstrap import build, close, set_up
from web.setting_up import (
    Order,
    draw_town,
    enrol_everybody,
    load_town,
    open_account,
    register_centre,
    submit,
    town_of,
)
from web.settings import Settings
from web.system import System

REGION = "KZ-75"
WORDS = "several words in a row"


async def fill(system: System) -> None:
    """Everything that the first command needs."""
    centre = CentreId(uuid4())
    names = {"name_kk": "О", "name_ru": "Ц", "name_en": ""}
    await register_centre(system, RegisterCentre(centre=centre, region=REGION, point=(43.2, 76.9), **names))
    school = RegisterSchool(
        school=SchoolId(uuid4()), region=REGION, label="Мектеп", point=(43.25, 76.91), number="1"
    )
    order = Order(row=1, name="register-school", command_id=uuid4(), command=school)
    await submit(system, order, REGION, centre)
    for login, role in (("disp", Role.DISPATCHER), ("admin", Role.ADMINISTRATOR)):
        account = OpenAccount(
            account=AccountId(uuid4()), login=login, name=login, roles=(role,), region=REGION
        )
        await open_account(system, account, WORDS)


def filled(data: Path, store: str) -> Settings:
    """Its directory and its log, made and filled."""
    settings = Settings(data=data, store=store, port=0)
    set_up(data, {"demonstration": False})
    system = build(settings)
    try:
        asyncio.run(fill(system))
    finally:
        close(system)
    return settings


def town_in(data: Path, store: str) -> Settings:
    """The invented town, with everybody's logins."""
    settings = Settings(data=data, store=store, port=0)
    set_up(data, {"demonstration": True, "seed": 1})
    town = town_of({"seed": 1})
    draw_town(data, town)
    system = build(settings)
    try:
        asyncio.run(load_town(system, town, lambda _: None))
        enrol_everybody(system, town)
    finally:
        close(system)
    return settings


@contextmanager
def two(settings: Settings, *hints: str) -> Iterator[tuple[Running, Running]]:
    """Two processes of these settings, each with its own way to the hints."""
    with ExitStack() as stack:
        first, second = (stack.enter_context(served(replace(settings, hints=each))) for each in hints)
        yield first, second
