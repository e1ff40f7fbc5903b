"""Rows of finished things: in the log's database alone, filed under a word, read when somebody asks for one.

So a process's memory goes by what is open, however many cases were closed before. Which rows are finished is
said by their table's fold (`Filing`); a row that stands still is none of them.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Final, Protocol, runtime_checkable

import orjson

from dispatch.ports import Change, HotFold, Row
from dispatch.sql.port import Database, Reading
from domain.envelope import Recorded

HotKey = tuple[str, str]
_ONE = "SELECT body FROM hot_row WHERE fold=? AND key=? AND filed IS NOT NULL"
_LIVE = "SELECT body FROM hot_row WHERE fold=? AND filed IS NULL AND body IS NOT NULL"
_FILED = "SELECT body FROM hot_row WHERE fold=? AND filed=?"
_EVERY = "SELECT body FROM hot_row WHERE fold=? AND body IS NOT NULL"


@runtime_checkable
class Filing(HotFold, Protocol):
    """The fold of a table that grows with history: its rows come to an end. Each is keyed by its stream."""

    def filed(self, row: Row) -> str | None:
        """Under which word a finished row is filed, for those who look through a part of them; None while it
        is live. Whoever asks for `rows` or a `snapshot` meets it no more."""
        ...


class Finished:
    """Knows which rows are finished, and the last of them that were asked for. Its owner guards it."""

    def __init__(self, folds: Sequence[HotFold], kept: int = 0) -> None:
        self._filing: Final = {fold.name: fold for fold in folds if isinstance(fold, Filing)}
        self._kept: OrderedDict[HotKey, Row] = OrderedDict()
        self._limit = kept

    def may_have(self, table: str) -> bool:
        """Whether rows of this table are ever finished."""
        return table in self._filing

    def begins(self, table: str, recorded: Recorded) -> bool:
        """Whether an event is the first of its row: then none was filed before."""
        return recorded.version == 1 and table in self._filing

    def filed(self, table: str, row: Row | None) -> str | None:
        """Under what a row is filed; nothing while it is live."""
        fold = self._filing.get(table)
        if fold is None or row is None or "damaged" in row:
            return None
        try:
            return fold.filed(row)
        except Exception:  # noqa: BLE001 - a fold's own mistake: the row stays in memory
            return None

    def get(self, hot_key: HotKey) -> Row | None:
        """If it was asked for lately."""
        row = self._kept.get(hot_key)
        if row is not None:
            self._kept.move_to_end(hot_key)
        return row

    def keep(self, hot_key: HotKey, row: Row | None) -> None:
        """The row as it is now; none any more."""
        if row is None:
            self._kept.pop(hot_key, None)
            return
        self._kept[hot_key] = row
        self._kept.move_to_end(hot_key)
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        self._kept.clear()

    def differences(
        self,
        connection: Reading,
        before: Mapping[str, Mapping[str, Row]],
        after: Mapping[str, Mapping[str, Row]],
    ) -> Iterator[Change]:
        """What changed from some live rows to others; one that is live no more may be finished."""
        for table, rows in after.items():
            old = before.get(table, {})
            for key in old.keys() | rows.keys():
                row = rows.get(key)
                if row is None and self.may_have(table):
                    row = stored(connection, (table, key))
                if old.get(key) != row:
                    yield Change(table=table, key=key, before=old.get(key), after=row)


def stored(connection: Reading, hot_key: HotKey) -> Row | None:
    """One finished row, as it is stored. A live one is in memory, or comes there with what others did."""
    found = connection.execute(_ONE, hot_key).fetchone()
    if found is None or found[0] is None:
        return None
    try:
        row: Row = orjson.loads(found[0])
    except orjson.JSONDecodeError:  # to be folded anew: no fold goes on from this
        return {"id": hot_key[1]}
    return row


def every_row(
    database: Database, table: str, filed: str | None = None, holding: bytes = b""
) -> Iterator[Row]:
    """All rows of a table, live and finished, as one state of the database has them; or the live ones and
    those that are filed under one word. `holding`: only rows in whose JSON this stands.

    Few of them are in memory at once. Blocks; for any thread.
    """
    part = (f"{_LIVE} UNION ALL {_FILED}", (table, table, filed))
    query, values = (_EVERY, (table,)) if filed is None else part
    try:
        with closing(database.open_to_walk()) as connection:
            connection.execute("BEGIN")
            for (body,) in connection.execute(query, values):
                if holding in body:
                    yield orjson.loads(body)
    except Exception as error:
        raise database.fault(error) or error from error
