"""`jedel release`: make the store ready for this program, before anything of it serves."""

from pathlib import Path

import click

from web.cli.options import EXPECTED, data_option, settings_from, told
from web.cli.speech import Spoken, words
from web.release import ours
from web.release import release as prepare


@click.command("release", cls=Spoken, help="cli.release")
@data_option
def release(data: Path) -> None:
    """Make all tables, upgrade those of an earlier program, fold anew what is folded otherwise now."""
    try:
        prepare(settings_from(data=data))
    except EXPECTED as error:
        raise told(error) from None
    click.echo(words("release.done", version=" ".join(ours())))
