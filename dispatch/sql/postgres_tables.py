"""The log's tables in PostgreSQL, made from the very text that SQLite's are made from.

Only `stored_events` is another one: its columns have the types of the library's own recorder for PostgreSQL,
which can therefore read the log; our position is its `notification_id`, and it has our hash besides.
"""

import re
from typing import Final
from uuid import UUID

import psycopg

from dispatch.schema import StoreUnfit
from dispatch.schema_steps import STEPS, forever, newest, tables
from dispatch.schema_steps import statements as one_by_one
from dispatch.sql.port import Reading
from dispatch.sql.postgres_types import native

NAME: Final = "PostgreSQL"
HALF_MOVED: Final = "SELECT to_regclass('moving.half') IS NOT NULL"
FIRST_HERE: Final = 3
"""The version with which logs in PostgreSQL began."""
_EVENTS: Final = """CREATE TABLE stored_events (
    notification_id bigint PRIMARY KEY,
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    hash bytea NOT NULL,
    UNIQUE (originator_id, originator_version))"""
NEVER_CHANGED: Final = (
    " BEGIN RAISE 'the log is never changed' USING ERRCODE = 'integrity_constraint_violation'; END "
)
_NEVER: Final = f"""
CREATE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS
    $${NEVER_CHANGED}$$"""
_FOREVER: Final = """
CREATE TRIGGER {table}_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION never_changed()"""
_CHANGED: Final = "CREATE INDEX IF NOT EXISTS hot_row_position ON hot_row (position)"
"""What other processes changed is read by position; in a file nobody else does."""

ADDED: Final = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (\w+) (bytea|bigint|text|uuid)")
"""A column of a later version; nothing stands in it before."""


def statements(until: int) -> list[str]:
    """All that makes an empty log of a version."""
    made = [_EVENTS if "TABLE stored_events" in text else native(text) for text in tables(until)]
    version = f"CREATE TABLE jedel_log AS SELECT {until}::bigint AS version"
    return [*made, _CHANGED, version, _NEVER, *(_FOREVER.format(table=table) for table in forever(until))]


def _steps_from(version: int) -> list[str]:
    """All that makes a log of a version one of today."""
    made = []
    for number in range(version + 1, newest() + 1):
        made += one_by_one(native(STEPS[number].text))
        made += [_FOREVER.format(table=table) for table in STEPS[number].forever]
    return [*made, f"UPDATE jedel_log SET version={newest()}"] if made else []  # noqa: S608 - a number


def _columns() -> dict[str, dict[str, str]]:
    """Table by table, what type each column has."""
    found = {}
    for text in statements(newest()):
        if (table := re.match(r"\s*CREATE TABLE (\w+) \((.*)\)\s*$", text, re.DOTALL)) is not None:
            listed = re.findall(r"(?:^|,)\s*(\w+) (bytea|bigint|text|uuid)\b", table[2])
            found[table[1]] = dict(listed)
        elif (added := ADDED.fullmatch(text)) is not None:
            found[added[1]][added[2]] = added[3]
    return found


COLUMNS: Final = _columns()


def refuse_half_moved(raw: "psycopg.Connection") -> None:
    """What a move has not finished is not served."""
    row = raw.execute(HALF_MOVED.encode()).fetchone()
    if row is not None and row[0]:
        raise StoreUnfit("a move into this database broke off", "move-half", file=NAME)


def fit(raw: "psycopg.Connection", new_log: UUID) -> None:
    """Make the tables where there are none, bring earlier ones to today's version, all in the caller's
    transaction; refuse what is no log, or one of a later version."""
    names = raw.execute("SELECT tablename FROM pg_tables WHERE schemaname=current_schema()").fetchall()
    if ("jedel_log",) in names:
        row = raw.execute("SELECT version FROM jedel_log").fetchone()
        version = 0 if row is None else row[0]
        refuse_later(version)
        for statement in [_CHANGED, *_steps_from(version)]:
            raw.execute(statement.encode())
    elif names:
        raise StoreUnfit("the database in PostgreSQL is one of something else", "another-database", file=NAME)
    else:
        for statement in statements(newest()):
            raw.execute(statement.encode())
        raw.execute(b"INSERT INTO log_identity VALUES ($1)", (new_log.bytes,))


def refuse_later(version: int) -> None:
    """A log that this program does not know is left alone."""
    if not FIRST_HERE <= version <= newest():
        text = f"the log in PostgreSQL is of version {version}; this program knows {newest()}"
        raise StoreUnfit(text, "later-version", file=NAME, version=version, known=newest())


def version_of(connection: Reading) -> int:
    """Of the log in a database, whatever this program knows; 0 if there is none."""
    if not connection.execute("SELECT to_regclass('jedel_log') IS NOT NULL").fetchone()[0]:
        return 0
    row = connection.execute("SELECT version FROM jedel_log").fetchone()
    return 0 if row is None else int(row[0])


def require_durable(raw: "psycopg.Connection") -> None:
    """Refuse a server whose commits could be lost by a power cut; asks it, does not trust."""
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        row = raw.execute(f"SHOW {setting}".encode()).fetchone()
        if row is None or row[0] == "off":
            text = f"PostgreSQL would not be durable: {setting} is off"
            raise StoreUnfit(text, "database-not-durable", setting=setting)
    row = raw.execute(b"SHOW server_encoding").fetchone()
    if row is None or row[0] != "UTF8":
        raise StoreUnfit("the database in PostgreSQL is not in UTF-8", "database-not-utf8")
