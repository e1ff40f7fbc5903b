"""Tables of a file copied into a schema of PostgreSQL: every row as it stands, and what was given out.

The tables are made from the file's own text, without what keeps rows from change: the stores put that there
at their next start, as after any earlier version.
"""

import re
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

from dispatch.moving import PAGE, Sum, require_same, sent, summed
from dispatch.schema import open_to_read
from dispatch.sql.port import Reading
from dispatch.sql.postgres_walk import WalkingSession
from dispatch.tables.postgres import PostgresTables
from dispatch.tables.sqlite import FileTables

_MADE: Final = (
    "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    " AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name"
)
_GIVEN: Final = "SELECT setval(pg_get_serial_sequence(?, ?), ?)"
_NO_VERSION: Final = 0
"""Of what was copied: whatever version a store has, it looks at its tables once."""


def copy(file: Path, url: str, schema: str) -> None:
    """Copy all tables of `file`, which nobody writes, into a new schema; both sides are read again and
    compared. Raises `NotMoved` where they differ."""
    with closing(FileTables(file)) as standing:  # what its write-ahead log holds is in it from here on
        columns = {table: ", ".join(names) for table, names in standing.standing().items()}
    with closing(open_to_read(file)) as source, closing(PostgresTables(url, schema)) as target:
        source.execute("BEGIN")
        target.prepare(_tables(source), _NO_VERSION)
        with target.together():
            for table, names in columns.items():
                into = f"INSERT INTO {table} ({names}) VALUES ({_marks(names)})"  # noqa: S608 - our own names
                rows = source.execute(f"SELECT {names} FROM {table}")  # noqa: S608
                while page := list(islice(rows, PAGE)):
                    target.many(into, sent(page))
            for table, last in _given(source):
                target.rows(_GIVEN, (table, columns[table].partition(",")[0], last))
        with closing(WalkingSession(url, search_path=schema)) as written:
            written.execute("BEGIN")
            require_same(_sums(source, schema, columns), _sums(written, schema, columns))


def _tables(source: Reading) -> str:
    texts = (
        re.sub(r"^CREATE (TABLE|(UNIQUE )?INDEX) ", r"CREATE \1 IF NOT EXISTS ", text)
        for (text,) in source.execute(_MADE)
    )
    return "".join(f"{text};\n" for text in texts)


def _given(source: Reading) -> list[tuple[str, int]]:
    """The last number that each table has given out, also of rows that are gone."""
    if not source.execute("SELECT 1 FROM sqlite_master WHERE name='sqlite_sequence'").fetchall():
        return []
    return source.execute("SELECT name, seq FROM sqlite_sequence WHERE seq>0").fetchall()


def _marks(names: str) -> str:
    return ", ".join("?" * (names.count(",") + 1))


def _sums(side: Reading, schema: str, columns: dict[str, str]) -> dict[str, Sum]:
    return {
        f"{schema}.{table}": summed(iter(side.execute(f"SELECT {names} FROM {table}")))  # noqa: S608
        for table, names in columns.items()
    }
