"""`jedel backup`: a copy of an installation while it is being served, the keys to a place of their own.

The log is copied before the keys: keys are made durable before what is sealed with them, so every story of
the copied log finds its key in the copied `keys.db`. A copy is a data directory that lacks only its keys.
"""

import os
import sqlite3
from pathlib import Path
from typing import Final

import click

from dispatch.key_place import KeyFile, KeyPlace
from dispatch.keys_check import fit
from dispatch.keys_copy import copy_keys
from dispatch.ports import StoreUnavailable
from dispatch.roads.shelf import Shelf
from dispatch.schema import open_to_read
from dispatch.sql.sqlite import SqliteFile
from dispatch.wrapped import Secrets
from projections.traces import Traces
from web.cli.options import EXPECTED, data_option, settings_from, told
from web.cli.speech import Spoken, fault, option, words
from web.keys_place import keys_of
from web.log_place import ELSEWHERE, LOG, is_there

DATABASES: Final = (LOG, "form.db", "inbox.db", "reads.db", "access.db", "positions.db")
FILES: Final = ("settings.json", ELSEWHERE)
KEYS: Final = "keys.db"
KEY_FILE: Final = "keys.kek"
SIGNING_KEY: Final = "checkpoints.key"
PAGES: Final = 2_000
"""Pages copied between two steps of the progress bar; the whole copy is of one moment all the same."""


@click.command("backup", cls=Spoken, help="cli.backup")
@data_option
@click.argument("to", metavar="TO", type=click.Path(file_okay=False, path_type=Path))
@option(
    "--keys-to",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="cli.option.keys-to",
)
def backup(data: Path, to: Path, keys_to: Path | None) -> None:
    """Copy an installation into the new directory TO, while it is served or stopped.

    To restore: put keys.db and keys.kek into a copy of TO and serve that. Whoever holds both copies reads
    everything; the copy without keys shows no story and no name of a child.
    """
    if not is_there(data):
        raise fault("backup.nothing", data=str(data))
    secrets = None if keys_to is None else _secrets(data)
    names = None if secrets is None else _fit(secrets)
    _make_room(data, to, keys_to)
    try:
        position = _copy(data, to)
        if keys_to is not None and secrets is not None:
            copied = _copy_keys(data, to, keys_to, secrets.place)
            if _fit(copied) != names:
                raise fault("backup.keys-changed")
    except (OSError, sqlite3.Error, StoreUnavailable) as error:
        raise fault("backup.incomplete", error=str(error)) from None
    if position is None:
        click.echo(words("backup.without-log", to=str(to)))
    else:
        click.echo(words("backup.done", to=str(to), position=position))
    click.echo(words("backup.keys", to=str(keys_to)) if keys_to else words("backup.no-keys"))
    version = Shelf(data).current()
    if version is not None:
        click.echo(words("backup.no-roads", version=version, folder=str(Shelf(data).folder)))


def _secrets(data: Path) -> Secrets:
    """The keys that are to be copied, and the log if it is a file beside them."""
    try:
        place = keys_of(settings_from(data=data))
    except EXPECTED as error:
        raise told(error) from None
    log = SqliteFile(data / LOG) if (data / LOG).exists() else None
    return Secrets(key_file=data / KEY_FILE, place=place, beside=(), log=log)


def _fit(secrets: Secrets) -> tuple[str, ...]:
    try:
        return fit(secrets)
    except EXPECTED as error:
        raise told(error) from None


def _copy_keys(data: Path, to: Path, keys_to: Path, place: KeyPlace) -> Secrets:
    """The keys as a file, wherever they are, with the files that belong to them; what stands there then."""
    copy = KeyFile(keys_to / KEYS)
    if isinstance(place, KeyFile):
        copy_database(place.path, copy.path)
    else:
        copy_keys(place, copy)
    for name in (KEY_FILE, SIGNING_KEY):
        if name == KEY_FILE or (data / name).exists():
            _copy_file(data / name, keys_to / name)
    _settle(keys_to)
    log = SqliteFile(to / LOG) if (to / LOG).exists() else None
    return Secrets(key_file=keys_to / KEY_FILE, place=copy, beside=(), log=log)


def _make_room(data: Path, to: Path, keys_to: Path | None) -> None:
    """New or empty directories, for their owner only; the keys never beside or inside the log's copy."""
    chosen = [to] if keys_to is None else [to, keys_to]
    resolved = [path.resolve() for path in (data, *chosen)]
    for n, one in enumerate(resolved):
        for other in resolved[n + 1 :]:
            if one == other or one in other.parents or other in one.parents:
                raise fault("backup.three-directories")
    for path in chosen:
        if path.exists() and any(path.iterdir()):
            raise fault("backup.not-empty", path=str(path))
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.chmod(0o700)


def _copy(data: Path, to: Path) -> int | None:
    """Everything but the keys; the log's last position in the copy, nothing if the log is not in it."""
    for name in DATABASES:
        if (data / name).exists():
            copy_database(data / name, to / name)
    for name in FILES:
        if (data / name).exists():
            _copy_file(data / name, to / name)
    if (to / "access.db").exists():
        _without_sessions(to / "access.db")
    position = _position(to / LOG) if (to / LOG).exists() else None
    _settle(to)
    return position


def _without_sessions(access: Path) -> None:
    """Nobody who has left since comes back in with a restored copy."""
    copied = sqlite3.connect(access)
    with copied:
        copied.execute("DROP TABLE IF EXISTS entry")
        copied.execute("DROP TABLE IF EXISTS signed_on")
        copied.execute("DROP TABLE IF EXISTS calendar_feed")
    copied.close()


def _position(log: Path) -> int:
    """The last one in the copy, without the traces in it."""
    _without_traces(log)
    copied = open_to_read(log)
    position: int = copied.execute("SELECT coalesce(max(last), 0) FROM batch").fetchone()[0]
    copied.close()
    return position


def _without_traces(log: Path) -> None:
    """A copy must not find somebody who is forgotten later; a restored one folds traces anew at its start."""
    copied = sqlite3.connect(log)
    with copied:
        copied.execute("PRAGMA secure_delete=ON")
        copied.execute("DELETE FROM hot_row WHERE fold=?", (Traces.name,))
        copied.execute("DELETE FROM hot_fold WHERE name=?", (Traces.name,))
    copied.close()


def copy_database(source: Path, target: Path) -> None:
    """One moment of a database, by SQLite's own online copy: the one way that is safe beside a writer."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    reading, writing = open_to_read(source), sqlite3.connect(target)
    try:
        reading.execute("BEGIN")
        pages = reading.execute("PRAGMA page_count").fetchone()[0]
        with click.progressbar(length=pages, label=source.name) as bar:
            reading.backup(writing, pages=PAGES, progress=lambda _, left, of: bar.update(of - left - bar.pos))
        found = writing.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"{source.name}: {found}")
    finally:
        reading.close()
        writing.close()


def _copy_file(source: Path, target: Path) -> None:
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(source.read_bytes())


def _settle(folder: Path) -> None:
    """On the disk, not only in the machine's memory."""
    for path in (*folder.iterdir(), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
