"""One batch of the log folded into the documents of a view, each key on its own risk."""

import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from dispatch import view_file
from dispatch.ports import HotFold, Row
from dispatch.view_file import Lines
from domain.envelope import Recorded

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A fold, and the table of lines that is kept of its documents, if any."""

    fold: HotFold
    lines: Lines | None = None


class Folding:
    """One batch of one view: every document it touches, read once and written once."""

    def __init__(self, db: sqlite3.Connection, view: View, build: int) -> None:
        self._db = db
        self._view = view
        self._build = build
        self._found: dict[str, tuple[Row | None, int | None]] = {}
        self._touched: dict[str, int] = {}

    def take(self, page: Sequence[Recorded]) -> None:
        for recorded in page:
            if type(recorded.event) in self._view.fold.events:
                self._fold(recorded)
        for key, position in self._touched.items():
            self._write(key, position)

    def _fold(self, recorded: Recorded) -> None:
        fold = self._view.fold
        try:
            keys = list(fold.keys(recorded))
        except Exception:  # noqa: BLE001 - the stream's own key stands still
            self._damage(str(recorded.stream), recorded.position)
            return
        for key in keys:
            row, damaged = self._of(key)
            if damaged is not None:
                continue
            try:
                self._found[key] = (fold.fold(row, recorded), None)
                self._touched[key] = recorded.position
            except Exception:  # noqa: BLE001 - that key alone stands still
                self._damage(key, recorded.position)

    def _of(self, key: str) -> tuple[Row | None, int | None]:
        if key not in self._found:
            self._found[key] = view_file.document(self._db, self._build, key)
        return self._found[key]

    def _damage(self, key: str, position: int) -> None:
        row, damaged = self._of(key)
        if damaged is None:
            _log.error("view %s: the fold of %s failed at position %d", self._view.fold.name, key, position)
            self._found[key] = (row, position)
            self._touched[key] = position

    def _write(self, key: str, position: int) -> None:
        row, damaged = self._found[key]
        try:
            body = None if row is None else view_file.plain(row)
            if self._view.lines is not None:
                self._view.lines.put(self._db, self._build, key, row)
        except sqlite3.Error:
            raise
        except Exception:  # noqa: BLE001 - what is no plain document is damaged too
            _log.error("view %s: the document of %s is none, at %d", self._view.fold.name, key, position)
            body, damaged = None, position
        self._db.execute(
            "INSERT INTO document VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET"
            " position=excluded.position, damaged=excluded.damaged, body=excluded.body",
            (self._build, key, position, damaged, body),
        )
