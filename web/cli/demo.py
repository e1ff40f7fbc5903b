"""`jedel demo`: plays an evening into the running demonstration."""

import asyncio

import click

from web.cli.light import data_not_read
from web.demo.line import Gone, No
from web.demo.player import CannotPlay, Evening, play
from web.words import DEFAULT, LANGUAGES
from web.words import say as words


@click.command("demo")
@click.option("--url", default="http://localhost:8000", show_default=True, help="Where it runs.")
@click.option("--requests", type=click.IntRange(1, 500), default=24, show_default=True, help="How many.")
@click.option(
    "--every", type=click.FloatRange(1, 3_600), default=75.0, show_default=True, help="Seconds between them."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same evening.")
@click.option("--leave", multiple=True, type=int, metavar="N", help="Leave group N's phone to people.")
@click.option("--lang", default=DEFAULT, show_default=True, type=click.Choice(LANGUAGES), help="Language.")
@data_not_read
def demo(url: str, requests: int, every: float, seed: int, leave: tuple[int, ...], lang: str) -> None:
    """Play an evening into the running demonstration, through the public API.

    Requests of every kind come in and are dispatched; the groups' phones accept, drive along the streets,
    arrive and finish. All times go by the server's clock, however fast it runs. Ctrl-C stops the evening;
    what has happened stays.
    """

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
