"""Destroying keys: the row of a forgotten subject becomes a grave, and nothing of its key stays in the file.

The log is the truth about who is forgotten. A key goes after the event is durable, at once; what a killed
process or a restored `keys.db` leaves is destroyed at the next start, before anything is served. SQLite
overwrites what is deleted (`secure_delete`), the write-ahead log is emptied into the file, and then the file
is read: what was wrapped must be in it no more, else it is written anew. Blocks that the file system freed,
copies of snapshots and worn flash cells are beyond this; so are backups, until they are gone.
"""

import logging
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing
from pathlib import Path
from typing import Final
from uuid import UUID

from dispatch.keys import Keys, damage_told

PATIENCE_S: Final = 0.5
"""How long somebody who reads `keys.db`, such as a backup, is waited for before it is tried again later."""
_log = logging.getLogger(__name__)


class NotOverwritten(Exception):
    """A key is destroyed, and bytes of it may still stand in the file: it is tried again."""


class Graves:
    """Used by the writer's thread alone. `waiting` are forgotten, and what was their key may still be read
    in the file by whoever has the key file."""

    def __init__(self, database: Path, keys: Keys) -> None:
        self._path = database
        self._keys = keys
        self._traces: set[bytes] = set()
        self.waiting: set[UUID] = set()

    def destroy(self, subjects: Iterable[UUID]) -> int:
        """Destroy the keys of these for good; how many still had one. What is left waiting goes along.

        From the first line on this process seals and opens nothing for them. Raises `NotOverwritten`, or
        what SQLite says; asked again, even for nobody, it goes on where it stood.
        """
        asked = set(subjects)
        self._keys.drop(asked)
        self.waiting |= asked
        with damage_told(), closing(self._connection()) as connection:
            found = self._dig(connection)
            self._overwrite(connection)
        self.waiting.clear()
        self._traces.clear()
        return found

    def empty(self) -> None:
        """Empty the write-ahead log: a process that was killed may have left a destroyed key in it."""
        with damage_told(), closing(self._connection()) as connection:
            _checkpoint(connection)

    def try_again(self) -> None:
        """Go on with what waits; what fails is logged and waits on."""
        if self.waiting:
            self.destroy_or_wait(())

    def destroy_or_wait(self, subjects: Collection[UUID]) -> None:
        """`destroy` after the event is durable: nothing may fail because of it any more."""
        try:
            self.destroy(subjects)
        except (NotOverwritten, sqlite3.Error, OSError) as error:
            _log.error(
                "keys of %d forgotten are not overwritten yet: %s", len(self.waiting), type(error).__name__
            )

    def _connection(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=PATIENCE_S)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        return connection

    def _dig(self, connection: sqlite3.Connection) -> int:
        """Make the rows graves, in one transaction; remembers what was wrapped in them."""
        rows = [(subject.bytes,) for subject in self.waiting]
        connection.execute("BEGIN IMMEDIATE")
        try:
            wrapped = [
                row[0]
                for one in rows
                for row in connection.execute("SELECT wrapped FROM subject_key WHERE subject=?", one)
                if row[0] is not None
            ]
            connection.executemany("UPDATE subject_key SET wrapped=NULL WHERE subject=?", rows)
            kek = self._keys.kek
            connection.executemany(
                "INSERT OR IGNORE INTO subject_key VALUES (?,?,NULL)", [(*one, kek) for one in rows]
            )
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self._traces.update(wrapped)
        return len(wrapped)

    def _overwrite(self, connection: sqlite3.Connection) -> None:
        _checkpoint(connection)
        if not self._left():
            return
        connection.execute("VACUUM")
        _checkpoint(connection)
        if self._left():
            raise NotOverwritten("the file still holds what was deleted from it")

    def _left(self) -> bool:
        content = self._path.read_bytes() if self._traces else b""
        return any(trace in content for trace in self._traces)


def _checkpoint(connection: sqlite3.Connection) -> None:
    """Write the write-ahead log into the file and cut it to nothing."""
    if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise NotOverwritten("somebody reads the file")
