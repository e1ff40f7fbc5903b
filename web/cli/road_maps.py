"""Road maps: `jedel import roads`, `jedel roads list`, `jedel roads use`. The server may run meanwhile."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dispatch.clock import SystemClock
from dispatch.unfit import Unfit
from web.cli.options import data_option, told
from web.cli.speech import Spoken, fault, words

if TYPE_CHECKING:
    from dispatch.roads.importer import Imported


def import_map(file: Path, data: Path, pmtiles: Path | None, districts: Path | None, credit: str) -> None:
    """Make a bundle of an extract and use it, saying how far it is and what came of it."""
    from dispatch.roads.importer import STEPS, Beside, import_roads
    from dispatch.roads.shelf import Shelf

    if not data.parent.is_dir():
        raise fault("fault.not-set-up", data=str(data))
    data.mkdir(mode=0o700, exist_ok=True)
    with click.progressbar(length=len(STEPS), label=file.name, item_show_func=_step) as bar:

        def progress(step: str) -> None:
            bar.update(0 if step == STEPS[0] else 1, step)
            bar.render_progress()

        try:
            beside = Beside(pmtiles=pmtiles, districts=districts, credit=credit)
            done = import_roads(file, data, SystemClock().now(), progress, beside=beside)
        except Unfit as error:
            raise told(error) from None
        bar.update(1)
    _tell(done, Shelf(data).previous())
    if not (data / "settings.json").exists():
        click.echo(words("roads.import.waits", data=str(data)))


def _step(step: str | None) -> str:
    return "" if step is None else words(f"roads.import.{step}")


def _tell(done: "Imported", before: str | None) -> None:
    made = done.manifest
    if not done.made:
        click.echo(words("roads.import.again"))
    click.echo(words("roads.import.done", version=made.version, as_of=made.as_of or "—"))
    click.echo(words("roads.import.size", n=made.nodes, km=made.kilometres))
    click.echo(f"SHA-256 {made.sha256}")
    if done.fewer is not None:
        click.echo(words("roads.import.fewer", percent=done.fewer), err=True)
    if before is not None:
        click.echo(words("roads.import.before", version=before))


@click.command("list", cls=Spoken, help="cli.roads.list")
@data_option
def list_(data: Path) -> None:
    """Each road map that is there, whether it is whole, and which is in use."""
    from dispatch.roads.bundle import BadBundle, check
    from dispatch.roads.shelf import Shelf

    shelf = Shelf(data)
    versions = shelf.versions()
    states = {shelf.previous(): "previous", shelf.current(): "current"}
    if shelf.current() is not None and shelf.current() not in versions:
        click.echo(words("roads.list.gone", version=str(shelf.current())), err=True)
    if not versions:
        click.echo(words("roads.list.none"))
    for version in versions:
        state = words(f"roads.list.{states.get(version, 'other')}")
        try:
            made = check(shelf.folder / version)
        except BadBundle as damaged:
            click.echo(words("roads.list.damaged", version=version, state=state, file=damaged.params["file"]))
            continue
        as_of = made.as_of or "—"
        click.echo(words("roads.list.line", version=version, state=state, as_of=as_of, km=made.kilometres))


@click.command("use", cls=Spoken, help="cli.roads.use")
@click.argument("version", metavar="VERSION")
@data_option
def use(version: str, data: Path) -> None:
    """Go over to another road map that is there, for instance back to the one before."""
    from dispatch.roads.shelf import Shelf

    try:
        Shelf(data).use(version)
    except Unfit as error:
        raise told(error) from None
    click.echo(words("roads.used", version=version))
