"""A small real installation: one centre and a few accounts, no demonstration."""

import asyncio
from pathlib import Path
from uuid import uuid4

from domain.account import OpenAccount, Role
from domain.centre import RegisterCentre
from domain.identity import AccountId, CentreId
from web.bootstrap import build, close, set_up
from web.setting_up import open_account, register_centre
from web.settings import Settings
from web.system import System

PASSWORD = "a-password-nobody-has"
REGION = "KZ-75"
PEOPLE = {
    "anna": Role.DISPATCHER,
    "berik": Role.DISPATCHER,
    "saule": Role.SUPERVISOR,
    "boss": Role.ADMINISTRATOR,
}


def real_installation(data: Path) -> None:
    """Set it up and let go of it."""
    set_up(data, {"demonstration": False})
    system = build(Settings(data=data))
    try:
        asyncio.run(_people(system))
    finally:
        close(system)


async def _people(system: System) -> None:
    centre = RegisterCentre(
        centre=CentreId(uuid4()), region=REGION, name_kk="О", name_ru="Ц", name_en="C", point=(43.2, 76.9)
    )
    await register_centre(system, centre)
    for login, role in PEOPLE.items():
        account = OpenAccount(
            account=AccountId(uuid4()), login=login, name=login.title(), roles=(role,), region=REGION
        )
        await open_account(system, account, PASSWORD)
