"""Where an installation's log is: `log.db` in its directory, or PostgreSQL beside it; never both."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # light commands ask only where the log is
    from dispatch.evidence.tables import LogTables
    from dispatch.sql.port import Database, Reading
    from web.settings import Settings

LOG: Final = "log.db"
ELSEWHERE: Final = "log.elsewhere"
"""Says that the log of this directory is in PostgreSQL; holds nothing that is secret."""

BESIDE: Final = ("access", "inbox", "positions", "imports", "reads", "form")
"""Tables that lie where the log does: a file each beside `log.db`, or a schema each in PostgreSQL."""


def database_of(settings: "Settings") -> "Database":
    """The database of the log, not opened. Raises `BadSettings` where the directory's log is in the other."""
    from dispatch.sql.sqlite import SqliteFile
    from web.settings import BadSettings

    data = settings.data
    if settings.store.partition(":")[0] == "sqlite":
        if is_elsewhere(data):
            raise BadSettings("log-elsewhere", data=str(data))
        return SqliteFile(data / LOG)
    if (data / LOG).exists():
        raise BadSettings("log-here", data=str(data))
    if files := [f"{name}.db" for name in BESIDE if (data / f"{name}.db").exists()]:
        raise BadSettings("tables-here", data=str(data), files=", ".join(files))
    from dispatch.sql.postgres import PostgresDatabase  # a driver that SQLite's installations do not load

    return PostgresDatabase(settings.store)


def is_elsewhere(data: Path) -> bool:
    """Whether this directory's log is in PostgreSQL."""
    return (data / ELSEWHERE).exists()


def open_log(settings: "Settings") -> "Reading":
    """The log to read, beside a server that may run. Raises `BadSettings` or the database's error."""
    return database_of(settings).open_to_read()


def log_tables(settings: "Settings") -> "LogTables":
    """A log that is in PostgreSQL, to look at. Raises `BadSettings` where nothing says at which address."""
    from web.settings import BadSettings

    if settings.store.partition(":")[0] == "sqlite":
        raise BadSettings("log-elsewhere", data=str(settings.data))
    from dispatch.evidence.tables import LogTables

    return LogTables(settings.store)


def is_there(data: Path) -> bool:
    """Whether this directory has a log, here or elsewhere."""
    return (data / LOG).exists() or is_elsewhere(data)


def note_place(settings: "Settings") -> None:
    """Remember, once a store was opened, that its log is not in the directory."""
    if settings.store.partition(":")[0] != "sqlite":
        (settings.data / ELSEWHERE).write_text("postgresql\n", encoding="ascii")
