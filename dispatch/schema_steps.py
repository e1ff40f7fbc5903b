"""The log's tables, and version by version what was added: one text, which both databases are made from.

A later version adds a step here, with a test that upgrades a database of the version before, and nothing
else: a file and PostgreSQL are both brought there by their own start or `jedel release`, each in one
transaction or not at all. Steps add tables, columns and indexes; events are never touched.
"""

from dataclasses import dataclass
from typing import Final

FIRST: Final = """
CREATE TABLE stored_events (
    rowid INTEGER PRIMARY KEY AUTOINCREMENT,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    hash BLOB NOT NULL,
    UNIQUE (originator_id, originator_version));
CREATE TABLE batch (
    last INTEGER PRIMARY KEY, first INTEGER NOT NULL, recorded_at INTEGER NOT NULL, link BLOB NOT NULL);
CREATE TABLE log_identity (id BLOB NOT NULL);
CREATE TABLE kept_command (
    command_id BLOB NOT NULL, account BLOB NOT NULL, digest BLOB NOT NULL, position INTEGER NOT NULL,
    answer BLOB NOT NULL, PRIMARY KEY (command_id, account)) WITHOUT ROWID;
CREATE TABLE claim (
    kind TEXT NOT NULL, key TEXT NOT NULL, holder TEXT NOT NULL, by BLOB, at INTEGER NOT NULL,
    position INTEGER NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE case_number (
    region TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (region, year)) WITHOUT ROWID;
CREATE TABLE moment (
    at INTEGER NOT NULL, stream BLOB NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL,
    position INTEGER NOT NULL, centre BLOB NOT NULL, PRIMARY KEY (at, stream, kind, ref)) WITHOUT ROWID;
CREATE TABLE hot_fold (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE hot_row (
    fold TEXT NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, damaged INTEGER, body BLOB,
    PRIMARY KEY (fold, key));
"""
"""Version 1, in SQLite's own types and words."""
FOREVER: Final = ("stored_events", "batch", "log_identity")
"""Those of its tables in which nothing is ever changed or deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What makes a log of the version before one of the next. `forever`: tables that stay as written."""

    text: str
    forever: tuple[str, ...] = ()


STEPS: Final[dict[int, Step]] = {
    2: Step(
        text="""
CREATE TABLE outbox (
    id BLOB PRIMARY KEY, position INTEGER NOT NULL, channel TEXT NOT NULL, kind TEXT NOT NULL,
    audience TEXT NOT NULL, author BLOB, stream BLOB, ref TEXT NOT NULL, centre BLOB NOT NULL,
    created INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, next_attempt INTEGER NOT NULL,
    delivered INTEGER, receipt TEXT, given_up TEXT) WITHOUT ROWID;
CREATE INDEX outbox_waiting ON outbox (channel, next_attempt) WHERE delivered IS NULL AND given_up IS NULL;
"""
    ),
    3: Step(
        text="""
CREATE TABLE checkpoint (number INTEGER PRIMARY KEY, line BLOB NOT NULL);
CREATE TABLE read_through (catalogue BLOB NOT NULL, position INTEGER NOT NULL);
""",
        forever=("checkpoint",),
    ),
    4: Step(
        text="""
ALTER TABLE hot_row ADD COLUMN filed TEXT;
CREATE INDEX hot_row_live ON hot_row (fold) WHERE filed IS NULL;
CREATE INDEX hot_row_filed ON hot_row (fold, filed, key) WHERE filed IS NOT NULL;
"""
    ),
}
"""By the version that each makes."""


def newest() -> int:
    """The version that this program makes."""
    return max(STEPS)


def statements(text: str) -> list[str]:
    """One by one, without what is between them."""
    return [part.strip() for part in text.split(";") if part.strip()]


def tables(until: int) -> list[str]:
    """What makes the tables and indexes of an empty log of a version, one statement each."""
    later = [step.text for version, step in STEPS.items() if version <= until]
    return [made for text in (FIRST, *later) for made in statements(text)]


def forever(until: int) -> list[str]:
    """All tables of a version in which nothing is ever changed or deleted."""
    later = [table for version, step in STEPS.items() if version <= until for table in step.forever]
    return [*FOREVER, *later]
