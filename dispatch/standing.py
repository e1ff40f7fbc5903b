"""Where every stream stands: version, last hash and folded state, kept on the writer's thread.

What is kept changes only after COMMIT; the batch under way sees its own changes on top.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from dispatch.chain import START
from dispatch.limits import EngineLimits
from dispatch.log import decoded
from dispatch.mapper import SealingMapper
from dispatch.ports import S, StreamKind
from dispatch.sql.port import Found, Question, Reading
from domain.envelope import Recorded

WIDTHS: Final = (1, 8, 64, 256)
WIDEST: Final = WIDTHS[-1]
"""How many streams are read at once; few statements, so that the database prepares each once."""
_FOLDED: Final = (
    "SELECT rowid, originator_id, originator_version, topic, state, hash FROM stored_events"
    " WHERE originator_id {} ORDER BY originator_id, originator_version"
)


class Standing(NamedTuple):
    """One stream: how many events, the hash of the last, and its state if a decision has asked for it."""

    version: int
    hash: bytes
    kind: StreamKind[Any] | None = None
    state: Any = None

    def after(self, recorded: Recorded, link: bytes) -> "Standing":
        """The stream with one more event."""
        kind, state = self.kind, self.state
        if kind is not None:
            state = kind.evolve(state, recorded.event, recorded.envelope)
        return Standing(recorded.version, link, kind, state)


class Streams:
    """Standings by the stream's integer (quicker to find than by UUID); least recently used dropped first."""

    def __init__(self, mapper: SealingMapper, kept: int = EngineLimits().streams) -> None:
        self._mapper = mapper
        self._limit = kept
        self._kept: OrderedDict[int, Standing] = OrderedDict()
        self._staged: dict[int, Standing] = {}
        self._staged_events: dict[int, list[Recorded]] = {}
        self._ahead: dict[int, list[Sequence[Any]]] = {}
        self.connection: Reading

    def questions(self, named: Iterable[UUID]) -> list[Question]:
        """What reads at once, for a batch that names these streams, what is not kept of them."""
        kept, asking = self._kept, list[Question]()
        wanted = list({stream.int: stream.hex for stream in named if stream.int not in kept}.items())
        self._ahead = {stream: [] for stream, _ in wanted}
        for first in range(0, len(wanted), WIDEST):
            asked = [name for _, name in wanted[first : first + WIDEST]]
            width = next(width for width in WIDTHS if width >= len(asked))
            query = _FOLDED.format(f"IN ({','.join('?' * width)})")
            asking.append((query, asked + asked[:1] * (width - len(asked))))
        return asking

    def read_ahead(self, found: Iterable[Found]) -> None:
        """The rows that the last questions found, for the batch under way."""
        for rows in found:
            for row in rows:
                self._ahead[int(row[1], 16)].append(row)

    def _rows(self, stream: UUID) -> Iterable[Sequence[Any]]:
        ahead = self._ahead.get(stream.int)
        return self.connection.execute(_FOLDED.format("=?"), (stream.hex,)) if ahead is None else ahead

    def state(self, kind: StreamKind[S], stream: UUID) -> tuple[S, int]:
        """State and version as the batch under way sees them."""
        standing = self._staged.get(stream.int)
        if standing is None:
            standing = self._kept.get(stream.int)
            if standing is not None:
                self._kept.move_to_end(stream.int)
        if standing is None or standing.kind is not kind:
            standing = self._fold(kind, stream)
        state: S = standing.state
        return state, standing.version

    def decoded(self, row: Sequence[Any]) -> Recorded:
        """Position, stream, version, name and state as the event; raises `Unreadable`."""
        position, stream, version, name, state = row
        return decoded(self._mapper, (position, stream, version, name, state))

    def _fold(self, kind: StreamKind[Any], stream: UUID) -> Standing:
        standing = Standing(0, START, kind, kind.initial)
        for *row, link in self._rows(stream):
            standing = standing.after(self.decoded(row), link)
        staged = self._staged.get(stream.int)
        if staged is None:
            self._keep(stream.int, standing)
            return standing
        for recorded in self._staged_events.get(stream.int, ()):
            standing = standing.after(recorded, staged.hash)
        self._staged[stream.int] = standing
        return standing

    def standing(self, stream: UUID) -> Standing:
        """Version and hash as the batch under way sees them; the state only if somebody asked for it."""
        standing = self._staged.get(stream.int) or self._kept.get(stream.int)
        if standing is None:
            standing = Standing(0, START)
            for _, _, version, _, _, link in self._rows(stream):
                standing = Standing(version, link)
            self._keep(stream.int, standing)
        return standing

    def _keep(self, stream: int, standing: Standing) -> None:
        self._kept[stream] = standing
        self._kept.move_to_end(stream)
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def stage(self, standings: Mapping[int, Standing], events: list[Recorded]) -> None:
        self._staged.update(standings)
        for recorded in events:
            self._staged_events.setdefault(recorded.stream.int, []).append(recorded)

    def take_in(self, recorded: Recorded, link: bytes) -> None:
        """An event that somebody else appended; a stream that is not kept is read when it is asked for."""
        standing = self._kept.get(recorded.stream.int)
        if standing is None:
            return
        if standing.version + 1 == recorded.version:
            self._kept[recorded.stream.int] = standing.after(recorded, link)
        else:
            self.evict(recorded.stream)

    def evict(self, stream: UUID) -> None:
        """Read this stream anew from the log when it is next asked for."""
        self._kept.pop(stream.int, None)

    def forget_all(self) -> None:
        """Somebody else wrote: nothing kept is sure any more."""
        self._kept.clear()

    def commit(self) -> None:
        kept = self._kept
        for stream, standing in self._staged.items():
            kept[stream] = standing
            kept.move_to_end(stream)
        while len(kept) > self._limit:
            kept.popitem(last=False)
        self.discard()

    def discard(self) -> None:
        self._staged.clear()
        self._staged_events.clear()
        self._ahead.clear()
