"""Hot tables: folded inside the append transaction, each row on its own risk.

If a fold raises, the events are stored all the same. That one row keeps what it showed, carries the
position as `damaged`, and stands still until it is folded anew; every other row goes on. Other threads see
committed rows only. Rows of what is finished are not in memory (`finished`).
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from threading import Lock
from types import MappingProxyType
from typing import Final

import orjson

from dispatch.finished import Finished, HotKey, stored
from dispatch.limits import EngineLimits
from dispatch.ports import Change, HotFold, Row
from dispatch.sql.port import Connection, Found, Reading
from domain.envelope import Recorded

PLAIN: Final = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
"""Rows are plain JSON: what would have to be guessed at is an error."""
_UPSERT = (
    "INSERT INTO hot_row VALUES (?,?,?,?,?,?) ON CONFLICT (fold, key) DO UPDATE SET"
    " position=excluded.position, damaged=excluded.damaged, body=excluded.body, filed=excluded.filed"
)
_LIVE = "SELECT fold, key, damaged, body FROM hot_row WHERE filed IS NULL"
CHANGED = "SELECT fold, key, damaged, body FROM hot_row WHERE position>=?"
"""Since a position, and at it: a row is folded anew without a new event."""


class HotTables:
    """All live rows, in memory and in the log's database. `stage` is for the batch under way, which reads by
    the writer's `connection`; other threads read finished rows by one that `reading` gives them."""

    def __init__(
        self,
        folds: Sequence[HotFold],
        reading: Callable[[], AbstractContextManager[Reading]],
        finished: int = EngineLimits().finished,
    ) -> None:
        self.folds: Final = {fold.name: fold for fold in folds}
        self.connection: Reading
        self._reading = reading
        self._finished = Finished(folds, finished)
        self._turn = 0  # of what became true: a row that was read meanwhile is not kept
        self._asked = {
            event: [fold for fold in folds if event in fold.events]
            for event in {event for fold in folds for event in fold.events}
        }
        self._lock = Lock()
        self._rows: dict[str, dict[str, Row]] = {name: {} for name in self.folds}
        self._damaged: dict[HotKey, int] = {}
        self._found: dict[HotKey, Row | None] = {}  # what the batch read of rows that are not live
        self._staged: dict[HotKey, Row | None] = {}
        self._newly_damaged: dict[HotKey, int] = {}
        self._views: dict[str, Mapping[str, Row]] = {}
        self._position = 0

    def load(self, connection: Connection, position: int) -> list[Change]:
        """Take the live rows as the file has them at `position`; what that changed here."""
        rows: dict[str, dict[str, Row]] = {name: {} for name in self.folds}
        damaged = {}
        for name, key, mark, body in connection.execute(_LIVE):
            if name in rows and body is not None:
                rows[name][key] = orjson.loads(body)
            if name in rows and mark is not None:
                damaged[name, key] = mark
        changes = list(self._finished.differences(connection, self._rows, rows))
        with self._lock:
            self._rows, self._damaged, self._position = rows, damaged, position
            self._finished.clear()
            self._turn += 1
        self.discard()
        return changes

    def take_changed(self, found: Found, position: int) -> list[Change]:
        """Take the rows that others changed, as `CHANGED` found them at `position`."""
        changes = []
        with self._lock:
            for name, key, mark, body in found:
                if name not in self._rows:
                    continue
                if mark is None:
                    self._damaged.pop((name, key), None)
                else:
                    self._damaged[name, key] = mark
                row = None if body is None else orjson.loads(body)
                if (change := self._put(name, key, row)) is not None:
                    changes.append(change)
            self._position = position
            self._turn += 1
        self.discard()
        return changes

    def row(self, table: str, key: str) -> Row | None:
        """One row as the batch under way sees it; one that is finished is read from the database."""
        if (table, key) in self._staged:
            return self._staged[table, key]
        row = self._rows[table].get(key)
        if row is not None or not self._finished.may_have(table):
            return row
        return self._not_live((table, key))

    def _not_live(self, hot_key: HotKey) -> Row | None:
        if hot_key not in self._found:
            with self._lock:
                row = self._finished.get(hot_key)
            self._found[hot_key] = row or stored(self.connection, hot_key)
        return self._found[hot_key]

    def rows(self, table: str) -> Mapping[str, Row]:
        """All live rows as the batch under way sees them."""
        view = self._views.get(table)
        if view is None:
            merged = dict(self._rows[table])
            for (name, key), row in self._staged.items():
                if name == table:
                    merged.pop(key, None)
                    if row is not None:
                        merged[key] = row
            view = self._views[table] = MappingProxyType(merged)
        return view

    def stage(self, recorded: Recorded) -> None:
        """Fold one event into every row it touches; never raises."""
        for fold in self._asked.get(type(recorded.event), ()):
            try:
                keys = fold.keys(recorded)
            except Exception:  # noqa: BLE001 - a fold's own mistake must not cost an event
                self._damage((fold.name, str(recorded.stream)), recorded.position)
                continue
            for key in keys:
                self._stage_row(fold, (fold.name, key), recorded)

    def _stage_row(self, fold: HotFold, hot_key: HotKey, recorded: Recorded) -> None:
        if hot_key in self._damaged or hot_key in self._newly_damaged:
            return
        row = None if self._finished.begins(fold.name, recorded) else self.row(*hot_key)
        try:
            self._staged[hot_key] = fold.fold(row, recorded)
        except Exception:  # noqa: BLE001 - as above
            self._damage(hot_key, recorded.position)
        if self._views:
            self._views.pop(hot_key[0], None)

    def _damage(self, hot_key: HotKey, position: int) -> None:
        if hot_key in self._damaged:
            return
        self._newly_damaged[hot_key] = position
        before = self.row(*hot_key) or {"id": hot_key[1]}
        self._staged[hot_key] = {**before, "damaged": position}
        self._views.pop(hot_key[0], None)

    def flush(self, connection: Connection, position: int) -> None:
        """Write the rows that the batch changed."""
        if self._staged:
            bodies = [(hot_key, self._body(hot_key, position)) for hot_key in list(self._staged)]
            marks, filed, staged = self._newly_damaged, self._finished.filed, self._staged
            rows = [
                (*hot_key, position, marks.get(hot_key), body, filed(hot_key[0], staged[hot_key]))
                for hot_key, body in bodies
            ]
            connection.executemany(_UPSERT, rows)

    def _body(self, hot_key: HotKey, position: int) -> bytes | None:
        row = self._staged[hot_key]
        if row is None:
            return None
        try:
            return orjson.dumps(row, option=PLAIN)
        except TypeError:  # a row that is not plain JSON cannot be shown either
            del self._staged[hot_key]
            self._damage(hot_key, position)
            return orjson.dumps(self._staged[hot_key], option=PLAIN)

    def commit(self, position: int) -> list[Change]:
        """What the batch staged is true now; what differs from before."""
        changes = []
        with self._lock:
            for (table, key), after in self._staged.items():
                if (change := self._put(table, key, after)) is not None:
                    changes.append(change)
            self._damaged.update(self._newly_damaged)
            self._position = position
            self._turn += 1
        self.discard()
        return changes

    def _put(self, table: str, key: str, after: Row | None) -> Change | None:
        """A row as it is now; nothing if it was so before."""
        rows, hot_key = self._rows[table], (table, key)
        before = rows.get(key)
        if before is None:
            before = self._found.get(hot_key) or self._finished.get(hot_key)
        if before == after:
            return None
        if after is None or self._finished.filed(table, after) is not None:
            rows.pop(key, None)
            self._finished.keep(hot_key, after)
        else:
            rows[key] = after
            self._finished.keep(hot_key, None)
        return Change(table=table, key=key, before=before, after=after)

    def discard(self) -> None:
        self._found.clear()
        self._staged.clear()
        self._newly_damaged.clear()
        self._views.clear()

    @property
    def stands_still(self) -> bool:
        """Whether a row is damaged: it may be folded anew elsewhere, without a new event."""
        return bool(self._damaged)

    def snapshot(self, table: str) -> tuple[int, dict[str, Row]]:
        """For any thread: the log's position and every live committed row of a table at it."""
        with self._lock:
            return self._position, dict(self._rows[table])

    def committed(self, table: str, key: str) -> Row | None:
        """For any thread: one committed row; one that is finished is read from the database."""
        hot_key = (table, key)
        with self._lock:
            turn, row = self._turn, self._rows[table].get(key)
            if row is None:
                row = self._finished.get(hot_key)
        if row is not None or not self._finished.may_have(table):
            return row
        with self._reading() as connection:
            row = stored(connection, hot_key)
        with self._lock:
            if turn == self._turn and row is not None:
                self._finished.keep(hot_key, row)
        return row

    def damaged(self) -> dict[HotKey, int]:
        """For any thread: rows that stand still, and the position that their fold failed at."""
        with self._lock:
            return dict(self._damaged)

    def stage_refolded(self, hot_key: HotKey, row: Row | None, failed_at: int | None) -> None:
        """Put a row that was folded anew in place of the damaged one."""
        with self._lock:
            self._damaged.pop(hot_key, None)
        self._staged[hot_key] = row
        if failed_at is not None:
            self._newly_damaged[hot_key] = failed_at
