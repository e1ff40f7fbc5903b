"""Asking the log of readings: who read a case, what one account read. By a connection of its own."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from dispatch.reads_store import COLUMNS, StoredReading, stored
from dispatch.schema import microseconds, open_to_read


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which readings: every field that is given must fit. Of `cases` any one."""

    cases: tuple[str, ...] | None = None
    region: str | None = None
    account: str | None = None
    door: str | None = None
    why: str | None = None
    result: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def condition(self) -> tuple[str, list[Any]]:
        """The same as SQL. `region` is the reader's or the case's: both centres may look."""
        parts: list[tuple[str, list[Any]]] = []
        if self.cases is not None:
            parts.append((f"case_id IN ({', '.join('?' * len(self.cases))})", list(self.cases)))
        if self.region is not None:
            parts.append(("(region=? OR case_region=?)", [self.region, self.region]))
        for column in ("account", "door", "why", "result"):
            value = getattr(self, column)
            if value is not None:
                parts.append((f"{column}=?", [value]))
        if self.since is not None:
            parts.append(("at>=?", [microseconds(self.since)]))
        if self.until is not None:
            parts.append(("at<?", [microseconds(self.until)]))
        texts, values = [text for text, _ in parts], [one for _, found in parts for one in found]
        return " AND ".join(texts) or "1", values


class FoundReads:
    """Safe from any thread; each question sees one committed state."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._connection = open_to_read(path)

    def find(self, wanted: Wanted, *, limit: int, offset: int = 0) -> tuple[list[StoredReading], int]:
        """Those wanted, newest first, and how many there are in all."""
        condition, values = wanted.condition()
        # The condition is made of our own column names; whatever was asked is a parameter.
        counting = f"SELECT count(*) FROM read WHERE {condition}"  # noqa: S608
        page = f"SELECT {COLUMNS} FROM read WHERE {condition} ORDER BY position DESC LIMIT ? OFFSET ?"  # noqa: S608
        with self._lock:
            count = int(self._connection.execute(counting, values).fetchone()[0])
            rows = self._connection.execute(page, [*values, limit, offset]).fetchall()
        return [stored(row) for row in rows], count

    def cards_since(self, at: datetime, doors: Sequence[str]) -> list[tuple[str, str, int]]:
        """Account, case and time of every card that was shown since then by one of these doors."""
        query = (
            "SELECT account, case_id, at FROM read WHERE at>=? AND result!='refused' AND case_id IS NOT NULL"
            " AND door IN (SELECT value FROM json_each(?)) ORDER BY position"
        )
        with self._lock:
            return self._connection.execute(query, (microseconds(at), json.dumps(doors))).fetchall()

    def close(self) -> None:
        with self._lock:
            self._connection.close()
