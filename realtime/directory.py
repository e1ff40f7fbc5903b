"""All topics of the process, and the changes that come to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from realtime.limits import TopicLimits
from realtime.topic import Row, Topic

VOLATILE: Final = frozenset(
    {"positions", "drives", "drive", "inbox", "lane", "duties", "roads", "hints", "worker"}
)
"""Kinds that count their own changes and are never resumed."""
KINDS: Final = frozenset({"queue", "teams", "crew"}) | VOLATILE
"""Kinds of topics, `<kind>:<which>`; a screen may ask for no other."""

Change: TypeAlias = tuple[str, str, Row | None]
"""(topic, key, the whole row or None when it left the topic)"""


@dataclass(frozen=True, slots=True)
class Load:
    """The whole truth at a log position: every topic of the log begins anew."""

    position: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Commit:
    """What one commit changed. `at`: commit time in ms."""

    position: int
    at: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """New positions, drives, inboxes, lanes, counts of duties, rungs, hints: not in the log."""

    at: int
    changes: tuple[Change, ...]


Input: TypeAlias = Load | Commit | Moves


class Directory:
    """Topics by name. Owned by the event loop."""

    def __init__(self, epoch: str, limits: TopicLimits) -> None:
        self.position = 0
        """Log position that the topics show."""
        self.topics: dict[str, Topic] = {}
        self._epoch = epoch
        self._limits = limits
        self._loads = 0

    @property
    def epoch(self) -> str:
        """Names the history: the log's, and how often it was loaded anew in this process."""
        return self._epoch if self._loads < 2 else f"{self._epoch}.{self._loads}"

    def topic(self, name: str) -> Topic | None:
        """The topic, empty if nothing was ever in it; None if there is no such kind."""
        topic = self.topics.get(name)
        if topic is None and (kind := name.partition(":")[0]) in KINDS:
            volatile = kind in VOLATILE
            topic = self.topics[name] = Topic(
                name,
                epoch=self.epoch,
                position=0 if volatile else self.position,
                limits=self._limits,
                resumable=not volatile,
            )
        return topic

    def take(self, item: Input) -> set[str]:
        """Apply an input; the names of the topics it touched."""
        match item:
            case Load():
                return self._load(item)
            case Commit():
                if item.position <= self.position:
                    return set()  # it is in the rows that were loaded
                touched = self._apply(item.position, item.at, item.changes)
                self.position = (
                    item.position
                )  # only now: a topic that is new with this commit begins before it
                return touched
            case Moves():
                return self._apply(None, item.at, item.changes)

    def _load(self, load: Load) -> set[str]:
        self._loads += 1
        self.position = load.position
        rows = _by_topic(load.changes)
        for name in rows:
            self.topic(name)
        for name, topic in self.topics.items():
            if topic.resumable:
                topic.restart(epoch=self.epoch, position=load.position, rows=_present(rows.get(name, ())))
        return {name for name, topic in self.topics.items() if topic.resumable}

    def _apply(self, position: int | None, at: int, changes: Iterable[Change]) -> set[str]:
        touched = set()
        for name, ops in _by_topic(changes).items():
            topic = self.topic(name)
            if topic is None:
                raise ValueError(f"no such kind of topic: {name}")
            topic.apply(topic.head + 1 if position is None else position, at, ops)
            touched.add(name)
        return touched


def _by_topic(changes: Iterable[Change]) -> dict[str, list[tuple[str, Row | None]]]:
    sorted_out: dict[str, list[tuple[str, Row | None]]] = {}
    for name, key, row in changes:
        sorted_out.setdefault(name, []).append((key, row))
    return sorted_out


def _present(ops: Iterable[tuple[str, Row | None]]) -> list[tuple[str, Row]]:
    return [(key, row) for key, row in ops if row is not None]


def moved(key: str, before: frozenset[str], after: frozenset[str], row: Row | None) -> tuple[Change, ...]:
    """The changes of a row which was in the topics `before` and belongs to the topics `after`."""
    gone: tuple[Change, ...] = tuple((topic, key, None) for topic in sorted(before - after))
    return gone + tuple((topic, key, row) for topic in sorted(after))
