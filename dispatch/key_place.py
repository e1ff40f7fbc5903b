"""Where subjects' keys are: `keys.db` in the data directory, or another database than the log's.

What is common to both is their tables (`dispatch.tables`); what is not is asked of the place: whether there
are keys yet, whether it is fit to keep some, and that nothing is left there of what was destroyed.
"""

import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Protocol

from dispatch.ports import StoreUnavailable
from dispatch.tables.look import FileLook, Looking
from dispatch.tables.port import Tables
from dispatch.tables.sqlite import FileTables
from dispatch.wrapping import KeysUnusable

PATIENCE_S: Final = 0.5
"""How long somebody who reads `keys.db`, such as a backup, is waited for before it is tried again later."""
DAMAGED: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB")

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS subject_key (
    subject BLOB PRIMARY KEY, kek TEXT NOT NULL, wrapped BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secret (
    name TEXT PRIMARY KEY, kek TEXT NOT NULL, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS keys_identity (log BLOB NOT NULL);
"""


class NotOverwritten(Exception):
    """A key is destroyed, and bytes of it may still stand where it was: it is tried again."""


class KeyPlace(Protocol):
    """A place for keys, not opened. `told`: what people call it."""

    @property
    def told(self) -> str: ...

    def missing(self) -> bool:
        """Whether no keys were ever kept there. Makes nothing."""
        ...

    def open(self) -> Tables:
        """To keep keys in; makes the tables. Raises `Unfit` where none may be, `KeysUnusable` for damage."""
        ...

    def look(self) -> Looking:
        """To read alone: nothing is made or changed. Raises `KeysUnusable` for damage."""
        ...

    def overwrite(self, traces: Collection[bytes]) -> None:
        """Leave nothing of what was destroyed, as far as that is ours: `traces` is what was wrapped there.

        Raises `NotOverwritten` if that could not be done now.
        """
        ...


def damaged(told: str) -> KeysUnusable:
    """What is said of keys that their database cannot read as its own."""
    return KeysUnusable(f"{told} is damaged: restore it from its own backup", "keys-db-damaged", keys=told)


@contextmanager
def damage_told(told: str) -> Iterator[None]:
    """A damaged file in words; any other fault of the database as it is."""
    try:
        yield
    except (sqlite3.DatabaseError, StoreUnavailable) as error:
        cause = error.__cause__ if isinstance(error, StoreUnavailable) else error
        if getattr(cause, "sqlite_errorname", "").startswith(DAMAGED):
            raise damaged(told) from error
        raise


class KeyFile:
    """`keys.db`. Several processes of one machine may have it open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told = path.name

    def missing(self) -> bool:
        return not self.path.exists() or self.path.stat().st_size == 0

    def open(self) -> FileTables:
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        with damage_told(self.told):
            tables = FileTables(self.path)
            try:
                self._require_fit(tables)
                tables.prepare(SCHEMA)
            except BaseException:
                tables.close()
                raise
        return tables

    def _require_fit(self, tables: FileTables) -> None:
        asked = ("journal_mode", "synchronous", "secure_delete")
        mode, level, deletes = (tables.rows(f"PRAGMA {name}")[0][0] for name in asked)
        if mode != "wal" or level != 2 or deletes != 1:
            text = f"{self.told} is not durable here: journal {mode}, synchronous {level}"
            raise KeysUnusable(text, "not-durable", file=self.told, mode=mode, level=level)
        self._require_whole(tables)

    def _require_whole(self, tables: Looking) -> None:
        if tables.rows("PRAGMA quick_check(1)") != [("ok",)]:
            raise damaged(self.told)

    def look(self) -> FileLook:
        with damage_told(self.told):
            tables = FileLook(self.path)
            try:
                self._require_whole(tables)
            except BaseException:
                tables.close()
                raise
        return tables

    def overwrite(self, traces: Collection[bytes]) -> None:
        """SQLite overwrites what is deleted; the write-ahead log is emptied into the file, and then the file
        is read: what was wrapped must be in it no more, else it is written anew."""
        try:
            with closing(sqlite3.connect(self.path, isolation_level=None, timeout=PATIENCE_S)) as connection:
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute("PRAGMA secure_delete=ON")
                _checkpoint(connection)
                if not self._left(traces):
                    return
                connection.execute("VACUUM")
                _checkpoint(connection)
        except sqlite3.Error as error:
            raise NotOverwritten(f"the file cannot be written now: {error}") from error
        if self._left(traces):
            raise NotOverwritten("the file still holds what was deleted from it")

    def _left(self, traces: Collection[bytes]) -> bool:
        content = self.path.read_bytes() if traces else b""
        return any(trace in content for trace in traces)


def _checkpoint(connection: sqlite3.Connection) -> None:
    """Write the write-ahead log into the file and cut it to nothing."""
    if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise NotOverwritten("somebody reads the file")
