"""Following a log from its first event to its last: chains of the streams, links of the batches, the clock.

Only stored bytes are looked at, so neither keys nor catalogue are needed, and whoever was forgotten breaks
nothing. Every row is read once, in the order of the file. A damage is told where it is met; what follows is
compared with what stands there, so that one damage is not told a thousand times.
"""

import sqlite3
from binascii import unhexlify
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import orjson

from dispatch.chain import START, first_link, topic_head
from dispatch.evidence.damage import Damage, Mark
from dispatch.evidence.place import torn
from dispatch.schema import microseconds, moment_from
from dispatch.sql.port import Reading

EVENTS: Final = (
    "SELECT rowid, originator_id, originator_version, topic, state, hash FROM stored_events ORDER BY rowid"
)
BATCHES: Final = "SELECT last, first, recorded_at, link FROM batch ORDER BY last"
TOLD_EVERY: Final = 1_000
"""Batches between two tellings of how far it is."""

Told = Callable[[int], object]
Row = Any
Head = tuple[int, bytes, bytes]
"""Version, id and hash of a stream's newest event."""
_NOTHING: Final = (0, b"", START)
_NEVER: Final = 2**63
_ENVELOPE: Final = 160
"""Bytes of a state within which its envelope says the two times."""
_SECOND: Final = 1_000_000
_WRONG: Final = (TypeError, ValueError, AttributeError, OverflowError)
"""What a row whose values are of other types, or no ids, runs into."""


def walked(
    connection: Reading, log_id: UUID, marks: Sequence[Mark] = (), told: Told = lambda _: None
) -> tuple["Walk", list[Damage]]:
    """A look at a whole log, and everything that is wrong with it, in order of position.

    Texts are read as they should be; only if one is not even that, all is read anew with room for anything.
    """
    try:
        walk = Walk(connection, log_id, marks, told)
        return walk, list(walk.damages())
    except sqlite3.OperationalError:  # of a text that is no UTF-8: the file's own errors are told as damage
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - whose error it is
        connection.text_factory = lambda text: text.decode(errors="surrogateescape")
        walk = Walk(connection, log_id, marks, told)
        return walk, list(walk.damages())


class Walk:
    """One look at a log. `damages` goes; what it met is known then."""

    def __init__(
        self,
        connection: Reading,
        log_id: UUID,
        marks: Sequence[Mark] = (),
        told: Told = lambda _: None,
    ) -> None:
        self._connection = connection
        self._told = told
        self._link = first_link(log_id)
        self._heads = _Heads()
        self._found: list[Damage] = []
        self._marks: dict[int, list[Mark]] = {}
        for mark in marks:
            self._marks.setdefault(mark.position, []).append(mark)
        self._clock = _Clock()
        self._signed_to = 0
        self.head = 0
        self.batches = 0
        self.first_recorded_at: int | None = None
        self.recorded_at: int | None = None
        """Of the newest batch, microseconds since 1970."""

    @property
    def streams(self) -> int:
        return len(self._heads)

    def damages(self) -> Iterator[Damage]:
        """Everything wrong, in order of position."""
        try:
            for _ in self._follow():
                yield from self._found
                self._found.clear()
        except self._connection.Error as error:
            if not (place := torn(error)):
                raise
            yield from self._found
            yield Damage(kind="pages", position=self.head + 1, detail=place)
        left = [mark for marks in self._marks.values() for mark in marks]
        for mark in sorted(left, key=lambda mark: mark.position)[:1]:
            kind = "cut-off" if mark.position > self.head else "signed-otherwise"
            since = self._signed_to if mark.position <= self.head else self.head
            yield Damage(kind=kind, position=mark.position, number=mark.number, since=since)

    def _follow(self) -> Iterator[None]:
        """Row by row, batch by batch; stops now and then to have told what it found."""
        heads, counted, topics = self._heads, _Counted(), _Topics()
        batches = self._connection.execute(BATCHES)
        batch = next(batches, None)
        last = _NEVER if batch is None else batch[0]
        linked, position = bytearray(self._link), 0
        for row in self._connection.execute(EVENTS):
            before, expected = _NOTHING, position + 1
            position, stream, version, topic, state, stored = row
            try:
                before = heads[stream]
                text = (before[2], before[1], counted[version], topics[topic], state)
                whole = sha256(b"".join(text)).digest() == stored and version == before[0] + 1
                linked += stored
            except _WRONG:
                whole = False
            if not whole or position != expected:
                self._found.append(_why(row, before, expected))
            heads[stream] = (version, before[1], stored)
            if position >= last:
                self._close(batch, position, linked, state)
                linked = bytearray(self._link)
                batch = next(batches, None)
                last = _NEVER if batch is None else batch[0]
                if self._found or not self.batches % TOLD_EVERY:
                    self._told(position)
                    yield
        self._end(batch, position)
        yield

    def _end(self, batch: Row | None, position: int) -> None:
        """Nothing may be left over at the end: neither events nor batches."""
        if position > self.head:
            self._found.append(Damage(kind="no-batch", position=position, since=self.head))
        if batch is not None:
            self._found.append(Damage(kind="batch-empty", position=batch[0]))
        self.head = position
        self._told(position)

    def _close(self, batch: Row, position: int, linked: bytearray, state: bytes) -> None:
        """The end of a batch: its positions, its link, its clock, and whether it was signed so."""
        last, first, recorded_at, link = batch
        if position != last or first != self.head + 1:
            self._found.append(Damage(kind="batch-torn", position=last, since=self.head))
        elif sha256(linked).digest() != link or type(recorded_at) is not int:
            self._found.append(Damage(kind="batch-changed", position=last, since=self.head))
        elif self.recorded_at is not None and recorded_at < self.recorded_at:
            self._found.append(Damage(kind="clock-back", position=last))
        elif not self._clock.told_by(state, recorded_at):
            self._found.append(Damage(kind="clock-other", position=last))
        if type(link) is bytes and type(recorded_at) is int:
            self._link, self.recorded_at = link, recorded_at
            if not self.batches:
                self.first_recorded_at = recorded_at
        self.head = position
        self.batches += 1
        if last in self._marks:
            self._compare(last, link, recorded_at)

    def _compare(self, position: int, link: bytes, recorded_at: int) -> None:
        """Whether the log is still what was signed here; the first place where it is not says enough."""
        for mark in self._marks.pop(position):
            if (mark.link, mark.recorded_at) == (link, recorded_at):
                self._signed_to = position
                continue
            found = Damage(
                kind="signed-otherwise", position=position, number=mark.number, since=self._signed_to
            )
            self._found.append(found)
            self._marks.clear()
            return


class _Heads(dict[str, Head]):
    """Each stream's newest event; of a stream not met yet, what its first one follows."""

    def __missing__(self, stream: str) -> Head:
        bare = unhexlify(stream)
        if len(bare) != 16 or bare.hex() != stream:
            raise ValueError("not the id of a stream")
        return (0, bare, START)


class _Counted(dict[int, bytes]):
    """Versions as the hash takes them."""

    def __missing__(self, version: int) -> bytes:
        made = self[version] = version.to_bytes(8, "big")
        return made


class _Topics(dict[str, bytes]):
    """Topics as the hash takes them."""

    def __missing__(self, topic: str) -> bytes:
        made = self[topic] = topic_head(topic.encode(errors="surrogateescape"))
        return made


def _why(row: Row, before: Head, expected: int) -> Damage:
    """What is wrong with a row, the first that fits."""
    position, version = row[0], row[2]
    if before is _NOTHING or type(version) is not int:
        return Damage(kind="not-stored-so", position=position)
    stream = UUID(bytes=before[1])
    if type(row[4]) is not bytes or type(row[5]) is not bytes:
        kind = "not-stored-so"
    elif position != expected:
        kind = "position-missing"
    elif version != before[0] + 1:
        kind = "version-missing"
    else:
        kind = "changed"
    return Damage(kind=kind, position=position, stream=stream, version=version)


class _Clock:
    """Whether an event says the time that its batch's clock row says: the row is not in the chain, it is."""

    def __init__(self) -> None:
        self._second, self._text = -1, b""

    def told_by(self, state: bytes, recorded_at: int) -> bool:
        second, rest = divmod(recorded_at, _SECOND)
        if second != self._second:
            self._second = second
            self._text = b'"recorded_at":"' + moment_from(second * _SECOND).isoformat()[:19].encode()
        said = self._text + (b".%06d+00:00" % rest if rest else b"+00:00")
        if state.find(said, 0, _ENVELOPE) >= 0:
            return True
        try:
            told = orjson.loads(state)["m"]["recorded_at"]
            return microseconds(datetime.fromisoformat(told)) == recorded_at
        except (*_WRONG, KeyError):
            return False
