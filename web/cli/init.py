"""`jedel init`: a real installation: its keys, its database, its centre and the first administrator."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import click

from domain.account import OpenAccount, Role
from domain.centre import RegisterCentre
from domain.identity import AccountId, CentreId
from domain.places import point_fault
from domain.regions import REGIONS
from web.bootstrap import build, close, read_installation, set_up
from web.cli.options import EXPECTED, check, data_option, password_from, password_option, settings_from
from web.setting_up import open_account, register_centre
from web.system import System
from web.words import LANGUAGES, say


@click.command("init")
@data_option
@click.option("--region", prompt="Region (KZ-..)", help="The region's code, such as KZ-75.")
@click.option("--name-kk", prompt="Name of the centre in Kazakh")
@click.option("--name-ru", prompt="Name of the centre in Russian")
@click.option("--name-en", default="", help="Name of the centre in English.")
@click.option("--lat", type=float, prompt="Latitude of the centre")
@click.option("--lon", type=float, prompt="Longitude of the centre")
@click.option("--login", prompt="Login of the first administrator")
@click.option("--name", prompt="Name of the first administrator")
@click.option("--language", type=click.Choice(LANGUAGES), default="kk", show_default=True)
@password_option
def init(data: Path, password_file: Any, **given: Any) -> None:
    """Set a real installation up. Never makes a demonstration login; runs once.

    Keep DIR/keys.kek and DIR/keys.db in backups of their own: without them nothing personal can be read.
    """
    region: str = given["region"]
    if region not in REGIONS:
        raise click.ClickException(f"the region is one of {', '.join(sorted(REGIONS))}")
    fault = point_fault(given["lat"], given["lon"])
    if fault is not None:
        raise click.ClickException(say(f"refusal.{fault}", "en"))
    if read_installation(data):
        raise click.ClickException(f"{data} is set up already")
    password = password_from(password_file)
    try:
        set_up(data, {"demonstration": False})
        system = build(settings_from(data=data))
    except EXPECTED as error:
        raise click.ClickException(str(error)) from None
    try:
        asyncio.run(_fill(system, given, password))
    finally:
        close(system)
    click.echo(f"{data} is set up. Start it with: jedel serve --data {data}")


async def _fill(system: System, given: dict[str, Any], password: str) -> None:
    region = given["region"]
    centre = RegisterCentre(
        centre=CentreId(uuid4()),
        region=region,
        name_kk=given["name_kk"],
        name_ru=given["name_ru"],
        name_en=given["name_en"],
        point=(given["lat"], given["lon"]),
    )
    check(await register_centre(system, centre))
    command = account_command(given, region, (Role.ADMINISTRATOR,))
    check(await open_account(system, command, password))


def account_command(
    given: dict[str, Any], region: str, roles: tuple[Role, ...], team: UUID | None = None
) -> OpenAccount:
    """The command for a new account out of a command line's answers."""
    return OpenAccount(
        account=AccountId(uuid4()),
        login=given["login"],
        name=given["name"],
        roles=roles,
        region=region,
        language=given["language"],
        team=team,  # type: ignore[arg-type]
    )
