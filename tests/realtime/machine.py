"""The law as a state machine: snapshot at any position + later changes = fresh snapshot, whatever goes wrong.

The real hub, topics and sessions; wires in memory which lose frames, stall and break; screens by the rules of
the wire. After every message each mirror that says it is live must hold the truth of just its position.
"""

import asyncio
import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from realtime.directory import Change, moved
from realtime.fanout import Hub
from realtime.limits import Limits, SessionLimits, TopicLimits
from realtime.screen import Screen as Served
from realtime.terms import Identity
from tests.realtime.mirror import Screen
from tests.realtime.wire import Wire

TOPICS = ("queue:71", "queue:75", "teams:75")
POSITIONS = "positions:75"
KEYS = "abcdefghijkl"
START = datetime(2026, 9, 1, tzinfo=UTC)

Rows = dict[str, Any]


class TestClock:
    """The product's clock, moved by hand."""

    __test__ = False
    rate = 1.0

    def now(self) -> datetime:
        return START


class Client:
    """A browser: its mirrors live on over connections."""

    def __init__(self, number: int) -> None:
        self.identity = Identity(
            f"u{number}", (*TOPICS, POSITIONS), lambda _topic: True, lambda: self.identity
        )
        self.screen = Screen()
        self.wire: Wire | None = None
        self.served: Served | None = None
        for topic in (*TOPICS, POSITIONS):
            self.screen.want(topic)


class LiveLaw(RuleBasedStateMachine):
    """See the module."""

    CLIENTS = 3
    CHUNK = 100

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.now = 0.0
        limits = Limits(
            topic=TopicLimits(tombstones=2, part_bytes=60, cached_diffs=2),
            session=SessionLimits(burst=10**6, stalled=10**6, silent=10**6, waiting=10**6),
            recheck=10**9,
            chunk=self.CHUNK,
        )
        self.hub = Hub(epoch="e", clock=TestClock(), limits=limits, monotonic=lambda: self.now)
        self.place: dict[str, tuple[str, Rows]] = {}
        self.position = 10
        self.loads = 0
        self.truth: dict[tuple[str, str], list[tuple[int, Rows]]] = defaultdict(list)
        self.moves: list[Rows] = [{}]
        self.clients = [self.client(number) for number in range(self.CLIENTS)]

    def client(self, number: int) -> Client:
        return Client(number)

    @initialize()
    def begin(self) -> None:
        self.reload()
        for client in self.clients:
            self.connect(client)

    def teardown(self) -> None:
        self.settle()
        self.loop.close()

    # ---- the world

    @property
    def epoch(self) -> str:
        return "e" if self.loads < 2 else f"e.{self.loads}"

    def note(self, topics: set[str] | frozenset[str]) -> None:
        for topic in topics:
            rows = {key: row for key, (where, row) in self.place.items() if where == topic}
            self.truth[topic, self.epoch].append((self.position, rows))

    @rule(
        changes=st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from((*TOPICS, None))), max_size=3),
        step=st.integers(1, 3),
    )
    def commit(self, changes: list[tuple[str, str | None]], step: int) -> None:
        self.position += step
        wire: list[Change] = []
        for key, to in dict(changes).items():
            before = frozenset({self.place[key][0]} if key in self.place else ())
            row = {"v": self.position}
            self.place.pop(key, None)
            if to is not None:
                self.place[key] = (to, row)
            wire += moved(key, before, frozenset({to} if to is not None else ()), row)
        self.note({topic for topic, _, _ in wire})
        self.hub.publish(self.position, START + timedelta(seconds=self.position), wire)

    @rule(team=st.sampled_from("xyz"), gone=st.booleans())
    def drive(self, team: str, gone: bool) -> None:
        rows = dict(self.moves[-1])
        rows.pop(team, None)
        row = None if gone else {"n": len(self.moves)}
        if row is not None:
            rows[team] = row
        self.moves.append(rows)
        self.hub.move(START, [(POSITIONS, team, row)])

    @rule()
    def reload(self) -> None:
        """The rows were made anew, and differ without a new position: another epoch."""
        self.loads += 1
        self.place = {key: (topic, {**row, "made": self.loads}) for key, (topic, row) in self.place.items()}
        self.note(set(TOPICS))
        self.hub.load(self.position, [(topic, key, row) for key, (topic, row) in self.place.items()])

    @rule()
    def flush(self) -> None:
        self.loop.run_until_complete(self.hub.flush())

    @rule()
    def beat(self) -> None:
        self.now += 5
        self.loop.run_until_complete(self.hub.beat())

    # ---- what happens to screens

    @rule(number=st.integers(0, CLIENTS - 1), frames=st.sampled_from((1, 2, 100)))
    def deliver(self, number: int, frames: int) -> None:
        client = self.clients[number]
        for _ in range(frames):
            if client.wire is None or client.served is None or (payload := client.wire.read()) is None:
                return
            for answer in client.screen.frame(json.loads(payload)):
                client.served.text(json.dumps(answer))
            self.agree()

    @rule()
    def deliver_all(self) -> None:
        for number in range(self.CLIENTS):
            self.deliver(number, 100)

    @rule(number=st.integers(0, CLIENTS - 1))
    def lose(self, number: int) -> None:
        """A frame never arrives (no socket does that; a defect might)."""
        client = self.clients[number]
        # The greeting is not lost: without it the screen would just connect again.
        if client.wire is not None and client.screen.connected:
            client.wire.read()

    @rule(number=st.integers(0, CLIENTS - 1), capacity=st.sampled_from((1, 2, 1_000)))
    def stall(self, number: int, capacity: int) -> None:
        wire = self.clients[number].wire
        if wire is not None:
            wire.resize(capacity)

    @rule(number=st.integers(0, CLIENTS - 1))
    def break_off(self, number: int) -> None:
        client = self.clients[number]
        if client.served is not None:
            self.hub.leave(client.served)
            client.served = client.wire = None
            client.screen.lost()

    @rule(number=st.integers(0, CLIENTS - 1))
    def come_back(self, number: int) -> None:
        if self.clients[number].served is None:
            self.connect(self.clients[number])

    def connect(self, client: Client) -> None:
        client.wire = Wire()
        client.served = self.hub.join(client.identity, client.wire)

    # ---- the law

    def live(self) -> Iterator[tuple[str, Any]]:
        for client in self.clients:
            for topic, mirror in client.screen.mirrors.items():
                if mirror.state == "live":
                    yield topic, mirror

    @invariant()
    def agree(self) -> None:
        for topic, mirror in self.live():
            if topic == POSITIONS:
                assert mirror.rows == self.moves[mirror.pos]
                continue
            history = self.truth[topic, mirror.epoch]
            found = bisect_right(history, mirror.pos, key=lambda entry: entry[0])
            assert mirror.rows == (history[found - 1][1] if found else {}), (topic, mirror.epoch, mirror.pos)

    def settle(self) -> None:
        """Without further faults every screen comes to hold the present."""
        self.loop.run_until_complete(self.hub.flush())
        for number, client in enumerate(self.clients):
            self.come_back(number)
            assert client.wire is not None
            client.wire.resize(1_000)
        for _ in range(4):
            for number in range(self.CLIENTS):
                self.deliver(number, 10_000)
            self.beat()
        for client in self.clients:
            for topic, mirror in client.screen.mirrors.items():
                now = self.moves[-1] if topic == POSITIONS else self.truth[topic, self.epoch][-1][1]
                assert (mirror.state, mirror.rows) == ("live", now), topic
