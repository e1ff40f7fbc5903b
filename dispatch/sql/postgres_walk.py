"""Going through a whole log in PostgreSQL: one state of it, fetched page by page, however long it is."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus

from dispatch.sql.port import Rows
from dispatch.sql.postgres_line import LONG, Line, connected
from dispatch.sql.postgres_text import translated

PAGE: Final = 2_000
"""Rows in memory at once, of each statement that is gone through."""
_PAUSE: Final = "60s"
"""Between two pages nothing is asked: the server waits so long."""


class _Paged:
    """What a statement finds, fetched as it is read."""

    rowcount = -1

    def __init__(self, raw: Line, name: str, sql: str, parameters: Sequence[Any]) -> None:
        self._raw, self._name = raw, name.encode()
        declare = b"DECLARE %s NO SCROLL CURSOR FOR %s" % (self._name, translated(sql))
        raw.execute(declare, parameters, prepare=False)
        self._rows = self._fetched()

    def _fetched(self) -> Iterator[Any]:
        fetch = b"FETCH %d FROM %s" % (PAGE, self._name)
        while page := self._raw.cursor(binary=True).execute(fetch, prepare=False).fetchall():
            yield from page
        self._raw.execute(b"CLOSE " + self._name, prepare=False)

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def __next__(self) -> Any:
        return next(self._rows)


class WalkingSession:
    """Reads only; after `BEGIN` what a SELECT finds comes page by page. A lost connection stays lost."""

    Error = psycopg.Error

    def __init__(self, url: str, **more: str) -> None:
        settings = {
            **more,
            "default_transaction_read_only": "on",
            "idle_in_transaction_session_timeout": _PAUSE,
        }
        self._raw = connected(url, **settings)
        self._raw.patience = LONG
        self._names = (f"walked{number}" for number in count(1))

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Rows:
        within = self._raw.info.transaction_status == TransactionStatus.INTRANS
        if within and sql.startswith("SELECT"):
            return _Paged(self._raw, next(self._names), sql, parameters)
        return self._raw.cursor(binary=True).execute(translated(sql), parameters)

    def close(self) -> None:
        self._raw.close()
