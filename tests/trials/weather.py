"""The law of the live board on real sockets, in every weather: after each message each live mirror is exact.

A real server and screens that are cut off with frames under way, lose frames, stop reading, and come back;
rows that move between boards, are removed, are made anew under another epoch; a server that goes down and
comes up. What was committed is known by epoch and position, and every live mirror is held against it after
every frame.
"""

import asyncio
import contextlib
import json
from bisect import bisect_right
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from random import Random
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from realtime.directory import Change, moved
from realtime.fanout import Hub
from realtime.limits import Limits, SessionLimits, TopicLimits
from tests.realtime.mirror import Mirror, Screen
from tests.realtime.server import Site, serving

TOPICS = ("queue:71", "queue:75")
SCREENS, KEYS = 8, 60
KEPT = 20_000
"""Positions of a board that are remembered; no live screen is further behind."""
LIMITS = Limits(
    topic=TopicLimits(tombstones=10, part_bytes=20_000),
    session=SessionLimits(burst=10**9, stalled=1.0, silent=10**6),
    screens_per_user=100,
    beat=0.2,
)

Rows = dict[str, Any]


class World:
    """What was committed, and the server that tells it. `applied`: messages that took a screen on."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.site: Site | None = None
        self.place: dict[str, tuple[str, Rows]] = {}
        self.position = 5
        self.generation, self.loads = 0, 0
        self.history: dict[tuple[str, str], list[tuple[int, Rows]]] = {}
        self.applied = 0
        self.seen: Counter[str] = Counter()
        self._serving = AsyncExitStack()

    @property
    def epoch(self) -> str:
        name = f"e{self.generation}"
        return name if self.loads < 2 else f"{name}.{self.loads}"

    def rows(self, topic: str) -> Rows:
        return {key: row for key, (where, row) in self.place.items() if where == topic}

    def note(self, topics: set[str]) -> None:
        for topic in topics:
            history = self.history.setdefault((topic, self.epoch), [])
            history.append((self.position, self.rows(topic)))
            if len(history) > 2 * KEPT:
                del history[:KEPT]

    def commit(self) -> None:
        assert self.site is not None
        self.position += self.chance.randint(1, 2)
        changes: list[Change] = []
        for key in {f"case-{self.chance.randrange(KEYS)}" for _ in range(self.chance.choice((1, 1, 2)))}:
            to = self.chance.choice((*TOPICS, None))
            row = {"v": self.position, "text": "x" * self.chance.choice((10, 10, 10, 2_000))}
            before = frozenset({self.place[key][0]} if key in self.place else ())
            self.place.pop(key, None)
            if to is not None:
                self.place[key] = (to, row)
            changes += moved(key, before, frozenset({to} if to else ()), row)
        self.note({topic for topic, _, _ in changes})
        self.site.hub.publish(self.position, datetime.now(UTC), changes)

    def load(self, hub: Hub) -> None:
        """All rows anew; from the second time in a process on they are others at the same position."""
        self.loads += 1
        if self.loads > 1:
            self.place = {
                key: (where, {**row, "made": self.loads}) for key, (where, row) in self.place.items()
            }
        self.note(set(TOPICS))
        hub.load(self.position, [(topic, key, row) for key, (topic, row) in self.place.items()])

    async def restart(self) -> None:
        """Down, and up again: with the same epoch where nothing was made anew, as the log's own rows then
        are."""
        self.site = None
        await self._serving.aclose()
        if self.loads > 1:
            self.generation += 1
        self.loads = 0
        started = serving(limits=LIMITS, prepare=self.load, epoch=f"e{self.generation}")
        self.site = await self._serving.enter_async_context(started)

    async def stop(self) -> None:
        await self._serving.aclose()

    def agree(self, screen: Screen) -> None:
        for topic, mirror in screen.mirrors.items():
            if mirror.state == "live":
                assert mirror.epoch is not None
                history = self.history[topic, mirror.epoch]
                found = bisect_right(history, mirror.pos, key=lambda entry: entry[0])
                assert found, f"a live screen is more than {KEPT} positions behind"
                assert mirror.rows == history[found - 1][1], (topic, mirror.epoch, mirror.pos)

    async def write(self, changes: int) -> None:
        """Commit, make anew and restart until so many changes were applied."""
        while self.applied < changes:
            for _ in range(self.chance.choice((1, 1, 2, 30))):
                self.commit()
            await asyncio.sleep(self.chance.choice((0, 0, 0.001, 0.005)))
            drawn = self.chance.random()
            if drawn < 0.0004:
                await self.restart()
                self.seen["restarts"] += 1
            elif drawn < 0.002:
                assert self.site is not None
                self.load(self.site.hub)
                self.seen["epochs"] += 1

    async def follow(self, socket: ClientConnection, screen: Screen, chance: Random) -> None:
        """Be a browser on this connection, with frames that get lost and times when it does not read."""
        async for text in socket:
            if screen.connected and chance.random() < 0.01:
                self.seen["frames lost"] += 1
                continue
            messages = json.loads(text)
            answers = screen.frame(messages)
            self.agree(screen)
            self.applied += sum(message["t"] in ("d", "snap") for message in messages)
            for answer in answers:
                self.seen["gaps"] += answer["t"] == "sub" and "pos" in answer
                await socket.send(json.dumps(answer))
            if chance.random() < 0.002:
                self.seen["stalls"] += 1
                await asyncio.sleep(chance.choice((0.05, 0.3, 1.5)))

    async def browse(self, screen: Screen, chance: Random) -> None:
        """Connection after connection."""
        while True:
            if self.site is None:
                await asyncio.sleep(0.01)
                continue
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                async with self.site.connect(max_queue=2, close_timeout=0.5) as socket:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(chance.random() * 3):
                            await self.follow(socket, screen, chance)
                    self.seen["connections"] += 1
                    if chance.random() < 0.7:
                        socket.transport.abort()  # with whatever is on its way
            screen.lost()


async def storm(changes: int, seed: int, mirror: type[Mirror] = Mirror) -> World:
    """So many applied changes; raises AssertionError if a mirror was ever wrong, or is not at the present
    in the end."""
    world = World(seed)
    await world.restart()
    screens = [Screen() for _ in range(SCREENS)]
    for screen in screens:
        screen.mirrors = {topic: mirror(topic) for topic in TOPICS}
    writing = asyncio.create_task(world.write(changes))
    browsing = [asyncio.create_task(world.browse(each, Random(seed + n))) for n, each in enumerate(screens)]
    try:
        done, _ = await asyncio.wait((writing, *browsing), return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in (writing, *browsing):
            task.cancel()
        await asyncio.gather(writing, *browsing, return_exceptions=True)
    for screen in screens:
        screen.lost()
        await world_present(world, screen)
    await world.stop()
    return world


async def world_present(world: World, screen: Screen) -> None:
    """Without further faults the screen comes to hold the present."""
    assert world.site is not None
    async with world.site.connect() as socket, asyncio.timeout(10):
        async for text in socket:
            for answer in screen.frame(json.loads(text)):
                await socket.send(json.dumps(answer))
            mirrors = screen.mirrors.items()
            if all(mirror.state == "live" and mirror.rows == world.rows(topic) for topic, mirror in mirrors):
                return
