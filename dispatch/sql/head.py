"""What is asked of every log first: whose positions these are, and how far they go."""

from typing import Final
from uuid import UUID

from dispatch.sql.port import Reading


def log_identity(connection: Reading) -> UUID:
    """The log's own id: positions mean something only together with it."""
    return UUID(bytes=connection.execute("SELECT id FROM log_identity").fetchone()[0])


HEAD: Final = "SELECT coalesce(max(rowid), 0) FROM stored_events"
"""Position of the newest event; 0 while there is none."""


def head_of(connection: Reading) -> int:
    """Position of the newest event that a connection sees; 0 while there is none."""
    return int(connection.execute(HEAD).fetchone()[0])
