"""`jedel roads`: what travel times by road rest on."""

import os
from pathlib import Path

import click

from dispatch.roads.shelf import Shelf
from dispatch.routing import probe
from dispatch.routing.side_process import NoEngine, Programs, command, prepare
from web.cli.options import data_option, told
from web.cli.road_maps import list_, use
from web.cli.speech import SpokenGroup, fault, option, words

ENGINE = Path(__file__).parents[2] / "build" / "roads-engine"
"""Where `make roads-engine` puts the programs."""

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group("roads", cls=SpokenGroup, help="cli.roads")
def roads() -> None:
    """What travel times by road rest on."""


roads.add_command(list_)
roads.add_command(use)


@roads.command("serve", help="cli.roads.serve")
@data_option
@option("--extract", type=FILE, metavar="FILE", help="cli.option.roads.extract")
@option("--engine", type=FOLDER, default=ENGINE, metavar="DIR", help="cli.option.roads.engine")
@option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="cli.option.roads.host")
@option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=5000,
    show_default=True,
    metavar="N",
    help="cli.option.roads.port",
)
@option(
    "--threads",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    metavar="N",
    help="cli.option.roads.threads",
)
def serve(data: Path, extract: Path | None, engine: Path, host: str, port: int, threads: int) -> None:
    """Make the engine's files if they are not there, then become the engine: signals go to it alone."""
    source, shelf = _source(data, extract)
    programs = Programs(engine)
    try:
        base = prepare(programs, source, shelf, lambda step: click.echo(words("roads.step", step=step)))
        arguments = command(programs, base, host, port, threads)
        _let_servers_know(programs, source, base, Shelf(data).folder)
    except NoEngine as error:
        raise told(error) from None
    click.echo(words("roads.serves", url=f"osrm:http://{host}:{port}"))
    os.execv(arguments[0], arguments)  # noqa: S606 - a program of ours, without a shell


def _let_servers_know(programs: Programs, extract: Path, base: Path, shelf: Path) -> None:
    """What the engine has to know to be believed: found once for a map, and put where servers read it."""
    folder = base.parent
    known = probe.read(folder)
    if known is None:
        port = probe.free_port()
        once = command(programs, base, "127.0.0.1", port, 1)
        known = probe.agreed(probe.candidates(extract), once, port)
        probe.write(folder, known)
    probe.write(shelf, known)
    if known is None:
        click.echo(words("roads.no-probe"), err=True)


def _source(data: Path, extract: Path | None) -> tuple[Path, Path]:
    """The extract, and where the files made from it are kept."""
    shelf = Shelf(data)
    if extract is not None:
        return extract, shelf.folder
    version = shelf.current()
    bundle = None if version is None else shelf.folder / version
    found = None if bundle is None else next(iter(sorted(bundle.glob("*.osm.pbf"))), None)
    if bundle is None or found is None:
        raise fault("roads.no-extract", data=str(data))
    return found, bundle
