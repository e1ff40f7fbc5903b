"""`jedel import`: registers from files, while the server is stopped: schools, staff, groups."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from dispatch.importers.order import Item, Order, Report, carry_out
from dispatch.importers.schools import read_schools
from dispatch.importers.staff import read_staff
from dispatch.importers.teams import read_teams
from dispatch.ports import Accepted
from domain.refusal import Refused
from web.bootstrap import build, close
from web.cli.options import EXPECTED, data_option, settings_from, told
from web.cli.speech import Spoken, fault, language, option
from web.setting_up import submit
from web.system import System
from web.words import say

Read = Callable[[bytes, str, str], Iterator[Item]]

KINDS: dict[str, Read] = {"schools": read_schools, "staff": read_staff, "teams": read_teams}
SHOWN = 50
"""Faults that are printed; the rest are counted."""


@click.command("import", cls=Spoken, help="cli.import")
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@option("--region", metavar="CODE", help="cli.option.region")
def import_(kind: str, file: Path, data: Path, region: str | None) -> None:
    """Put the rows of FILE (CSV, JSON or GeoJSON) into a register, while the server is stopped."""
    try:
        system = build(settings_from(data=data))
    except EXPECTED as error:
        raise told(error) from None
    try:
        items = list(KINDS[kind](file.read_bytes(), file.name, _region(system, region)))
        with click.progressbar(length=len(items), label=file.name) as bar:
            report = asyncio.run(_carried_out(system, items, _region(system, region), bar.update))
    finally:
        close(system)
    _tell(report, language())
    if report.stored + report.unchanged == 0:
        raise SystemExit(1)


def _region(system: System, asked: str | None) -> str:
    """The one region of the installation, or the one asked for."""
    known = sorted(row["region"] for row in system.rows("centres").values())
    if asked is None and len(known) == 1:
        return str(known[0])
    if asked not in known:
        raise fault("import.region", known=", ".join(known))
    return str(asked)


async def _carried_out(
    system: System, items: list[Item], region: str, progress: Callable[[int], None]
) -> Report:
    centre = system.centre_of(region)

    async def one(order: Order) -> Accepted | Refused:
        return await submit(system, order, region, centre, role="import")

    return await carry_out(items, one, progress)


def _tell(report: Report, spoken: str) -> None:
    for each in report.faults[:SHOWN]:
        words = say(f"refusal.{each.code}", spoken, each.params)
        key = "import.fault" if each.row else "import.fault.file"
        click.echo(say(key, spoken, {"row": each.row, "words": words}))
    if report.refused > SHOWN:
        click.echo(say("import.more", spoken, {"n": report.refused - SHOWN}))
    click.echo(say("import.done.stored", spoken, {"n": report.stored}))
    click.echo(say("import.done.unchanged", spoken, {"n": report.unchanged}))
    click.echo(say("import.done.refused", spoken, {"n": report.refused}))
