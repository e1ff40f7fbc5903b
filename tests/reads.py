"""The rows of a log of readings one by one, oldest first, as tests look at them."""

from pathlib import Path

from dispatch.reads_found import Wanted
from dispatch.reads_store import COLUMNS, Reading, stored
from dispatch.schema import open_to_read


def rows_of(path: Path, wanted: Wanted | None = None) -> list[Reading]:
    condition, values = (wanted or Wanted()).condition()
    connection = open_to_read(path)
    try:
        found = connection.execute(f"SELECT {COLUMNS} FROM read WHERE {condition} ORDER BY position", values)
        return [stored(row).reading for row in found]
    finally:
        connection.close()
