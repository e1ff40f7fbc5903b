"""`jedel reads check`: whether the log of readings is whole. Reads one file; the server may run meanwhile."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click

from dispatch.reads_cut import confirmed, unaccounted
from dispatch.reads_store import anchors, breaks, identity
from dispatch.schema import open_to_read
from dispatch.sql.head import log_identity
from web.cli.options import EXPECTED, data_option, settings_from, told
from web.cli.speech import SpokenGroup, fault, words
from web.log_place import is_there, open_log
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
    path = data / "reads.db"
    if not path.exists():
        raise fault("reads.nothing", data=str(data))
    try:
        connection = open_to_read(path)
        connection.execute("BEGIN")
        count = int(connection.execute("SELECT count(*) FROM read").fetchone()[0])
        found = [words(f"reads.break.{one.code}", row=one.position) for one in breaks(connection)]
        if is_there(data):
            found += _against_the_log(connection, settings_from(data=data))
        cut = max((anchor.position for anchor in anchors(connection)), default=0)
    except EXPECTED as error:
        raise told(error) from None
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise fault("reads.unreadable", error=str(error)) from None
    for one in found[:SHOWN]:
        click.echo(one, err=True)
    if found:
        raise fault("reads.broken", n=len(found))
    click.echo(words("reads.whole", n=count))
    if cut:
        click.echo(words("reads.cut", row=cut))


def _against_the_log(connection: sqlite3.Connection, settings: Settings) -> Iterator[str]:
    """What is wrong between the log of readings and the log itself, which knows of every cut."""
    with closing(open_log(settings)) as log:
        if log_identity(log) != identity(connection):
            yield words("reads.another-log")
        for one in unaccounted(connection, confirmed(log)):
            yield words(f"reads.break.{one.code}", row=one.position)
