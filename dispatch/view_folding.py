"""One batch of the log folded into the documents of a view, each key on its own risk."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from dispatch import view_tables
from dispatch.ports import HotFold, Row
from dispatch.tables.port import Tables
from dispatch.view_tables import Document, Lines
from domain.envelope import Recorded

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A fold, and the table of lines that is kept of its documents, if any."""

    fold: HotFold
    lines: Lines | None = None


class Folding:
    """One batch of one view: all documents that it touches are read at once, and written at once."""

    def __init__(self, tables: Tables, view: View, build: int) -> None:
        self._tables = tables
        self._view = view
        self._build = build
        self._found: dict[str, tuple[Row | None, int | None]] = {}
        self._touched: dict[str, int] = {}

    def take(self, page: Sequence[Recorded]) -> None:
        asked = [(each, self._keys(each)) for each in page if type(each.event) in self._view.fold.events]
        wanted = dict.fromkeys(key for each, keys in asked for key in keys or (str(each.stream),))
        self._found = dict.fromkeys(wanted, (None, None))
        for key, row, damaged in view_tables.documents(self._tables.rows, self._build, list(wanted)):
            self._found[key] = (row, damaged)
        for recorded, keys in asked:
            if keys is None:
                self._damage(str(recorded.stream), recorded.position)
            else:
                self._fold(recorded, keys)
        self._write()

    def _keys(self, recorded: Recorded) -> list[str] | None:
        try:
            return list(self._view.fold.keys(recorded))
        except Exception:  # noqa: BLE001 - the stream's own key stands still
            return None

    def _fold(self, recorded: Recorded, keys: Sequence[str]) -> None:
        for key in keys:
            row, damaged = self._found[key]
            if damaged is not None:
                continue
            try:
                self._found[key] = (self._view.fold.fold(row, recorded), None)
                self._touched[key] = recorded.position
            except Exception:  # noqa: BLE001 - that key alone stands still
                self._damage(key, recorded.position)

    def _damage(self, key: str, position: int) -> None:
        row, damaged = self._found[key]
        if damaged is None:
            _log.error("view %s: the fold of %s failed at position %d", self._view.fold.name, key, position)
            self._found[key] = (row, position)
            self._touched[key] = position

    def _write(self) -> None:
        lines = self._view.lines
        made: list[Document] = []
        lined: dict[str, list[Sequence[object]]] = {}
        for key, position in self._touched.items():
            row, damaged = self._found[key]
            try:
                body = None if row is None else view_tables.plain(row)
                if lines is not None:
                    lined[key] = [] if row is None else list(lines.lines_of(row))
            except Exception:  # noqa: BLE001 - what is no plain document is damaged too
                _log.error("view %s: the document of %s is none, at %d", self._view.fold.name, key, position)
                body, damaged = None, position
            made.append(Document(key=key, position=position, damaged=damaged, body=body))
        if lines is not None:
            view_tables.put_lines(self._tables, lines, self._build, lined)
        view_tables.put_documents(self._tables, self._build, made)
