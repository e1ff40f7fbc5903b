"""Our statements as PostgreSQL reads them, each translated once."""

import re
from functools import cache
from itertools import count
from typing import Final

from dispatch.sql.postgres_tables import COLUMNS

_MANY: Final = re.compile(r"INSERT INTO (\w+)(?: \(([^)]*)\))? VALUES \([?, ]+\)(.*)", re.DOTALL)
_GONE: Final = re.compile(r"DELETE FROM (\w+) WHERE ((?:\w+=\?(?: AND )?)+)")


@cache
def translated(sql: str) -> bytes:
    """`?` is `$1`, and our position has the name that the library's recorder gives it."""
    numbers = count(1)
    text = re.sub(r"\?", lambda _: f"${next(numbers)}", sql)
    return re.sub(r"\browid\b", "notification_id", text).encode()


@cache
def over_arrays(sql: str) -> bytes | None:
    """What inserts or deletes one row of parameters, for many rows, each parameter a column of them; None for
    anything else."""
    if (found := _MANY.fullmatch(sql)) is not None:
        table, named, rest = found.groups()
        columns = list(COLUMNS[table]) if named is None else re.split(r",\s*", named)
        into = table if named is None else f"{table} ({named})"
        text = f"INSERT INTO {into} SELECT * FROM unnest({{}}){rest}"  # noqa: S608 - of our own text
    elif (found := _GONE.fullmatch(sql)) is not None:
        table, columns = found[1], re.findall(r"(\w+)=\?", found[2])
        text = f"DELETE FROM {table} WHERE ({', '.join(columns)}) IN (SELECT * FROM unnest({{}}))"  # noqa: S608
    else:
        return None
    types = COLUMNS[table]
    arrays = ", ".join(f"${place}::{types[column]}[]" for place, column in enumerate(columns, 1))
    return text.format(arrays).encode()
