"""Where an installation's keys are, and all that its key file wraps: files of its directory or PostgreSQL."""

from functools import partial
from typing import TYPE_CHECKING, Final

from dispatch.key_place import KeyFile, KeyPlace
from web.log_place import BESIDE, LOG, database_of, is_elsewhere
from web.settings import BadSettings, Settings

if TYPE_CHECKING:
    from dispatch.wrapped import Secrets

KEYS: Final = "keys.db"
_MAY_WRAP: Final = tuple(dict.fromkeys((*BESIDE, "form", "reads", "views", "work")))


def keys_of(settings: Settings) -> KeyPlace:
    """Not opened. Raises `BadSettings` where the directory has keys of its own all the same."""
    own = KeyFile(settings.data / KEYS)
    place = key_database(settings)
    if place is not None and not own.missing():
        raise BadSettings("keys-here", data=str(settings.data))
    return place or own


def key_database(settings: Settings) -> KeyPlace | None:
    """The database that the settings name for keys; none where they are to be in `keys.db`."""
    if settings.keys.partition(":")[0] == "sqlite":
        return None
    from dispatch.key_place_postgres import KeyDatabase  # a driver that SQLite's installations do not load

    return KeyDatabase(settings.keys)


def secrets_of(settings: Settings) -> "Secrets":
    """All that is wrapped, wherever it is, and the log. Raises `BadSettings`."""
    from dispatch.wrapped import Holding, Secrets, files_beside

    data, log = settings.data, database_of(settings)
    beside = files_beside(data)
    if settings.store.partition(":")[0] != "sqlite":
        from dispatch.tables.postgres import PostgresTables

        for name in _MAY_WRAP:
            tables = partial(PostgresTables, settings.store, name)
            beside += (Holding(file=f"{name}.db", told=f"PostgreSQL: {name}", look=tables, open=tables),)
    there = (data / LOG).exists() or is_elsewhere(data)
    return Secrets(
        key_file=data / "keys.kek", place=keys_of(settings), beside=beside, log=log if there else None
    )
