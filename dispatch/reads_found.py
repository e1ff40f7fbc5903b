"""Asking the log of readings: who read a case, what one account read. By a connection of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatch.reads_store import COLUMNS, Reading, stored
from dispatch.schema import microseconds, moment_from
from dispatch.tables.port import Tables


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
        return " AND ".join(texts) or "1=1", values


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Readings of one case by one door in one session. `reading` is the last of them."""

    first: datetime
    last: datetime
    count: int
    waited: int
    reading: Reading


def _sitting(row: Sequence[Any]) -> Sitting:
    newest = stored(row[3:])
    first, last = moment_from(row[0]), moment_from(newest.at)
    return Sitting(first=first, last=last, count=row[1], waited=row[2], reading=newest.reading)


class FoundReads:
    """Safe from any thread; each question sees one committed state."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def sittings(self, wanted: Wanted, *, limit: int, offset: int = 0) -> tuple[list[Sitting], int]:
        """Those wanted by session, case and door, so that an open screen is one line; newest first."""
        condition, values = wanted.condition()
        # The condition is made of our own column names; whatever was asked is a parameter.
        groups = (
            "SELECT min(at) AS began, count(*) AS times, count(waited_since) AS late, max(position) AS newest"  # noqa: S608
            f" FROM read WHERE {condition} GROUP BY account, session, case_id, door, why, result"
        )
        page = (
            f"SELECT began, times, late, {COLUMNS} FROM ({groups}) AS sitting JOIN read ON position=newest"  # noqa: S608
            " ORDER BY newest DESC LIMIT ? OFFSET ?"
        )
        counting = f"SELECT count(*) FROM ({groups}) AS sitting"  # noqa: S608
        total = int(self._tables.rows(counting, values)[0][0])
        rows = self._tables.rows(page, [*values, limit, offset])
        return [_sitting(row) for row in rows], total

    def cards_since(
        self, at: datetime, doors: Sequence[str], after: int = 0
    ) -> list[tuple[int, str, str, datetime]]:
        """Position, account, case and time of every card that was shown since then by one of these doors;
        of those after a position, if that is given."""
        marks = ", ".join("?" * len(doors))
        query = (
            "SELECT position, account, case_id, at FROM read"  # noqa: S608 - marks of parameters
            " WHERE position>? AND at>=? AND result<>'refused' AND case_id IS NOT NULL"
            f" AND door IN ({marks}) ORDER BY position"
        )
        rows = self._tables.rows(query, (after, microseconds(at), *doors))
        return [(position, account, case, moment_from(stored)) for position, account, case, stored in rows]

    def close(self) -> None:
        self._tables.close()
