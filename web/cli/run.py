"""`jedel run`: the demonstration. Sets the invented town up where there is none, then serves it."""

import asyncio
from pathlib import Path
from typing import Final

import click

from dispatch.access_store import DemoLogin
from dispatch.factors import otpauth
from dispatch.town.accounts import TOTP_SECRET
from dispatch.town.plan import Town
from web.bootstrap import build, close, read_installation, set_up
from web.cli.options import EXPECTED, data_option, settings_from, told
from web.cli.serve import run_server
from web.cli.speech import Spoken, language, option, words
from web.release import release
from web.setting_up import draw_town, enrol_everybody, load_town, town_of, town_size
from web.settings import BadSettings, Settings, read
from web.words import say

DEMONSTRATION: Final = "demonstration"
"""What an app calls the one secret of all demonstration logins."""


@click.command("run", cls=Spoken, help="cli.run")
@data_option
@option("--port", type=click.IntRange(0, 65_535), metavar="N", help="cli.option.port")
@option(
    "--speed",
    type=click.FloatRange(0.1, 3_600),
    default=1.0,
    show_default=True,
    metavar="X",
    help="cli.option.speed",
)
def run(data: Path, port: int | None, speed: float) -> None:
    """Start the demonstration: an invented town with its centre, schools, groups and logins.

    Nothing in it is real, and it says so on every page. What happened in it stays until the directory is
    deleted.
    """
    settings = settings_from(data=data, port=port, clock_rate=speed)
    try:
        set_up(data, {"demonstration": True, "seed": 1})
        installation = read_installation(data)
        if installation.get("demonstration") is not True:
            raise BadSettings("real-installation", data=str(data))
        logins = _fill(
            read({}, {"data": data, "clock_rate": speed, "store": settings.store}), town_of(installation)
        )
    except EXPECTED as error:
        raise told(error) from None
    try:
        release(settings)
    except EXPECTED as error:
        raise told(error) from None
    _show(logins)
    run_server(settings)


def _fill(settings: Settings, town: Town) -> list[DemoLogin]:
    """Load the town if it is not there yet, showing how far it is."""
    draw_town(settings.data, town)
    system = build(settings)
    try:
        if len(system.access.shown_logins()) == 0:
            with click.progressbar(length=town_size(town), label=words("run.loading")) as bar:
                report = asyncio.run(load_town(system, town, bar.update))
            for fault in report.faults:
                raise BadSettings("town-not-loaded", fault=fault.code)
        enrol_everybody(system, town)
        return system.access.shown_logins()
    finally:
        close(system)


def _show(logins: list[DemoLogin]) -> None:
    """One login per role; the rest stand on the login page."""
    click.echo(words("run.logins"))
    spoken = {one.role: say(f"shell.role.{one.role}", language()) for one in logins}
    width = max(map(len, spoken.values()), default=0)
    seen: set[str] = set()
    for one in logins:
        if one.role not in seen:
            seen.add(one.role)
            click.echo(f"  {spoken[one.role]:<{width}}  {one.login:<14} {one.password}")
    click.echo(words("run.second-factor", secret=TOTP_SECRET))
    click.echo(f"  {otpauth(TOTP_SECRET, DEMONSTRATION)}")
