"""Reading the log: streams, what came after a position, the position of a time; by connections of its own."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from queue import Empty, LifoQueue
from uuid import UUID

from dispatch.encoding import id_from
from dispatch.evidence.damage import Damage
from dispatch.evidence.walk import walked
from dispatch.mapper import SealingMapper
from dispatch.schema import microseconds, moment_from
from dispatch.sql.head import head_of, log_identity
from dispatch.sql.port import Database, Reading
from dispatch.tail import Tail
from domain.envelope import Recorded

PAGE = 1_000
KEPT_CONNECTIONS = 8
_NO_END = 2**63 - 1
_BATCH_OF = "SELECT last, recorded_at FROM batch WHERE last>=? ORDER BY last LIMIT 1"
_COLUMNS = "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events "


class Log:
    """The durable log, decoded. Safe from any thread; each read sees one committed state."""

    def __init__(self, database: Database, mapper: SealingMapper, tail: Tail | None = None) -> None:
        self._database = database
        self._mapper = mapper
        self._keyless = mapper.keyless()
        self._tail = tail or Tail()
        self._idle: LifoQueue[Reading] = LifoQueue(KEPT_CONNECTIONS)
        with self.reading() as connection:
            self.id = log_identity(connection)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A connection for a question or two; what it fails with is told as the database's fault."""
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = self._database.open_to_read()
        try:
            yield connection
        except BaseException as error:
            connection.close()
            if (fault := self._database.fault(error)) is not None:
                raise fault from error
            raise
        if self._idle.full():
            connection.close()
        else:
            self._idle.put(connection)

    @property
    def head(self) -> int:
        """Position of the newest event; 0 while there is none."""
        with self.reading() as connection:
            return head_of(connection)

    def stream(self, stream: UUID, until_position: int | None = None) -> list[Recorded]:
        """All events of a stream, oldest first; only what stood at `until_position` if that is given."""
        query = _COLUMNS + "WHERE originator_id=? AND rowid<=? ORDER BY originator_version"
        until = _NO_END if until_position is None else until_position
        with self.reading() as connection:
            rows = connection.execute(query, (stream.hex, until)).fetchall()
        return [decoded(self._mapper, row) for row in rows]

    def after(self, position: int, limit: int = PAGE) -> list[Recorded]:
        """Up to `limit` events after a position, in order."""
        with self.reading() as connection:
            rows = connection.execute(
                _COLUMNS + "WHERE rowid>? ORDER BY rowid LIMIT ?", (position, limit)
            ).fetchall()
        return [decoded(self._mapper, row) for row in rows]

    def page(self, after: int, limit: int, kinds: Collection[type]) -> tuple[int, list[Recorded]]:
        """The events of these kinds among so many after a position, and how far that goes.

        For views, which hold nothing personal: what is sealed reads as forgotten, no key is asked for.
        """
        if written := self._tail.after(after, limit):
            return written[-1].position, [each for each in written if type(each.event) in kinds]
        with self.reading() as connection:
            query = _COLUMNS + "WHERE rowid>? ORDER BY rowid LIMIT ?"
            rows = connection.execute(query, (after, limit)).fetchall()
        found = [decoded(self._keyless, row) for row in rows if self._is_of(row[3], kinds)]
        return (rows[-1][0] if rows else after), found

    def _is_of(self, name: str, kinds: Collection[type]) -> bool:
        kind = self._keyless.kind(name)
        return kind is None or kind in kinds  # a name that nobody knows is told by reading it

    def read_all(self, after: int = 0, until: int | None = None) -> Iterator[Recorded]:
        """Every event after a position (up to `until`), page by page."""
        while page := self.after(after):
            for recorded in page:
                if until is not None and recorded.position > until:
                    return
                yield recorded
            after = page[-1].position

    def mark(self, position: int) -> bytes | None:
        """The hash of the event at a position: a log that went another way has another one there."""
        with self.reading() as connection:
            row = connection.execute("SELECT hash FROM stored_events WHERE rowid=?", (position,)).fetchone()
        return None if row is None else bytes(row[0])

    def position_at(self, moment: datetime) -> int:
        """Position of the newest event recorded at or before a time; 0 if there is none."""
        asked = microseconds(moment)
        with self.reading() as connection:
            low, high = 0, head_of(connection)
            while low < high:  # times never decrease: halve the positions, no index to keep
                middle = (low + high + 1) // 2
                last, at = connection.execute(_BATCH_OF, (middle,)).fetchone()
                low, high = (int(last), high) if at <= asked else (low, middle - 1)
        return low

    def recorded_at(self, position: int) -> datetime | None:
        """When the event at a position was recorded."""
        with self.reading() as connection:
            row = connection.execute(_BATCH_OF, (position,)).fetchone()
        return None if row is None else moment_from(row[1])

    def breaks(self) -> list[Damage]:
        """What is wrong with the hash chain of the whole log; nothing, in a log left alone."""
        connection = self._database.open_to_walk()
        try:
            connection.execute("BEGIN")
            return walked(connection, self.id)[1]
        finally:
            connection.close()

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get_nowait().close()


def decoded(mapper: SealingMapper, row: tuple[int, str, int, str, bytes]) -> Recorded:
    """A row of the log as the event it is; raises `Unreadable`."""
    position, stream, version, name, state = row
    return mapper.read(position, id_from(stream), version, name, state)
