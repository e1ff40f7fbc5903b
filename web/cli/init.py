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
from web.cli.codes import tell_code
from web.cli.options import (
    EXPECTED,
    check,
    data_option,
    language_option,
    password_from,
    password_option,
    settings_from,
    told,
)
from web.cli.speech import Spoken, fault, language, option, words
from web.one_time_codes import hand_out
from web.release import release
from web.setting_up import open_account, register_centre
from web.system import System
from web.words import say


@click.command("init", cls=Spoken, help="cli.init")
@data_option
@option("--region", metavar="CODE", prompt="cli.ask.region", help="cli.option.region-code")
@option("--name-kk", metavar="NAME", prompt="cli.ask.name-kk", help="cli.ask.name-kk")
@option("--name-ru", metavar="NAME", prompt="cli.ask.name-ru", help="cli.ask.name-ru")
@option("--name-en", default="", metavar="NAME", help="cli.ask.name-en")
@option("--lat", type=float, metavar="LAT", prompt="cli.ask.lat", help="cli.ask.lat")
@option("--lon", type=float, metavar="LON", prompt="cli.ask.lon", help="cli.ask.lon")
@option("--login", metavar="LOGIN", prompt="cli.ask.first-login", help="cli.ask.first-login")
@option("--name", metavar="NAME", prompt="cli.ask.first-name", help="cli.ask.first-name")
@language_option
@password_option
def init(data: Path, password_file: Any, **given: Any) -> None:
    """Set a real installation up. Never makes a demonstration login; runs once.

    Keep DIR/keys.kek and DIR/keys.db in backups of their own: without them nothing personal can be read.
    """
    region: str = given["region"]
    if region not in REGIONS:
        raise fault("init.region", known=", ".join(sorted(REGIONS)))
    wrong = point_fault(given["lat"], given["lon"])
    if wrong is not None:
        raise click.ClickException(say(f"refusal.{wrong}", language()))
    if read_installation(data):
        raise fault("init.again", data=str(data))
    password = password_from(password_file)
    try:
        set_up(data, {"demonstration": False})
        settings = settings_from(data=data)
        system = build(settings)
    except EXPECTED as error:
        raise told(error) from None
    try:
        command = asyncio.run(_fill(system, given, password))
        handed = hand_out(system, command.account)
    finally:
        close(system)
    release(settings)
    click.echo(words("init.done", data=str(data)))
    tell_code(given["login"], *handed)


async def _fill(system: System, given: dict[str, Any], password: str) -> OpenAccount:
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
    return command


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
