"""The law on real sockets: a real server, real screens that come, go, stall and are cut off."""

import asyncio
import contextlib
from bisect import bisect_right
from datetime import UTC, datetime
from random import Random
from threading import Event, Thread
from typing import Any

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from realtime.fanout import Hub
from realtime.limits import Limits, SessionLimits, TopicLimits
from realtime.loop import run as serve_by
from realtime.protocol import LiveProtocol
from realtime.session import Session
from tests.realtime.mirror import Screen
from tests.realtime.server import Site, follow, receive, serving

TOPICS = ("queue:71", "queue:75")
PROTOCOLS = (LiveProtocol, WebSocketsSansIOProtocol)


class Truth:
    """What was committed, by position; filled by a thread as the writer would."""

    def __init__(self, hub: Hub, seed: int) -> None:
        self.hub = hub
        self.chance = Random(seed)
        self.rows: dict[str, dict[str, Any]] = {topic: {} for topic in TOPICS}
        self.history: dict[str, list[tuple[int, dict[str, Any]]]] = {topic: [(5, {})] for topic in TOPICS}
        self.position = 5

    def commit(self) -> None:
        self.position += 1
        key, to = f"case-{self.chance.randrange(60)}", self.chance.choice((*TOPICS, None))
        row = {"v": self.position, "text": "x" * self.chance.choice((10, 3_000))}
        changes: list[tuple[str, str, dict[str, Any] | None]] = []
        for topic in TOPICS:
            if topic == to:
                self.rows[topic] = {**self.rows[topic], key: row}
                changes.append((topic, key, row))
            elif key in self.rows[topic]:
                self.rows[topic] = {k: v for k, v in self.rows[topic].items() if k != key}
                changes.append((topic, key, None))
            self.history[topic].append((self.position, self.rows[topic]))
        self.hub.publish(self.position, datetime.now(UTC), changes)

    def holds(self, screen: Screen) -> None:
        for topic, mirror in screen.mirrors.items():
            if mirror.state == "live":
                history = self.history[topic]
                found = bisect_right(history, mirror.pos, key=lambda entry: entry[0])
                assert mirror.rows == history[found - 1][1], (topic, mirror.pos)


async def live_a_little(site: Site, screen: Screen, truth: Truth, chance: Random) -> None:
    """One connection: follow for a while, perhaps without reading for a part of it, and be cut off."""
    async with site.connect(max_queue=2) as socket:
        if chance.random() < 0.5:
            await asyncio.sleep(chance.random() * 0.3)
        with contextlib.suppress(TimeoutError, ConnectionClosed):
            async with asyncio.timeout(chance.random() * 0.5):
                await follow(socket, screen, lambda: truth.holds(screen))
        if chance.random() < 0.5:
            socket.transport.abort()
    screen.lost()


async def until_present(site: Site, screen: Screen, truth: Truth) -> None:
    def behind() -> bool:
        mirrors = screen.mirrors.items()
        return any(mirror.state != "live" or mirror.rows != truth.rows[topic] for topic, mirror in mirrors)

    async with site.connect() as socket:
        task = asyncio.create_task(follow(socket, screen))
        async with asyncio.timeout(10):
            while behind():
                await asyncio.sleep(0.02)
        task.cancel()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_snapshot_and_changes_are_the_fresh_snapshot(protocol: type[asyncio.Protocol]) -> None:
    async def run() -> None:
        limits = Limits(topic=TopicLimits(tombstones=5), beat=0.2)
        async with serving(protocol=protocol, limits=limits) as site:
            truth = Truth(site.hub, seed=7)
            stop = Event()

            def write() -> None:
                while not stop.is_set():
                    truth.commit()
                    if truth.chance.random() < 0.2:
                        stop.wait(0.002)

            screens = [Screen() for _ in range(6)]

            async def browse(number: int) -> None:
                chance = Random(number)
                for topic in TOPICS:
                    screens[number].want(topic)
                for _ in range(5):
                    await live_a_little(site, screens[number], truth, chance)

            writer = Thread(target=write)
            writer.start()
            try:
                await asyncio.gather(*(browse(number) for number in range(len(screens))))
            finally:
                stop.set()
                writer.join()
            for screen in screens:
                await until_present(site, screen, truth)
            assert truth.position > 200

    serve_by(run())


def tell(site: Site, position: int, size: int) -> None:
    row = {"v": position, "text": "x" * size}
    site.hub.publish(position, datetime.now(UTC), [("queue:75", f"case-{position % 50}", row)])


async def subscribe(socket: ClientConnection) -> None:
    await receive(socket)
    await socket.send('{"t":"sub","id":1,"topic":"queue:75"}')
    await receive(socket)


async def gaps(socket: ClientConnection, last: int) -> float:
    """The longest silence until the change `last` is in."""
    loop = asyncio.get_running_loop()
    longest, since = 0.0, loop.time()
    while True:
        messages = await receive(socket)
        longest, since = max(longest, loop.time() - since), loop.time()
        if any(message.get("pos") == last for message in messages if message["t"] == "d"):
            return longest


async def stall_one() -> float:
    """Five screens read and one never does: the longest silence of the five. Raises if the sixth is kept."""
    limits = Limits(beat=0.3, session=SessionLimits(stalled=0.8))
    async with serving(limits=limits) as site, contextlib.AsyncExitStack() as stack:
        good = [await stack.enter_async_context(site.connect()) for _ in range(5)]
        bad = await stack.enter_async_context(site.connect(max_queue=1))
        for socket in (*good, bad):
            await subscribe(socket)
        bad.transport.pause_reading()
        readers = [asyncio.create_task(gaps(socket, 305)) for socket in good]
        for position in range(6, 306):
            tell(site, position, 20_000)
            await asyncio.sleep(0.005)
        longest = max(await asyncio.gather(*readers))
        try:
            async with asyncio.timeout(3):
                while len(site.hub.screens) > 5:
                    await asyncio.sleep(0.05)
        finally:
            bad.transport.abort()
        return longest


def test_a_stalled_screen_delays_nobody_and_is_dropped() -> None:
    assert serve_by(stall_one()) < 0.5


@pytest.mark.slow
def test_a_stalled_screen_that_is_kept_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "tick", lambda _self, _now: None)
    with pytest.raises(TimeoutError):
        serve_by(stall_one())


@pytest.mark.slow
def test_a_slow_screen_is_taken_to_the_present_in_one_step() -> None:
    async def run() -> None:
        async with serving() as site, site.connect(max_queue=1) as socket:
            await subscribe(socket)
            socket.transport.pause_reading()
            for position in range(6, 600):
                tell(site, position, 5_000)
                await asyncio.sleep(0.001)
            socket.transport.resume_reading()
            changes, last = 0, 0
            while last < 599:
                for message in await receive(socket):
                    if message["t"] in ("d", "snap"):
                        changes, last = changes + 1, message["pos"]
            assert changes < 400, "it was sent the past, change by change"

    serve_by(run())
