"""`jedel demo`: plays an evening into the running demonstration."""

import asyncio

import click

from web.cli.light import data_not_read
from web.cli.speech import Spoken, language, option
from web.demo.line import Gone, No
from web.demo.player import CannotPlay, Evening, play
from web.words import say as words


@click.command("demo", cls=Spoken, help="cli.demo")
@option("--url", default="http://localhost:8000", show_default=True, metavar="URL", help="cli.option.url")
@option(
    "--requests",
    type=click.IntRange(1, 500),
    default=24,
    metavar="N",
    show_default=True,
    help="cli.option.requests",
)
@option(
    "--every",
    type=click.FloatRange(1, 3_600),
    default=75.0,
    metavar="S",
    show_default=True,
    help="cli.option.every",
)
@option("--seed", type=int, default=1, metavar="N", show_default=True, help="cli.option.seed")
@option("--leave", multiple=True, type=int, metavar="N", help="cli.option.leave")
@data_not_read
def demo(url: str, requests: int, every: float, seed: int, leave: tuple[int, ...]) -> None:
    """Play an evening into the running demonstration, through the public API."""
    lang = language()

    def told(code: str, **params: str | int) -> None:
        click.echo(words(f"demo.{code}", lang, params))

    evening = Evening(url=url, seed=seed, requests=requests, every=every, leave=frozenset(leave))
    fault = ""
    try:
        asyncio.run(play(evening, told))
    except* KeyboardInterrupt:
        told("stopped")
    except* CannotPlay as found:
        fault = words(f"demo.{found.exceptions[0]}", lang)
    except* Gone:
        fault = words("demo.gone", lang, {"url": url})
    except* No as found:
        fault = str(found.exceptions[0])
    if fault:
        raise click.ClickException(fault)
