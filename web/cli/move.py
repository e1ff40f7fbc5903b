"""`jedel move`: an installation out of the files of its directory into PostgreSQL, proved, or not at all."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from dispatch.ports import StoreUnavailable
from web.cli.options import EXPECTED, data_option, settings_from, told
from web.cli.speech import Spoken, fault, option, words


@click.command("move", cls=Spoken, help="cli.move")
@data_option
@option("--to", required=True, metavar="URL", help="cli.option.move.to")
@option("--again", is_flag=True, help="cli.option.move.again")
def move_(data: Path, to: str, again: bool) -> None:
    """Move log and all that stands beside it, positions and hashes kept; the old files get other names."""
    settings = settings_from(data=data, store=to)
    if settings.store.partition(":")[0] == "sqlite":
        raise fault("move.to-a-file")
    from web.moving import move  # a driver that other commands do not load

    try:
        with _bars() as bar:
            done = move(settings, again=again, told=bar)
    except EXPECTED as error:
        raise told(error) from None
    except (OSError, sqlite3.Error, StoreUnavailable) as error:
        raise fault("move.interrupted", error=str(error)) from None
    click.echo(words("move.done", position=done.position))
    click.echo(words("move.renamed", names=", ".join(f"{name}.moved" for name in done.renamed)))
    click.echo(words("move.next", data=str(data)))


@contextmanager
def _bars() -> Iterator[Any]:
    """One progress bar after another on standard error, each with its step's name."""
    shown: dict[str, Any] = {}

    def tell(step: str, done: int, of: int) -> None:
        if step not in shown:
            for bar in shown.values():
                bar.finish()
                bar.render_finish()
            shown[step] = click.progressbar(length=of, label=words(f"move.step.{step}"), file=sys.stderr)
        shown[step].update(max(0, done - shown[step].pos))

    yield tell
    for bar in shown.values():
        bar.render_finish()
