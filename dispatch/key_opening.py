"""The keys of a log, opened to serve with: there, whole, and of this log."""

from pathlib import Path

from dispatch.key_place import KeyPlace, damage_told
from dispatch.keys import Keys
from dispatch.sql.head import head_of, log_identity
from dispatch.sql.port import Reading
from dispatch.tables.port import Tables
from dispatch.wrapping import KeysUnusable


def open_keys(place: KeyPlace, key_file: Path, log: Reading, *, fresh: bool) -> tuple[Tables, Keys]:
    """The place's tables and the keys in them; raises `KeysUnusable` for any others than this log's.

    `fresh`: there were no keys before the log was opened.
    """
    if fresh and head_of(log):
        text = f"{place.told} is missing beside a log with events, or empty: restore it from its own backup"
        raise KeysUnusable(text, "keys-db-missing", keys=place.told)
    tables = place.open()
    try:
        with damage_told(place.told):
            keys = Keys(tables, key_file)
            keys.belong_to(log_identity(log), place.told)
    except BaseException:
        tables.close()
        raise
    return tables, keys
