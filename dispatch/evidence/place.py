"""Where a log is that is looked at: what is asked of it besides its rows, and changes nothing there."""

from collections.abc import Iterator
from typing import Final, Protocol

from dispatch.evidence.damage import Damage
from dispatch.sql.port import Reading

_POSTGRES_TORN: Final = ("XX001", "XX002")


class Torn(Exception):
    """Not even a database any more."""


class Place(Protocol):
    """A log file, or the log's tables in PostgreSQL."""

    @property
    def name(self) -> str:
        """As people know it: what stands in messages and in damages of the whole."""
        ...

    def opened(self) -> Reading:
        """A connection that changes nothing; after `BEGIN` it sees one state and keeps few rows in memory.

        Raises `Torn` where there is nothing to read any more, `Unfit` where there is no log.
        """
        ...

    def pages(self) -> list[Damage]:
        """What the database itself finds wrong; asked by a thread of its own."""
        ...

    def version(self, connection: Reading) -> int:
        """Of its tables; raises `StoreUnfit` for what is no log that this program knows."""
        ...

    def structure(self, connection: Reading, version: int) -> Iterator[Damage]:
        """Tables and what keeps them from change are those of the version, nothing more or less."""
        ...

    @property
    def name_of_readings(self) -> str:
        """Of the log of readings, as people know it."""
        ...

    def readings(self) -> Reading | None:
        """The log of readings beside it, `opened` likewise; nothing where there is none."""
        ...

    def pages_of_readings(self) -> list[Damage]: ...


def torn(error: BaseException) -> str:
    """In which place a damage of the database itself was met while it was read; empty for other errors."""
    if getattr(error, "sqlite_errorcode", None) is not None:
        return "log.db"
    return "PostgreSQL" if getattr(error, "sqlstate", None) in _POSTGRES_TORN else ""
