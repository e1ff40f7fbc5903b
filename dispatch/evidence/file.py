"""The file around the log: its pages, and the structure that keeps it from change."""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from dispatch.evidence.damage import Damage
from dispatch.evidence.place import Torn
from dispatch.schema import APPLICATION, StoreUnfit, empty_log
from dispatch.schema_steps import newest
from dispatch.sql.port import Reading

_OBJECTS: Final = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
_PAGES: Final = "PRAGMA integrity_check(1)"


def open_as_it_is(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing at all, not even a write-ahead log left behind.

    Works beside the server, on a copy, and on a copy that nobody may write.
    """
    address = path.resolve().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if path.with_name(f"{path.name}-wal").exists():
            raise
        connection = sqlite3.connect(f"{address}?immutable=1", uri=True, isolation_level=None)
    return connection


class LogFile:
    """`log.db`, of an installation or of a copy."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = path.name
        self._readings = path.with_name("reads.db")
        self.name_of_readings = self._readings.name

    def opened(self) -> sqlite3.Connection:
        try:
            return open_as_it_is(self._path)
        except sqlite3.DatabaseError as error:
            raise Torn from error

    def readings(self) -> sqlite3.Connection | None:
        if not self._readings.exists():
            return None
        try:
            return open_as_it_is(self._readings)
        except sqlite3.DatabaseError as error:
            raise Torn from error

    def pages_of_readings(self) -> list[Damage]:
        return pages(self._readings)

    def pages(self) -> list[Damage]:
        return pages(self._path)

    def version(self, connection: Reading) -> int:
        kind = connection.execute("PRAGMA application_id").fetchone()[0]
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        file = self.name
        if kind != APPLICATION:
            raise StoreUnfit(f"{file} is a database of something else", "another-database", file=file)
        if version > newest():
            text = f"{file} is of version {version}; this program knows {newest()}"
            raise StoreUnfit(text, "later-version", file=file, version=version, known=newest())
        return version

    def structure(self, connection: Reading, version: int) -> Iterator[Damage]:
        """Tables and triggers; and no position was taken back."""
        model = empty_log(version)
        wanted = {(kind, name): sql for kind, name, sql in model.execute(_OBJECTS)}
        model.close()
        found = {(kind, name): sql for kind, name, sql in connection.execute(_OBJECTS)}
        yield from differing(wanted, found)
        yield from _sequence(connection)


def differing(
    wanted: Mapping[tuple[str, str], str], found: Mapping[tuple[str, str], str]
) -> Iterator[Damage]:
    """Each thing (its kind, its name) that is not made as it should be, or should not be there.

    Of what should not be there only the kind is told: its name is somebody else's word.
    """
    for kind, name in sorted(wanted.keys() | found.keys()):
        if wanted.get((kind, name)) != found.get((kind, name)):
            yield Damage(kind="structure", position=0, detail=name if (kind, name) in wanted else kind)


def _sequence(connection: Reading) -> Iterator[Damage]:
    """SQLite's own count of the positions given out: it outlives events that are taken away."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name='stored_events'").fetchone()
    head = connection.execute("SELECT ifnull(max(rowid), 0) FROM stored_events").fetchone()[0]
    given = 0 if row is None else row[0]
    if given != head:
        yield Damage(kind="sequence", position=head, detail=str(given) if type(given) is int else "")


def pages(path: Path) -> list[Damage]:
    """What SQLite itself finds in the whole file: torn pages, an index that is not its table's."""
    try:
        connection = open_as_it_is(path)
        try:
            whole = connection.execute(_PAGES).fetchone()[0] == "ok"
        finally:
            connection.close()
    except sqlite3.Error:
        whole = False
    return [] if whole else [Damage(kind="pages", position=0, detail=path.name)]
