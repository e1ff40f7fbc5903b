"""`jedel reads check`: whether the log of readings is whole. Only reads; the server may run meanwhile."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click

from dispatch.reads_cut import confirmed, unaccounted
from dispatch.reads_store import anchors, breaks, identity
from dispatch.sql.head import log_identity
from dispatch.sql.port import Ask, Reading, asking
from web.cli.options import EXPECTED, data_option, settings_from, told
from web.cli.speech import SpokenGroup, fault, words
from web.log_place import database_of, is_there, open_log
from web.settings import Settings

SHOWN = 10
"""Faults told one by one; the rest is counted."""


@click.group("reads", cls=SpokenGroup, help="cli.reads")
def reads() -> None:
    """The log of readings: who opened which case, when and why."""


@reads.command("check", help="cli.reads.check")
@data_option
def check(data: Path) -> None:
    """Follow the chain of the log of readings from its first row to its last."""
    try:
        connection = database_of(settings_from(data=data)).beside("reads")
    except EXPECTED as error:
        raise told(error) from None
    if connection is None:
        raise fault("reads.nothing", data=str(data))
    with closing(connection):
        _tell(data, connection)


def _tell(data: Path, connection: Reading) -> None:
    ask = asking(connection)
    try:
        connection.execute("BEGIN")
        count = int(ask("SELECT count(*) FROM read")[0][0])
        found = [words(f"reads.break.{one.code}", row=one.position) for one in breaks(ask)]
        if is_there(data):
            found += _against_the_log(ask, settings_from(data=data))
        cut = max((anchor.position for anchor in anchors(ask)), default=0)
    except EXPECTED as error:
        raise told(error) from None
    except (connection.Error, TypeError, ValueError) as error:
        raise fault("reads.unreadable", error=str(error)) from None
    for one in found[:SHOWN]:
        click.echo(one, err=True)
    if found:
        raise fault("reads.broken", n=len(found))
    click.echo(words("reads.whole", n=count))
    if cut:
        click.echo(words("reads.cut", row=cut))


def _against_the_log(ask: Ask, settings: Settings) -> Iterator[str]:
    """What is wrong between the log of readings and the log itself, which knows of every cut."""
    with closing(open_log(settings)) as log:
        if log_identity(log) != identity(ask):
            yield words("reads.another-log")
        for one in unaccounted(ask, confirmed(asking(log))):
            yield words(f"reads.break.{one.code}", row=one.position)
