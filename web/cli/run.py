"""`jedel run`: the demonstration. Sets the invented town up where there is none, then serves it."""

import asyncio
from pathlib import Path

import click

from dispatch.access_store import DemoLogin
from dispatch.town.plan import Town
from web.bootstrap import build, close, read_installation, set_up
from web.cli.options import EXPECTED, data_option, settings_from
from web.cli.serve import run_server
from web.setting_up import draw_town, load_town, town_of, town_size
from web.settings import BadSettings, Settings, read


@click.command("run")
@data_option
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to listen on; 0 takes a free one.")
@click.option(
    "--speed",
    type=click.FloatRange(0.1, 3_600),
    default=1.0,
    show_default=True,
    help="How fast the one clock runs; other than 1 it begins yesterday at 16:00.",
)
def run(data: Path, port: int | None, speed: float) -> None:
    """Start the demonstration: an invented town with its centre, schools, groups and logins.

    Nothing in it is real, and it says so on every page. What happened in it stays until the directory is
    deleted.
    """
    try:
        set_up(data, {"demonstration": True, "seed": 1})
        installation = read_installation(data)
        if installation.get("demonstration") is not True:
            raise BadSettings(f"{data} is a real installation: use `jedel serve`")
        logins = _fill(read({}, {"data": data, "clock_rate": speed}), town_of(installation))
    except EXPECTED as error:
        raise click.ClickException(str(error)) from None
    _show(logins)
    run_server(settings_from(data=data, port=port, clock_rate=speed))


def _fill(settings: Settings, town: Town) -> list[DemoLogin]:
    """Load the town if it is not there yet, showing how far it is."""
    draw_town(settings.data, town)
    system = build(settings)
    try:
        if len(system.access.shown_logins()) == 0:
            with click.progressbar(length=town_size(town), label="Loading the invented town") as bar:
                report = asyncio.run(load_town(system, town, bar.update))
            for fault in report.faults:
                raise BadSettings(f"the town could not be loaded: {fault.code}")
        return system.access.shown_logins()
    finally:
        close(system)


def _show(logins: list[DemoLogin]) -> None:
    """One login per role; the rest stand on the login page."""
    click.echo("Demonstration logins (invented people; for everybody who can reach this machine):")
    seen: set[str] = set()
    for one in logins:
        if one.role not in seen:
            seen.add(one.role)
            click.echo(f"  {one.role:<14} {one.login:<14} {one.password}")
