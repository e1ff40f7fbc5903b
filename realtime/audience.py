"""Screens that look at the same topics: they are written the same bytes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from realtime.frames import text_frame
from realtime.messages import join
from realtime.screen import Row, Screen
from realtime.terms import Sent
from realtime.topic import Diff, Live, Snap, Topic, diff


@dataclass(frozen=True, slots=True)
class Step:
    """One fan-out to one audience: what takes its rows from `before` to `after`."""

    rows: tuple[Row, ...]
    before: Sent
    after: Sent
    frame: bytes | None
    """None when there is no common way (a snapshot): each screen is served by itself."""


class Audience:
    """The screens of one set of topics that hold the present, in rows."""

    def __init__(self, heads: Sent) -> None:
        self.heads = heads
        self.rows: list[Row] = []

    @property
    def empty(self) -> bool:
        return not any(row.writes for row in self.rows)

    def row(self, size: int) -> Row:
        """One at the present that has less than `size` screens."""
        for row in self.rows:
            if row.sent is self.heads and len(row.writes) < size:
                return row
        self.rows.append(row := Row(self.heads))
        return row

    def step(self, topics: Mapping[str, Topic], touched: Iterable[str]) -> Step:
        """Move `heads` to the present of the touched topics."""
        self.rows = [row for row in self.rows if row.writes]
        before = self.heads
        messages: list[bytes] | None = []
        after = dict(before)
        for name in touched:
            answer = diff(topics[name], before[name])
            after[name] = topics[name].mark
            match answer:
                case Diff() if messages is not None:
                    messages.append(answer.message)
                case Snap():
                    messages = None
                case Diff() | Live():
                    pass
        self.heads = after
        frame = text_frame(join(messages)) if messages else None
        return Step(tuple(self.rows), before, after, frame)


class Audiences:
    """All audiences; one exists while it has screens."""

    def __init__(self, topics: Mapping[str, Topic], size: int) -> None:
        self._topics = topics
        self._size = size
        self._by_topics: dict[frozenset[str], Audience] = {}

    def __iter__(self) -> Iterator[Audience]:
        """Those that have screens; the others are forgotten."""
        self._by_topics = {names: each for names, each in self._by_topics.items() if not each.empty}
        return iter(tuple(self._by_topics.values()))

    def seat(self, screen: Screen) -> None:
        """Put a screen that stands alone into a row, if it takes frames and holds the present."""
        session = screen.session
        if screen.row is not None or not session.ready:
            return
        names = frozenset(session.sent)
        audience = self._by_topics.get(names)
        if audience is None:
            heads = {name: self._topics[name].mark for name in names}
            audience = self._by_topics[names] = Audience(heads)
        if session.sent == audience.heads:
            screen.step_in(audience.row(self._size))

    def step(self, touched: set[str]) -> list[Step]:
        """The fan-out of the touched topics."""
        return [
            audience.step(self._topics, names & touched)
            for names, audience in self._by_topics.items()
            if names & touched
        ]
