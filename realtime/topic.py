"""One topic: the rows of one audience in order of last change, and the one question asked of them, `diff`.

A topic keeps a position chain: `head` is the log position of its last change, `floor` the oldest position
from which it can still tell what changed, `epoch` names the history that the positions belong to.
`diff(topic, since)` serves the first load, a reconnect, the repair of a gap, a slow screen and the live
stream alike, so no screen has a queue: the server remembers only the mark that each screen was sent last.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

import orjson

from realtime.frames import text_frame
from realtime.limits import TopicLimits
from realtime.messages import change_message, join, snapshot_messages, trimmed

Row: TypeAlias = Mapping[str, object]
Op: TypeAlias = tuple[str, Row | None]
"""A key with its whole new row, or with None when the row has left this topic."""

Mark: TypeAlias = tuple[str, int]
"""What a screen holds of a topic: (epoch, position)."""


@dataclass(frozen=True, slots=True)
class Live:
    """The screen already holds the head."""

    mode: ClassVar[Literal["live"]] = "live"
    mark: Mark


@dataclass(frozen=True, slots=True)
class Diff:
    """`message` takes a screen from the asked position to `mark` exactly."""

    mode: ClassVar[Literal["diff"]] = "diff"
    mark: Mark
    message: bytes


@dataclass(frozen=True, slots=True)
class Snap:
    """`parts` are finished frames which together replace whatever the screen holds."""

    mode: ClassVar[Literal["snap"]] = "snap"
    mark: Mark
    parts: tuple[bytes, ...]


Catchup: TypeAlias = Live | Diff | Snap


class _Entry:
    """The newest of one key. Encoded when somebody is first to be told: most crews' topics have no screen."""

    __slots__ = ("_encoded", "_op", "position")

    def __init__(self, position: int, key: str, row: Row | None) -> None:
        self.position = position
        self._op: Op | None = (key, row)
        self._encoded = b""

    @property
    def op(self) -> bytes:
        """The encoded pair [key, row or null], as both `d` and `snap` carry it."""
        if self._op is not None:
            self._encoded, self._op = trimmed(orjson.dumps(self._op)), None
        return self._encoded


class Topic:
    """Rows of one audience. Not thread-safe: the hub's event loop owns it."""

    def __init__(
        self,
        name: str,
        *,
        epoch: str,
        position: int,
        rows: Iterable[tuple[str, Row]] = (),
        limits: TopicLimits,
        resumable: bool = True,
    ) -> None:
        self.name = name
        self.resumable = resumable
        self._limits = limits
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._tombstones: OrderedDict[str, int] = OrderedDict()
        self._snapshot: Snap | None = None
        self._diffs: dict[int, Catchup] = {}
        self.restart(epoch=epoch, position=position, rows=rows)

    def restart(self, *, epoch: str, position: int, rows: Iterable[tuple[str, Row]]) -> None:
        """Begin a history: `rows` are the whole truth at `position`; what changed before it is not known."""
        self.epoch = epoch
        self.head = position
        self.floor = position
        self.at = 0
        self._entries.clear()
        self._tombstones.clear()
        for key, row in rows:
            self._entries[key] = _Entry(position, key, row)
        self._forget_encodings()

    @property
    def mark(self) -> Mark:
        return (self.epoch, self.head)

    def __len__(self) -> int:
        return len(self._entries) - len(self._tombstones)

    def apply(self, position: int, at: int, ops: Iterable[Op]) -> None:
        """Take the committed changes of one log position (`at`: commit time in ms). Positions must grow."""
        if position <= self.head:
            raise ValueError(f"{self.name}: position {position} after head {self.head}")
        for key, row in ops:
            self._entries[key] = _Entry(position, key, row)
            self._entries.move_to_end(key)
            self._tombstones.pop(key, None)
            if row is None:
                self._tombstones[key] = position
        self.head = position
        self.at = at
        self._trim()
        self._forget_encodings()

    def _trim(self) -> None:
        """Forget the oldest removals; whoever has not seen them must then start from a snapshot."""
        while len(self._tombstones) > self._limits.tombstones:
            key, position = self._tombstones.popitem(last=False)
            del self._entries[key]
            self.floor = max(self.floor, position)

    def _forget_encodings(self) -> None:
        self._snapshot = None
        self._diffs.clear()

    def _changed_after(self, position: int) -> list[bytes]:
        """Encoded ops of the rows changed after `position`, oldest first."""
        ops: list[bytes] = []
        for entry in reversed(self._entries.values()):
            if entry.position <= position:
                break
            ops.append(entry.op)
        ops.reverse()
        return ops

    def snapshot(self) -> Snap:
        """The whole topic at its head; encoded once for each head."""
        if self._snapshot is None:
            rows = [entry.op for key, entry in self._entries.items() if key not in self._tombstones]
            parts = snapshot_messages(self.name, self.epoch, self.head, rows, self._limits.part_bytes)
            self._snapshot = Snap(self.mark, tuple(text_frame(join([part])) for part in parts))
        return self._snapshot

    def since(self, position: int) -> Catchup:
        """What takes a screen from `position` of this epoch to the head; see `diff`."""
        known = self._diffs.get(position)
        if known is not None:
            return known
        ops = self._changed_after(position)
        answer: Catchup
        if sum(map(len, ops)) > self._limits.part_bytes:
            answer = self.snapshot()
        else:
            answer = Diff(self.mark, change_message(self.name, self.epoch, position, self.head, self.at, ops))
        if len(self._diffs) < self._limits.cached_diffs:
            self._diffs[position] = answer
        return answer


def diff(topic: Topic, since: Mark | None) -> Catchup:
    """What a screen that holds `since` (None: nothing) must be sent to hold the topic's head exactly.

    Never a part of the way: a screen of another epoch, from before the floor, or ahead of the head (a
    position that this history never had) gets the snapshot.
    """
    if since is None:
        return topic.snapshot()
    epoch, position = since
    if epoch != topic.epoch or position < topic.floor or position > topic.head:
        return topic.snapshot()
    if position == topic.head:
        return Live(topic.mark)
    return topic.since(position)


class Parcel:
    """A snapshot on its way to one screen; the parts are shared with all others who get it."""

    def __init__(self, topic: str, snap: Snap) -> None:
        self.topic = topic
        self.mark = snap.mark
        self._parts = snap.parts
        self._next = 0

    def take(self) -> tuple[bytes, bool]:
        """The next part, and whether it is the last."""
        part = self._parts[self._next]
        self._next += 1
        return part, self._next == len(self._parts)
