"""Screens that look at the same topics: they are written the same bytes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from realtime.frames import text_frame
from realtime.messages import join
from realtime.screen import Screen
from realtime.terms import Sent
from realtime.topic import Diff, Live, Snap, Topic, diff


@dataclass(frozen=True, slots=True)
class Step:
    """One fan-out to one audience: what takes its screens from `before` to `after`."""

    screens: tuple[Screen, ...]
    before: Sent
    after: Sent
    frame: bytes | None
    """None when there is no common way (a snapshot): each screen is served by itself."""


class Audience:
    """The screens of one set of topics, and the marks of those that are in step."""

    def __init__(self, heads: Sent) -> None:
        self.heads = heads
        self.screens: dict[Screen, None] = {}

    def step(self, topics: Mapping[str, Topic], touched: Iterable[str]) -> Step:
        """Move `heads` to the present of the touched topics."""
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
        return Step(tuple(self.screens), before, after, frame)


class Audiences:
    """All audiences; one exists while it has screens."""

    def __init__(self) -> None:
        self._by_topics: dict[frozenset[str], Audience] = {}

    def __iter__(self) -> Iterator[Audience]:
        return iter(tuple(self._by_topics.values()))

    def place(self, screen: Screen, topics: Mapping[str, Topic]) -> None:
        """Put the screen where it belongs after its subscriptions may have changed."""
        names = frozenset(screen.session.sent)
        if names != screen.topics:
            self.remove(screen)
            audience = self._by_topics.get(names)
            if audience is None:
                audience = self._by_topics[names] = Audience({name: topics[name].mark for name in names})
            audience.screens[screen] = None
            screen.topics = names
        screen.session.fall_in(self._by_topics[names].heads)

    def remove(self, screen: Screen) -> None:
        """Take the screen out, if it stands anywhere."""
        if screen.topics is not None:
            audience = self._by_topics[screen.topics]
            del audience.screens[screen]
            if not audience.screens:
                del self._by_topics[screen.topics]
            screen.topics = None

    def step(self, topics: Mapping[str, Topic], touched: set[str]) -> list[Step]:
        """The fan-out of the touched topics."""
        return [
            audience.step(topics, names & touched)
            for names, audience in self._by_topics.items()
            if names & touched
        ]
