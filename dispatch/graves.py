"""Destroying keys: the row of a forgotten subject becomes a grave, and nothing of its key stays in the file.

The log is the truth about who is forgotten. A key goes after the event is durable, at once; what a killed
process or a restored `keys.db` leaves is destroyed at the next start, before anything is served. SQLite
overwrites what is deleted (`secure_delete`), the write-ahead log is emptied into the file, and then the file
is read: what was wrapped must be in it no more, else it is written anew. Blocks that the file system freed,
copies of snapshots and worn flash cells are beyond this; so are backups, until they are gone.
"""

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import orjson

from dispatch.keys import Keys, damage_told
from dispatch.ports import Row
from dispatch.sql.port import Connection
from dispatch.wrapping import KeysUnusable

PATIENCE_S: Final = 0.5
"""How long somebody who reads `keys.db`, such as a backup, is waited for before it is tried again later."""
_log = logging.getLogger(__name__)


class NotOverwritten(Exception):
    """A key is destroyed, and bytes of it may still stand in the file: it is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Where the log says who is forgotten: a hot table, and the subjects of one of its rows."""

    table: str
    subjects: Callable[[Row], Iterable[UUID]]


class Graves:
    """Used by the writer's thread alone. `waiting` are forgotten, and what was their key may still be read
    in the file by whoever has the key file; `destroyed` counts the keys that were found and destroyed."""

    def __init__(self, database: Path, keys: Keys) -> None:
        self._path = database
        self._keys = keys
        self._traces: set[bytes] = set()
        self.waiting: set[UUID] = set()
        self.destroyed = 0

    def destroy(self, subjects: Iterable[UUID]) -> None:
        """Destroy the keys of these for good. What is left waiting goes along.

        From the first line on this process seals and opens nothing for them. Raises `NotOverwritten`, or
        what SQLite says; asked again, even for nobody, it goes on where it stood.
        """
        asked = set(subjects)
        self._keys.drop(asked)
        self.waiting |= asked
        with damage_told(), closing(self._connection()) as connection:
            self._dig(connection)
            self._overwrite(connection)
        self.waiting.clear()
        self._traces.clear()

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

    def _dig(self, connection: sqlite3.Connection) -> None:
        """Make the rows graves, in one transaction; remembers what was wrapped in them."""
        connection.execute("BEGIN IMMEDIATE")
        try:
            standing = {subject: _wrapped(connection, subject) for subject in self.waiting}
            full = [(who.bytes,) for who, wrapped in standing.items() if wrapped]
            missing = [(who.bytes, self._keys.kek) for who, wrapped in standing.items() if wrapped is None]
            connection.executemany("UPDATE subject_key SET wrapped=NULL WHERE subject=?", full)
            connection.executemany("INSERT INTO subject_key VALUES (?,?,NULL)", missing)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self._traces.update(filter(None, standing.values()))
        self.destroyed += len(full)

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


def bury(log: Connection, graves: Graves, told: Forgotten | None) -> None:
    """Whoever the log says is forgotten has no key, whatever was restored and whenever a process died.

    Raises `KeysUnusable` if `keys.db` cannot be written: nothing is served before.
    """
    if told is None:
        return
    query = "SELECT body FROM hot_row WHERE fold=? AND body IS NOT NULL"
    rows = (orjson.loads(body) for (body,) in log.execute(query, (told.table,)))
    try:
        graves.destroy(who for row in rows for who in told.subjects(row))
    except NotOverwritten:  # the rows are graves already, and it is tried again
        _log.warning("keys.db is read by somebody: what was destroyed stands in its write-ahead log yet")
    except sqlite3.OperationalError as error:
        text = f"keys.db cannot be written, and holds keys of forgotten people: {error}"
        raise KeysUnusable(text, "keys-db-unwritable", error=str(error)) from error
    log.swept()


def _wrapped(connection: sqlite3.Connection, subject: UUID) -> bytes | None:
    """What is wrapped for a subject; nothing in it for a grave, None where there is no row at all."""
    query = "SELECT wrapped FROM subject_key WHERE subject=?"
    row = connection.execute(query, (subject.bytes,)).fetchone()
    return None if row is None else bytes(row[0] or b"")


def _checkpoint(connection: sqlite3.Connection) -> None:
    """Write the write-ahead log into the file and cut it to nothing."""
    if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise NotOverwritten("somebody reads the file")
