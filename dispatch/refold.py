"""Folding hot tables anew from the log: at start when a fold has changed, for one row after a fix."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from dispatch.finished import Finished
from dispatch.hot import PLAIN
from dispatch.ports import HotFold, Row
from dispatch.sql.head import head_of
from dispatch.sql.port import Connection
from domain.envelope import Recorded

_DAMAGED = "SELECT DISTINCT fold FROM hot_row WHERE damaged IS NOT NULL AND filed IS NULL"


@dataclass
class FoldedTable:
    """One table folded in memory, with the rows whose fold failed and where."""

    fold: HotFold
    rows: dict[str, Row | None] = field(default_factory=dict)
    damaged: dict[str, int] = field(default_factory=dict)

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
                self.rows[key] = self.fold.fold(self.rows.get(key), recorded)
            except Exception:  # noqa: BLE001 - as above
                self._damage(key, recorded.position)

    def _damage(self, key: str, position: int) -> None:
        self.damaged.setdefault(key, position)
        self.rows[key] = {**(self.rows.get(key) or {"id": key}), "damaged": self.damaged[key]}


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


def _stored(
    table: FoldedTable, key: str, row: Row, finished: Finished, position: int
) -> tuple[int | None, bytes, str | None]:
    """The mark and the body of a row, and under what it is filed; one that is not plain JSON is damaged, and
    no reason not to start."""
    try:
        body = orjson.dumps(row, option=PLAIN)
    except TypeError:
        return position, orjson.dumps({"id": key, "damaged": position}), None
    return table.damaged.get(key), body, finished.filed(table.fold.name, row)


def store_tables(
    connection: Connection, folds: Sequence[HotFold], read: Callable[[int, int], Iterable[Recorded]]
) -> None:
    """Fold these tables anew and replace their stored rows, in one transaction.

    `read` gives the events after a position up to another. What others append meanwhile is folded in the
    transaction, beside which nobody appends.
    """
    until, finished = head_of(connection), Finished(folds)
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
            connection.executemany(
                "INSERT INTO hot_row VALUES (?,?,?,?,?,?)",
                [
                    (name, key, position, *_stored(table, key, row, finished, position))
                    for key, row in table.rows.items()
                    if row is not None
                ],
            )
            connection.execute(
                "INSERT INTO hot_fold VALUES (?,?) ON CONFLICT (name) DO UPDATE SET version=excluded.version",
                (name, table.fold.version),
            )
        connection.commit()
    except BaseException:
        if connection.in_transaction:
            connection.rollback()
        raise
