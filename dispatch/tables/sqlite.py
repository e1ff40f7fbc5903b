"""Tables in a file of the data directory, for its owner only; what is deleted is overwritten."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from dispatch.schema import BUSY_SECONDS, write_ahead
from dispatch.sql.sqlite import storage_fault
from dispatch.tables.port import Conflict

_COLUMNS: Final = (
    "SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns"
    " WHERE tables.type='table' AND tables.name NOT LIKE 'sqlite%' ORDER BY tables.name, columns.cid"
)


class FileTables:
    """One connection for all who keep something there. `durable`: every commit is synced to the disk."""

    shared = False

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        self._lock = threading.RLock()
        self._inside = False
        self._connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        path.chmod(0o600)
        write_ahead(self._connection)
        self._connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        self._connection.execute("PRAGMA secure_delete=ON")

    def prepare(self, schema: str, version: int = 1) -> None:
        with self.together(), _faults():
            statement = ""
            for line in schema.splitlines():
                statement += line + "\n"
                if sqlite3.complete_statement(statement):
                    self._connection.execute(statement)
                    statement = ""

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock, _faults():
            return self._connection.execute(statement, values).fetchall()

    def write(self, statement: str, values: Sequence[object] = ()) -> int:
        with self._lock, _faults():
            return self._connection.execute(statement, values).rowcount

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> int:
        with self.together(), _faults():
            return max(0, self._connection.executemany(statement, rows).rowcount)

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._lock:
            if self._inside:
                yield
                return
            self.write("BEGIN IMMEDIATE")
            self._inside = True
            try:
                yield
                self.write("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self.write("ROLLBACK")
                raise
            finally:
                self._inside = False

    def standing(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for table, column in self.rows(_COLUMNS):
            found.setdefault(table, []).append(column)
        return found

    def clear(self) -> None:
        with self.together():
            for table in self.standing():
                self.write(f"DROP TABLE {table}")

    def settle(self) -> bool:
        """The write-ahead log must not keep what the file has overwritten; not while somebody reads."""
        with self._lock, _faults():
            return not self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    def close(self) -> None:
        with self._lock:
            self._connection.close()


@contextmanager
def _faults() -> Iterator[None]:
    """Errors of SQLite as the port has them."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise Conflict(str(error)) from error
    except sqlite3.Error as error:
        fault = storage_fault(error)
        if fault is None:
            raise
        raise fault from error
