"""The log's tables in PostgreSQL, to look at: the server's own structure is what keeps them from change."""

from collections.abc import Iterator

from dispatch.evidence.damage import Damage
from dispatch.evidence.file import differing
from dispatch.evidence.verify import CannotVerify
from dispatch.sql.port import Reading
from dispatch.sql.postgres_faults import told
from dispatch.sql.postgres_shape import found, wanted
from dispatch.sql.postgres_tables import refuse_later, version_of
from dispatch.sql.postgres_walk import WalkingSession


class LogTables:
    """A log in PostgreSQL, on the server that is written or on one that follows it. `url` is libpq's."""

    name = "PostgreSQL"
    name_of_readings = "PostgreSQL: reads"

    def __init__(self, url: str) -> None:
        self._url = url

    def opened(self) -> Reading:
        with told():
            return WalkingSession(self._url)

    def readings(self) -> Reading | None:
        with told():
            session = WalkingSession(self._url, search_path="reads")
        if session.execute("SELECT to_regclass('read') IS NOT NULL").fetchone()[0]:
            return session
        session.close()
        return None

    def pages_of_readings(self) -> list[Damage]:
        return []

    def pages(self) -> list[Damage]:
        """A page that is not what was written is met when it is read, if the server keeps checksums."""
        return []

    def version(self, connection: Reading) -> int:
        version = version_of(connection)
        if not version:
            raise CannotVerify("no log in PostgreSQL", "no-log", data=self.name)
        refuse_later(version)
        return version

    def structure(self, connection: Reading, version: int) -> Iterator[Damage]:
        """Tables, keys, indexes, triggers and their function."""
        yield from differing(wanted(version), found(connection))
