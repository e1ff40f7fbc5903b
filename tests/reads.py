"""The rows of a log of readings one by one, oldest first, as tests look at them."""

from contextlib import closing
from pathlib import Path

from dispatch.reads_found import Wanted
from dispatch.reads_store import COLUMNS, Reading, stored
from dispatch.schema import open_to_read
from dispatch.sql.port import Ask, asking


def found_by(ask: Ask, wanted: Wanted | None = None) -> list[Reading]:
    condition, values = (wanted or Wanted()).condition()
    rows = ask(f"SELECT {COLUMNS} FROM read WHERE {condition} ORDER BY position", values)
    return [stored(row).reading for row in rows]


def rows_of(path: Path, wanted: Wanted | None = None) -> list[Reading]:
    """Of a file."""
    with closing(open_to_read(path)) as connection:
        return found_by(asking(connection), wanted)
