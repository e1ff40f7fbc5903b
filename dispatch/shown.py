"""What was shown to somebody and comes back by its name, perhaps to another process: kept for a while.

Recommendations and joint plans. No place and no person is in them; events keep the same for good.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID

import orjson

from dispatch.encoding import event_converter
from dispatch.schema import microseconds
from dispatch.tables.port import Tables

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS shown (
    name TEXT PRIMARY KEY, of_thing TEXT NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL);
"""
KEPT: Final = timedelta(hours=1)
T = TypeVar("T")


class Shown:
    """Safe from any thread; raises StoreUnavailable. `now` is aware UTC."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now
        self._converter = event_converter()
        tables.prepare(SCHEMA)

    def keep(self, name: UUID, of: str, value: object) -> None:
        """`of` says what it belongs to. What is older than an hour goes meanwhile."""
        now = self._now()
        body = orjson.dumps(self._converter.unstructure(value))
        self._tables.write("DELETE FROM shown WHERE at<?", (microseconds(now - KEPT),))
        self._tables.write(
            "INSERT INTO shown VALUES (?,?,?,?) ON CONFLICT (name) DO NOTHING",
            (str(name), of, body, microseconds(now)),
        )

    def find(self, name: UUID, kind: type[T]) -> tuple[str, T] | None:
        """What it belongs to, and it; nothing if nobody knows it any more."""
        found = self._tables.rows("SELECT of_thing, body FROM shown WHERE name=?", (str(name),))
        if not found:
            return None
        of, body = found[0]
        return str(of), self._converter.structure(orjson.loads(body), kind)
