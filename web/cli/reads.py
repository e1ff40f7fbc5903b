"""`jedel reads check`: whether the log of readings is whole. Reads one file; the server may run meanwhile."""

import sqlite3
from pathlib import Path

import click

from dispatch.reads_cut import confirmed, unaccounted
from dispatch.reads_store import anchors, breaks, identity
from dispatch.schema import open_to_read
from dispatch.sql.head import log_identity
from web.cli.options import data_option
from web.cli.speech import SpokenGroup, fault, words

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
        if (data / "log.db").exists():
            log = open_to_read(data / "log.db")
            if log_identity(log) != identity(connection):
                found.append(words("reads.another-log"))
            found += [
                words(f"reads.break.{one.code}", row=one.position)
                for one in unaccounted(connection, confirmed(log))
            ]
        cut = max((anchor.position for anchor in anchors(connection)), default=0)
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise fault("reads.unreadable", error=str(error)) from None
    for one in found[:SHOWN]:
        click.echo(one, err=True)
    if found:
        raise fault("reads.broken", n=len(found))
    click.echo(words("reads.whole", n=count))
    if cut:
        click.echo(words("reads.cut", row=cut))
