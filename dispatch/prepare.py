"""Making a log's database ready for this program, before anything serves it."""

import os
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

from dispatch.schema_steps import newest
from dispatch.sql.port import Database


@dataclass(frozen=True, slots=True)
class Prepared:
    """From which version of the tables (0: there were none) to which."""

    was: int
    now: int


def prepare(database: Database) -> Prepared:
    """Make the tables, or bring them to today's version, in one transaction; harmless at any time.

    Raises `StoreUnfit` for a database that cannot be a log of this program, and leaves it as it is.
    """
    was = database.version()
    with closing(database.open_to_write(UUID(bytes=os.urandom(16), version=4))):
        return Prepared(was, newest())


def is_prepared(database: Database) -> bool:
    """Whether the tables are of today's version."""
    return database.version() == newest()
