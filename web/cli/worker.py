"""`jedel worker`: what is done once for an installation that several processes serve."""

import asyncio
import signal
from contextlib import suppress
from pathlib import Path

import click

from realtime.loop import run
from web import journal
from web.bootstrap import build, close
from web.cli.options import EXPECTED, data_option, settings_from, told
from web.cli.speech import Spoken, fault, words
from web.release import require_release
from web.settings import Settings
from web.worker import keep_acting


@click.command("worker", cls=Spoken, help="cli.worker")
@data_option
def worker(data: Path) -> None:
    """Act for the installation, or stand by while another does, until told to stop."""
    settings = settings_from(data=data)
    if not settings.shared:
        raise fault("fault.worker-inside")
    journal.install()
    try:
        require_release(settings)
        run(_work(settings))
    except EXPECTED as error:
        raise told(error) from None


async def _work(settings: Settings) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    system = build(settings)

    def said(acts: bool) -> None:
        click.echo(words("worker.acts" if acts else "worker.stands-by"))

    click.echo(words("worker.ready"))
    tasks = [asyncio.create_task(keep_acting(system, said)), asyncio.create_task(system.hub.run())]
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    stopping = asyncio.create_task(ended.wait())
    try:
        await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    finally:
        await asyncio.to_thread(close, system)
    click.echo(words("serve.stopped"))
