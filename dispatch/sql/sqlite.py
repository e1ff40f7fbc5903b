"""The log as `log.db` in the data directory, and what an error of SQLite means.

Three kinds. A fault of one command (a constraint) is not the storage's. A fault that can pass (disk full,
read-only, locked) fails the batch with nothing saved. After a fault of the disk itself (a failed sync above
all: what the page cache then holds cannot be trusted) this process never acknowledges anything again.
"""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from dispatch.ports import StoreUnavailable
from dispatch.schema import FileConnection, last_recorded, open_to_read, open_to_write, version_of

_PASSING: Final = {
    sqlite3.SQLITE_FULL: "storage full",
    sqlite3.SQLITE_READONLY: "storage is read-only",
    sqlite3.SQLITE_CANTOPEN: "storage cannot be opened",
    sqlite3.SQLITE_BUSY: "storage is locked by another program",
    sqlite3.SQLITE_LOCKED: "storage is locked by another program",
    sqlite3.SQLITE_NOMEM: "out of memory",
    sqlite3.SQLITE_PERM: "storage may not be written",
}
_LASTING: Final = {
    sqlite3.SQLITE_IOERR: "the disk failed",
    sqlite3.SQLITE_CORRUPT: "the storage file is damaged",
    sqlite3.SQLITE_NOTADB: "the storage file is damaged",
    sqlite3.SQLITE_PROTOCOL: "storage locking failed",
}


def storage_fault(error: BaseException) -> StoreUnavailable | None:
    """What an error of SQLite means for us; nothing if it is not the storage's fault."""
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, sqlite3.Error) or code is None:
        return None
    detail = f"nothing was saved ({error.sqlite_errorname})"
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:  # the shared-memory file could not grow: a full disk
        return StoreUnavailable(f"storage full: {detail}")
    if (reason := _PASSING.get(code & 0xFF)) is not None:
        return StoreUnavailable(f"{reason}: {detail}")
    if (reason := _LASTING.get(code & 0xFF)) is not None:
        return StoreUnavailable(f"{reason}: {detail}", lasting=True)
    return None


class SqliteFile:
    """One file, which only one process writes."""

    shared = False

    def __init__(self, path: Path) -> None:
        self._path = path

    def version(self) -> int:
        return version_of(self._path)

    def open_to_write(self, new_log: UUID) -> FileConnection:
        return open_to_write(self._path, new_log)

    def open_to_read(self) -> sqlite3.Connection:
        return open_to_read(self._path)

    open_to_walk = open_to_read

    def beside(self, name: str) -> sqlite3.Connection | None:
        path = self._path.with_name(f"{name}.db")
        return open_to_read(path) if path.exists() else None

    def last_recorded(self) -> datetime | None:
        return last_recorded(self._path)

    def fault(self, error: BaseException) -> StoreUnavailable | None:
        return storage_fault(error)
