"""Which keys were changed, by whichever process: one row a key, with the number of its last change.

A number is taken under a row's lock that is held until the change is durable, so "changed after number N" is
complete: nothing comes later with a smaller number.
"""

from collections.abc import Collection
from typing import Final

from dispatch.tables.port import Tables

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS moved (key TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS moved_by_number ON moved (number);
CREATE TABLE IF NOT EXISTS moved_number (one INTEGER PRIMARY KEY, number INTEGER NOT NULL);
"""
_NUMBER: Final = (
    "INSERT INTO moved_number VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET number=moved_number.number+1"
    " RETURNING number"
)
_NOTE: Final = "INSERT INTO moved VALUES (?,?) ON CONFLICT (key) DO UPDATE SET number=excluded.number"


class Moved:
    """Only what changes after this was made counts as changed. `look` is for one thread."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        tables.prepare(_SCHEMA)
        self._looked_at = int(tables.rows("SELECT coalesce(max(number), 0) FROM moved")[0][0])

    def note(self, keys: Collection[str]) -> None:
        """These change by what else is written in this `together()`."""
        if keys:
            number = self._tables.rows(_NUMBER)[0][0]
            self._tables.many(_NOTE, [(key, number) for key in keys])

    def look(self) -> list[str]:
        """What was changed since the last look, here or elsewhere."""
        rows = self._tables.rows(
            "SELECT key, number FROM moved WHERE number>? ORDER BY number", (self._looked_at,)
        )
        self._looked_at = max([self._looked_at, *(int(number) for _, number in rows)])
        return [str(key) for key, _ in rows]
