"""`jedel serve`: serve one installation until told to stop."""

from pathlib import Path
from typing import Any

import click

from realtime.loop import run
from web import journal
from web.cli.options import EXPECTED, data_option, own_logs_of, settings_from, told
from web.cli.speech import Spoken, option, words
from web.release import require_release
from web.serving import serve as serve_until_stopped
from web.settings import Settings
from web.system import System

FOLDER = click.Path(file_okay=False, path_type=Path)
PEM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("serve", cls=Spoken, help="cli.serve")
@data_option
@option("--host", metavar="ADDRESS", help="cli.option.host")
@option("--port", type=click.IntRange(0, 65_535), metavar="N", help="cli.option.port")
@option("--shared-port", type=click.IntRange(1, 65_535), metavar="N", help="cli.option.shared-port")
@option("--with-worker", is_flag=True, help="cli.option.with-worker")
@option("--public-url", metavar="URL", help="cli.option.public-url")
@option(
    "--tls-cert",
    "--tls-certificate",
    "tls_certificate",
    type=PEM,
    metavar="FILE",
    help="cli.option.tls-certificate",
)
@option("--tls-key", type=PEM, metavar="FILE", help="cli.option.tls-key")
@option("--checkpoints", type=FOLDER, metavar="DIR", help="cli.option.checkpoints")
def serve(with_worker: bool, **arguments: Any) -> None:
    """Serve an installation: pages, commands, live boards, the clock of its terms."""
    settings = settings_from(**arguments)
    try:
        for one in (settings, *own_logs_of(settings).values()):
            require_release(one)
    except EXPECTED as error:
        raise told(error) from None
    run_server(settings, acting=with_worker)


def run_server(settings: Settings, *, acting: bool = True) -> None:
    """Serve until SIGTERM or Ctrl-C; says where, once it listens. `acting`: be the worker too."""

    def ready(system: System) -> None:
        if system.store.destroyed_again:
            click.echo(words("serve.destroyed", n=system.store.destroyed_again), err=True)
        click.echo(words("serve.listens", url=system.settings.url))

    journal.install()
    try:
        run(serve_until_stopped(settings, ready, regions=own_logs_of(settings), acting=acting))
    except EXPECTED as error:
        raise told(error) from None
    click.echo(words("serve.stopped"))
