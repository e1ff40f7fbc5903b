"""The file `access.db`: who can enter and who is in, beside the log and never in it; every commit synced."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dispatch.ports import StoreUnavailable


class AccessFile:
    """One connection for all who keep something there; safe from any thread. Writes are rare and small."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        path.chmod(0o600)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("PRAGMA secure_delete=ON")

    def prepare(self, schema: str) -> None:
        """Make the tables that are not there yet."""
        with self._lock:
            self._connection.executescript(schema)

    def rows(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def write(self, statement: str, values: tuple[object, ...] = ()) -> int:
        """One statement, durable when this returns; how many rows it changed."""
        try:
            with self._lock:
                return self._connection.execute(statement, values).rowcount
        except sqlite3.OperationalError as error:
            raise StoreUnavailable("the store of logins cannot be written") from error

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything written inside becomes durable at once, or not at all."""
        with self._lock:
            self.write("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.write("ROLLBACK")
                raise
            self.write("COMMIT")

    def close(self) -> None:
        with self._lock:
            self._connection.close()
