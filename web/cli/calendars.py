"""`jedel calendar`: look at a file with a newer edition, load it, show what is known. `check` and `show` are
light: they load no server and may run beside one."""

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

import click

from domain.calendar import Calendars
from domain.law.calendars import EDITIONS, edition_known_at
from domain.law.week import Week
from domain.refusal import Refused
from web.calendar_preview import Preview, previewed
from web.cli.calendar_known import known_in
from web.cli.calendar_words import changes, days, edition_line
from web.cli.due import Unusable, day_of
from web.cli.speech import SpokenGroup, agreed, fault, language, option, words
from web.words import say

F = TypeVar("F", bound=Callable[..., Any])

SHOWN: Final = 50
"""Faults told one by one; the rest is counted."""

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_DATA: Final = click.Path(file_okay=False, path_type=Path)


@click.group("calendar", cls=SpokenGroup, help="cli.calendar")
def calendar() -> None:
    """Calendars of working days: the product's own and those loaded since."""


def _data(*, required: bool) -> Callable[[F], F]:
    told = "cli.option.data" if required else "cli.option.data.calendars"
    return option("--data", type=_DATA, envvar="JEDEL_DATA", required=required, metavar="DIR", help=told)


@calendar.command("check", help="cli.calendar.check")
@click.argument("file", metavar="FILE", type=_FILE)
@_data(required=False)
def check(file: Path, data: Path | None) -> None:
    """Look at FILE and say every fault, or what it would change; nothing is stored."""
    preview = previewed(file.read_bytes(), known_in(data))
    _end_if_faulty(preview)
    _tell(preview)


@calendar.command("load", help="cli.calendar.load")
@click.argument("file", metavar="FILE", type=_FILE)
@_data(required=True)
@option("--yes", is_flag=True, help="cli.option.yes")
def load(file: Path, data: Path, yes: bool) -> None:
    """Load FILE as the newest edition, while the server is stopped; requests that it moves are moved."""
    from dispatch.lock import AlreadyWriting
    from web import calendars
    from web.bootstrap import build, close
    from web.cli.options import EXPECTED, settings_from, told

    try:
        system = build(settings_from(data=data))
    except AlreadyWriting:
        raise fault("calendar.server-runs") from None
    except EXPECTED as error:
        raise told(error) from None
    try:
        preview = previewed(file.read_bytes(), Calendars(loaded=calendars.loaded(system)))
        _end_if_faulty(preview)
        _tell(preview)
        if preview.known or preview.edition is None:
            return
        for (was, now), n in calendars.moving(system, preview.edition).items():
            click.echo(words("calendar.moves", n=n, was=f"{was:%d.%m.%Y}", now=f"{now:%d.%m.%Y}"))
        if not (yes or agreed(words("calendar.ask", edition=preview.edition.key))):
            click.echo(words("calendar.not-loaded"))
            return
        asyncio.run(_store(system, preview))
    finally:
        close(system)


async def _store(system: Any, preview: Preview) -> None:
    from dispatch.importers.order import Order
    from web.cli.options import check as must_be_accepted
    from web.editions import recalculate
    from web.setting_up import submit

    regions = sorted(str(row["region"]) for row in system.rows("centres").values())
    centre = system.centre_of(regions[0]) if regions else UUID(int=0)
    order = Order(row=1, name="load-calendar", command_id=uuid4(), command=preview.command)
    must_be_accepted(await submit(system, order, regions[0] if regions else "", centre, role="import"))
    await recalculate(system, set())
    click.echo(words("calendar.loaded", edition=preview.edition.key if preview.edition else ""))


@calendar.command("show", help="cli.calendar.show")
@option("--year", default=None, metavar="YEAR", help="cli.option.year")
@option("--week", default=None, metavar="5|6", help="cli.option.week-shown")
@option("--known-at", default=None, metavar="DATE", help="cli.option.known-at")
@_data(required=False)
def show(year: str | None, week: str | None, known_at: str | None, data: Path | None) -> None:
    """Show the days of a year that differ from the week, each with its source."""
    lang = language()
    if week is not None and week not in set(Week):
        raise Unusable(lang, "week-unknown", text=week)
    loaded = known_in(data).loaded
    on = date.max if known_at is None else day_of(known_at, lang)
    edition = edition_known_at(on, loaded)
    wanted = max(year for year in edition.years if year not in edition.provisional) if year is None else 0
    if year is not None:
        if not year.isascii() or not year.isdigit() or len(year) != 4:
            raise Unusable(lang, "calendar-years-missing", first=2000, last=2100)
        wanted = int(year)
    for each in (*EDITIONS, *loaded):
        click.echo(edition_line(each, lang, chosen=each.key == edition.key))
    click.echo("")
    weeks = tuple(Week) if week is None else (Week(week),)
    for line in days(edition, wanted, weeks, lang):
        click.echo(line)


def _end_if_faulty(preview: Preview) -> None:
    """Every fault on its line, with its code; nothing was stored."""
    for one in preview.faults[:SHOWN]:
        click.echo(_fault_line(one), err=True)
    if preview.faults:
        raise fault("calendar.faulty", n=len(preview.faults))


def _fault_line(refused: Refused) -> str:
    lang = language()
    told = say(f"refusal.{refused.code}", lang, refused.params)
    return say("cli.error", lang, {"code": refused.code, "words": told})


def _tell(preview: Preview) -> None:
    edition = preview.edition
    if edition is None or preview.command is None:
        return
    if preview.known:
        click.echo(words("calendar.known", edition=edition.key))
        return
    click.echo(edition_line(edition, language(), chosen=True))
    click.echo(words("calendar.sound", n=len(preview.command.rows)))
    for line in changes(preview.changed, language()):
        click.echo(line)
