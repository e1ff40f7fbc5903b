"""Tables to read alone: nothing is made, locked or changed where they are."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from dispatch.schema import open_to_read

_COLUMNS: Final = (
    "SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns"
    " WHERE tables.type='table' AND tables.name NOT LIKE 'sqlite%' ORDER BY tables.name, columns.cid"
)


class Looking(Protocol):
    """What whoever only reads needs of `Tables`."""

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]: ...

    def standing(self) -> dict[str, list[str]]: ...

    def close(self) -> None: ...


class FileLook:
    """A file that must be there. Errors are SQLite's own."""

    def __init__(self, path: Path) -> None:
        self._connection = open_to_read(path)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, values).fetchall()

    def standing(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for table, column in self.rows(_COLUMNS):
            found.setdefault(table, []).append(column)
        return found

    def close(self) -> None:
        self._connection.close()
