"""`jedel import`: registers from files, while the server is stopped: compared, shown, stored after a yes."""

import asyncio
from pathlib import Path
from typing import Final

import click

from dispatch.importers.difference import Difference, Review, Vanished
from dispatch.importers.kinds import KINDS
from dispatch.importers.order import Fault, Order, Report
from dispatch.ports import Accepted
from dispatch.staging import Staged, StagingFull
from domain.refusal import Refused
from web import importing
from web.bootstrap import build, close
from web.cli.first_register import is_empty, set_up_for
from web.cli.options import EXPECTED, data_option, settings_from, told
from web.cli.road_maps import import_map
from web.cli.speech import Spoken, agreed, fault, language, option, words
from web.setting_up import submit
from web.system import System
from web.words import say

SHOWN: Final = 50
"""Rows that are printed under one heading; the rest are counted."""

ROADS: Final = "roads"
"""A map extract instead of a register: nothing to compare, and the server may run."""

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)

_SAME: Final = {"staff": "specialists"}
"""What a register was called before."""

_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}


@click.command("import", cls=Spoken, help="cli.import")
@click.argument("kind", type=click.Choice([*KINDS, ROADS, *_SAME]))
@click.argument("file", metavar="FILE", type=FILE)
@data_option
@option("--region", metavar="CODE", help="cli.option.region")
@option("--yes", "--apply", "yes", is_flag=True, help="cli.option.yes")
@option("--pmtiles", type=FILE, metavar="FILE", help="cli.option.roads.pmtiles")
@option("--districts", type=FILE, metavar="FILE", help="cli.option.roads.districts")
@option("--credit", default="", metavar="TEXT", help="cli.option.roads.credit")
def import_(
    kind: str,
    file: Path,
    data: Path,
    region: str | None,
    yes: bool,
    pmtiles: Path | None,
    districts: Path | None,
    credit: str,
) -> None:
    """Compare FILE with a register and store what a person says yes to, while the server is stopped."""
    if kind == ROADS:
        import_map(file, data, pmtiles, districts, credit)
        return
    if pmtiles is not None or districts is not None or credit:
        raise fault("import.roads-only")
    first = kind == "schools" and is_empty(data)
    if first:
        set_up_for(data, file, region)
    try:
        system = build(settings_from(data=data))
    except EXPECTED as error:
        raise told(error) from None
    try:
        _import(system, _SAME.get(kind, kind), file, _region(system, region), yes or first)
    finally:
        close(system)


def _import(system: System, kind: str, file: Path, region: str, yes: bool) -> None:
    try:
        staged = system.staging.put(region, kind, importing.file_name(file.name), file.read_bytes(), None)
    except StagingFull as full:
        raise fault("import.full", n=full.waiting) from None
    report = importing.reviewed(system, staged)
    if report is None:
        raise fault("import.nothing")
    _tell(report)
    if not report.differences:
        importing.discard(system, staged)
        click.echo(words("import.nothing"))
        raise SystemExit(0 if report.unchanged else 1)
    if not (yes or agreed(words("import.ask", n=len(report.differences)))):
        click.echo(words("import.waits"))
        return
    with click.progressbar(length=len(report.differences), label=file.name) as bar:
        done = asyncio.run(_applied(system, staged, report, bar.update))
    _tell_end(done, report)


def _region(system: System, asked: str | None) -> str:
    """The one region of the installation, or the one asked for."""
    known = sorted(row["region"] for row in system.rows("centres").values())
    if asked is None and len(known) == 1:
        return str(known[0])
    if asked not in known:
        raise fault("import.region", known=", ".join(known))
    return str(asked)


async def _applied(system: System, staged: Staged, report: Review, progress: importing.Progress) -> Report:
    centre = system.centre_of(staged.region)

    async def one(order: Order) -> Accepted | Refused:
        return await submit(system, order, staged.region, centre, role="import")

    return await importing.apply(system, staged, report, one, progress)


def _tell(report: Review) -> None:
    """The difference report."""
    spoken, table = language(), report.table
    if table.encoding:
        key = "import.read-as" if table.delimiter else "import.read-as.json"
        delimiter = say(f"import.delimiter.{_DELIMITERS.get(table.delimiter, '')}", spoken)
        click.echo(say(key, spoken, {"encoding": table.encoding, "delimiter": delimiter}))
    if table.unused:
        click.echo(say("import.unused", spoken, {"columns": ", ".join(table.unused)}))
    counts = importing.counts(report)
    for what in importing.PARTS:
        if counts[what]:
            click.echo(say(f"import.part.{what}", spoken, {"n": counts[what]}))
            _tell_part(importing.part(report, what), what)
    click.echo(say("import.part.unchanged", spoken, {"n": report.unchanged}))


def _tell_part(rows: list[Difference | Vanished | Fault], what: str) -> None:
    for one in rows[:SHOWN]:
        click.echo(f"  {_line(one, what)}")
    if len(rows) > SHOWN:
        click.echo("  " + say("import.more-rows", language(), {"n": len(rows) - SHOWN}))


def _line(one: Difference | Vanished | Fault, what: str) -> str:
    spoken = language()
    match one:
        case Fault():
            key = "import.fault" if one.row else "import.fault.file"
            return say(key, spoken, {"row": one.row, "words": importing.reason(one, spoken)})
        case Vanished():
            return " · ".join(part for part in (one.label, one.district) if part)
        case Difference():
            parts = [say("import.item", spoken, {"row": one.row, "label": one.label})]
            if one.metres and what == "moved":
                parts.append(say("import.item.metres", spoken, {"n": one.metres}))
            for change in one.changes:
                name = say(f"import.field.{change.field}", spoken)
                told_ = {"field": name, "before": change.before or "—", "after": change.after}
                parts.append(say("import.change", spoken, told_))
            return "; ".join(parts)


def _tell_end(done: Report, report: Review) -> None:
    spoken = language()
    for each in done.faults[:SHOWN]:
        click.echo(_line(each, ""))
    click.echo(say("import.done.stored", spoken, {"n": done.stored + done.unchanged}))
    click.echo(say("import.done.unchanged", spoken, {"n": report.unchanged}))
    click.echo(say("import.done.refused", spoken, {"n": len(report.faults) + done.refused}))
