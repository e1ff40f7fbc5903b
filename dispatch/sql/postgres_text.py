"""Our statements as PostgreSQL reads them, each translated once."""

import re
from functools import cache
from itertools import count
from typing import Final

from dispatch.sql.postgres_tables import COLUMNS

_MANY: Final = re.compile(r"INSERT INTO (\w+)(?: \(([^)]*)\))? VALUES \([?, ]+\)(.*)", re.DOTALL)


@cache
def translated(sql: str) -> bytes:
    """`?` is `$1`, and our position has the name that the library's recorder gives it."""
    numbers = count(1)
    text = re.sub(r"\?", lambda _: f"${next(numbers)}", sql)
    return re.sub(r"\browid\b", "notification_id", text).encode()


@cache
def over_arrays(sql: str) -> bytes | None:
    """An INSERT of one row of parameters as one of many rows, each parameter a column; None for others."""
    found = _MANY.fullmatch(sql)
    if found is None:
        return None
    table, named, rest = found.groups()
    types = COLUMNS[table]
    columns = types if named is None else re.split(r",\s*", named)
    arrays = ", ".join(f"${place}::{types[column]}[]" for place, column in enumerate(columns, 1))
    into = table if named is None else f"{table} ({named})"
    return f"INSERT INTO {into} SELECT * FROM unnest({arrays}){rest}".encode()  # noqa: S608 - of our own text
