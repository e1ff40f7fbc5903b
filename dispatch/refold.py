"""Folding hot tables anew from the log: at start when a fold has changed, for one row after a fix."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import orjson

from dispatch.finished import Finished
from dispatch.hot import PLAIN
from dispatch.ports import HotFold, Row
from dispatch.sql.head import head_of
from dispatch.sql.port import Connection
from domain.envelope import Recorded

PAGE = 2_000
"""Rows stored at once."""
_DAMAGED = "SELECT DISTINCT fold FROM hot_row WHERE damaged IS NOT NULL AND filed IS NULL"


@dataclass
class FoldedTable:
    """One table folded in memory, with the rows whose fold failed and where. Finished rows are there as they
    will be stored, which takes a third of the memory: a long log has many."""

    fold: HotFold
    rows: dict[str, Row | None] = field(default_factory=dict)
    filed: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    damaged: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._finished = Finished([self.fold])

    def row(self, key: str) -> Row | None:
        """One row, live or finished."""
        if key not in self.filed:
            return self.rows.get(key)
        row: Row = orjson.loads(self.filed[key][1])
        return row

    def take(self, recorded: Recorded, only: str | None = None) -> None:
        """Fold one event in; `only` one row if that is given."""
        if type(recorded.event) not in self.fold.events:
            return
        try:
            keys = list(self.fold.keys(recorded))
        except Exception:  # noqa: BLE001 - the same protection as in the append transaction
            self._damage(str(recorded.stream), recorded.position)
            return
        for key in keys:
            if key in self.damaged or (only is not None and key != only):
                continue
            try:
                self._put(key, self.fold.fold(self.row(key), recorded))
            except Exception:  # noqa: BLE001 - as above
                self._damage(key, recorded.position)

    def _put(self, key: str, row: Row | None) -> None:
        word = self._finished.filed(self.fold.name, row)
        if word is None:
            self.rows[key] = row
            self.filed.pop(key, None)
        else:
            self.filed[key] = word, orjson.dumps(row, option=PLAIN)
            self.rows.pop(key, None)

    def _damage(self, key: str, position: int) -> None:
        self.damaged.setdefault(key, position)
        self._put(key, {**(self.row(key) or {"id": key}), "damaged": self.damaged[key]})

    def stored(self, position: int) -> Iterator[tuple[str, str, int, int | None, bytes, str | None]]:
        """Every row as the table of rows has it."""
        for key, row in self.rows.items():
            if row is not None:
                yield self.fold.name, key, position, *_stored(key, row, self.damaged.get(key), position), None
        for key, (word, body) in self.filed.items():
            yield self.fold.name, key, position, None, body, word


def fold_tables(folds: Sequence[HotFold], events: Iterable[Recorded]) -> list[FoldedTable]:
    """Several tables in one pass over the log."""
    tables = [FoldedTable(fold) for fold in folds]
    for recorded in events:
        for table in tables:
            table.take(recorded)
    return tables


def outdated(connection: Connection, folds: Mapping[str, HotFold]) -> list[HotFold]:
    """Those whose table another version of them made, or none, or in whose table a row is damaged.

    So a start after a fix puts damaged rows right; without one they are damaged at the same place again.
    """
    stored = dict(connection.execute("SELECT name, version FROM hot_fold").fetchall())
    damaged = {name for (name,) in connection.execute(_DAMAGED)}
    return [fold for name, fold in folds.items() if stored.get(name) != fold.version or name in damaged]


def _stored(key: str, row: Row, damaged: int | None, position: int) -> tuple[int | None, bytes]:
    """The mark and the body of a row; one that is not plain JSON is damaged, and no reason not to start."""
    try:
        return damaged, orjson.dumps(row, option=PLAIN)
    except TypeError:
        return position, orjson.dumps({"id": key, "damaged": position})


def store_tables(
    connection: Connection, folds: Sequence[HotFold], read: Callable[[int, int], Iterable[Recorded]]
) -> None:
    """Fold these tables anew and replace their stored rows, in one transaction.

    `read` gives the events after a position up to another. What others append meanwhile is folded in the
    transaction, beside which nobody appends.
    """
    until = head_of(connection)
    tables = fold_tables(folds, read(0, until))
    connection.begin()
    try:
        position = head_of(connection)
        for recorded in read(until, position):
            for table in tables:
                table.take(recorded)
        for table in tables:
            name = table.fold.name
            connection.execute("DELETE FROM hot_row WHERE fold=?", (name,))
            rows = table.stored(position)
            while page := list(islice(rows, PAGE)):
                connection.executemany("INSERT INTO hot_row VALUES (?,?,?,?,?,?)", page)
            connection.execute(
                "INSERT INTO hot_fold VALUES (?,?) ON CONFLICT (name) DO UPDATE SET version=excluded.version",
                (name, table.fold.version),
            )
        connection.commit()
    except BaseException:
        if connection.in_transaction:
            connection.rollback()
        raise
