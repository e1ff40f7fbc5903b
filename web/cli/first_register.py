"""A register for a directory in which nothing is yet: a centre of its region is made, with nobody in it."""

import asyncio
from pathlib import Path
from statistics import median
from typing import Final
from uuid import uuid4

import click

from dispatch.importers.order import Fault
from dispatch.importers.table import place, read_table
from domain.centre import RegisterCentre
from domain.identity import CentreId
from domain.places import Point
from domain.regions import REGIONS
from web.bootstrap import build, close, set_up
from web.cli.options import EXPECTED, check, settings_from, told
from web.cli.speech import fault, words
from web.setting_up import register_centre
from web.words import say

_LEFT: Final = frozenset({"roads"})
"""What may lie there already: `jedel import roads` asks for no installation."""


def is_empty(data: Path) -> bool:
    """Whether the directory is there and holds nothing but road maps, nor is its log kept elsewhere."""
    here = data.is_dir() and {path.name for path in data.iterdir()} <= _LEFT
    return here and settings_from(data=data).store == "sqlite:"


def set_up_for(data: Path, file: Path, asked: str | None) -> None:
    """Make the directory the one of the file's schools: their region by `asked` or by their KATO codes, the
    centre's place in their middle. Nobody can log in until `jedel account add`.
    """
    table = read_table(file.read_bytes(), file.name)
    rows = [row for row in table.rows if not isinstance(row, Fault)]
    points = [point for point in map(place, rows) if isinstance(point, Point)]
    regions = {f"KZ-{row.get('kato')[:2]}" for row in rows} & REGIONS
    region = asked if asked is not None or len(regions) != 1 else regions.pop()
    if region not in REGIONS or not points:
        raise fault("import.region", known=", ".join(sorted(REGIONS)))
    kk, ru, en = (say(f"story.word.region.{region}", language) for language in ("kk", "ru", "en"))
    lat, lon = (median(getattr(point, axis) for point in points) for axis in ("lat", "lon"))
    centre = RegisterCentre(
        centre=CentreId(uuid4()), region=region, point=(lat, lon), name_kk=kk, name_ru=ru, name_en=en
    )
    try:
        set_up(data, {"demonstration": False})
        system = build(settings_from(data=data))
    except EXPECTED as error:
        raise told(error) from None
    try:
        check(asyncio.run(register_centre(system, centre)))
    finally:
        close(system)
    click.echo(words("import.set-up", data=str(data), region=region))
