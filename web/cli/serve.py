"""`jedel serve`: serve one installation until told to stop."""

import asyncio
from pathlib import Path
from typing import Any

import click

from web.cli.options import EXPECTED, data_option, settings_from
from web.serving import serve as serve_until_stopped
from web.settings import Settings
from web.system import System


@click.command("serve")
@data_option
@click.option("--host", help="Address to listen on; anything but this machine itself needs TLS.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to listen on; 0 takes a free one.")
@click.option("--public-url", help="What people type, if it is not http://localhost:PORT.")
@click.option("--tls-certificate", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def serve(**arguments: Any) -> None:
    """Serve an installation: pages, commands, live boards, the clock of its terms.

    \b
    Set it up first with `jedel init` (a real one) or use `jedel run` (the demonstration).
    """
    run_server(settings_from(**arguments))


def run_server(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; says where, once it listens."""

    def ready(system: System) -> None:
        click.echo(f"Jedel listens on {system.settings.url}")

    try:
        asyncio.run(serve_until_stopped(settings, ready))
    except EXPECTED as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        click.echo("stopped")
