"""`jedel keys`: whether an installation's keys are whole, a new wrapping key, and giving up lost ones."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from dispatch.keys_check import Checked, check
from dispatch.keys_copy import move_keys
from dispatch.lost_keys import bury_lost
from dispatch.ports import StoreUnavailable
from dispatch.rotation import rotate
from dispatch.wrapped import Secrets
from web.cli.options import EXPECTED, data_option, settings_from, told
from web.cli.speech import SpokenGroup, fault, option, words
from web.keys_place import key_database, secrets_of
from web.log_place import is_there
from web.settings import Settings


@click.group("keys", cls=SpokenGroup, help="cli.keys")
def keys() -> None:
    """The keys that personal data are sealed with, and the key that wraps them."""


@keys.command("check", help="cli.keys.check")
@data_option
def check_(data: Path) -> None:
    """Open everything that is wrapped, look up everybody for whom something is sealed. Only reads."""
    with _told():
        secrets = _secrets(data)
    with _bar() as progress, _told():
        found = check(secrets, progress)
    _tell_uses(found)
    click.echo(words("keys.subjects", n=found.subjects))
    click.echo(words("keys.graves", n=found.graves))
    if found.fresh_graves:
        click.echo(words("keys.fresh-graves", n=found.fresh_graves))
    for one in found.faults:
        click.echo(words(f"keys.fault.{one.code}", **one.params), err=True)
    if found.faults:
        raise fault("keys.faulty", n=len(found.faults))
    click.echo(words("keys.whole"))


def _tell_uses(found: Checked) -> None:
    """Each wrapping key of the file: in use for new things, still needed, or free to be dropped."""
    for n, kek in enumerate(found.keks):
        counts = found.uses.get(kek)
        state = "first" if n == 0 else "needed" if counts else "droppable"
        click.echo(words(f"keys.kek.{state}", kek=kek))
        for place, count in sorted(counts.items() if counts else ()):
            table = place.rpartition(" ")[2]
            click.echo(f"  {place} ({words(f'keys.place.{table}')}): {count}")


@keys.command("rotate", help="cli.keys.rotate")
@data_option
def rotate_(data: Path) -> None:
    """A new wrapping key, beside servers that run; the old one is dropped once nothing needs it."""
    with _told():
        secrets = _secrets(data)
    with _bar() as progress, _told():
        done = rotate(secrets, progress)
    if done.resumed:
        click.echo(words("keys.resumed"))
    click.echo(words("keys.rotated", kek=done.kek, n=done.wrapped))
    click.echo(words("keys.dropped", n=done.dropped))
    click.echo(words("keys.copies"))
    if done.kept:
        raise fault("keys.kept", n=done.kept)


@keys.command("bury-lost", help="cli.keys.bury-lost")
@data_option
@option("--yes", is_flag=True, help="cli.option.bury-yes")
def bury_lost_(data: Path, yes: bool) -> None:
    """Give up keys that no copy of keys.db holds any more."""
    if not yes:
        raise fault("keys.bury-sure")
    with _told():
        count = bury_lost(_secrets(data))
    click.echo(words("keys.buried", n=count))


@keys.command("move", help="cli.keys.move")
@data_option
def move_(data: Path) -> None:
    """From keys.db into the database that JEDEL_KEYS names."""
    with _told():
        settings = settings_from(data=data)
        target, source = key_database(settings), _secrets(data, replace(settings, keys="sqlite:"))
        if target is None:
            raise fault("keys.nowhere")
        count = move_keys(source, target)
    click.echo(words("keys.moved", n=count))


def _secrets(data: Path, settings: Settings | None = None) -> Secrets:
    if not is_there(data):
        raise fault("backup.nothing", data=str(data))
    return secrets_of(settings or settings_from(data=data))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except EXPECTED as error:
        raise told(error) from None
    except (OSError, sqlite3.Error, StoreUnavailable) as error:
        raise fault("keys.interrupted", error=str(error)) from None


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, so that what is found can be piped on."""
    with click.progressbar(length=1, label=words("keys.progress"), file=sys.stderr) as bar:

        def progress(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield progress
