"""Screens by the hundred on real sockets: a light protocol class each, a mirror by the rules of the wire
within."""

import asyncio
import os
import socket
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

import orjson

from tests.bench.crowd import handshake
from tests.realtime.mirror import Screen

MASK = bytes(4)
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA


def masked(opcode: int, payload: bytes) -> bytes:
    """A client's frame."""
    size = len(payload)
    head = bytes((0x80 | opcode, 0x80 | min(size, 126))) + (size.to_bytes(2, "big") if size > 125 else b"")
    return head + MASK + payload


@lru_cache(maxsize=64)
def _read(payload: bytes) -> Any:
    """All get the same: what a thousand machines do in truth is not done a thousand times by one."""
    return orjson.loads(payload)


class Board(asyncio.Protocol):
    """One connection. `heard` is when the last frame came, `gap` the longest silence so far, in seconds of
    the loop; both count from the first frame. The screen lives on over connections."""

    def __init__(self, screen: Screen, headers: Iterable[str]) -> None:
        self.screen = screen
        self.heard = 0.0
        self.gap = 0.0
        self.frames = 0
        self.over = asyncio.Event()
        self._hello = handshake({"headers": headers})
        self._shaken = False
        self._seen = bytearray()
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._hello)

    def connection_lost(self, _error: Exception | None) -> None:
        self.screen.lost()
        self.over.set()

    def data_received(self, data: bytes) -> None:
        seen = self._seen
        seen += data
        if not self._shaken:
            head, found, rest = bytes(seen).partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                raise ConnectionError(head[:200])
            self._shaken, seen[:] = True, rest
        self._frames()

    def _frames(self) -> None:
        seen = self._seen
        at = 0
        while len(seen) - at >= 2:
            size, start = seen[at + 1], at + 2
            if size > 125:
                width = 2 if size == 126 else 8
                size, start = int.from_bytes(seen[start : start + width], "big"), start + width
            if len(seen) < start + size:
                break
            self._frame(seen[at] & 0x0F, bytes(seen[start : start + size]))
            at = start + size
        del seen[:at]

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.transport.write(masked(PONG, payload))
        elif opcode == TEXT:
            now = self._loop.time()
            if self.frames:
                self.gap = max(self.gap, now - self.heard)
            self.heard = now
            self.frames += 1
            for answer in self.screen.frame(_read(payload)):
                self.transport.write(masked(TEXT, orjson.dumps(answer)))
        elif opcode == CLOSE:
            self.transport.close()

    @property
    def live(self) -> bool:
        """Whether every board that it wants is on it."""
        return all(mirror.state == "live" for mirror in self.screen.mirrors.values())


def wanting(topics: Iterable[str]) -> Screen:
    """A screen that wants these boards."""
    screen = Screen()
    for topic in topics:
        screen.want(topic)
    return screen


async def connect(port: int, screen: Screen, headers: Iterable[str], **buffers: int) -> Board:
    """A connection that has begun its handshake. `receive`: bytes of the socket's buffer, the system's if
    not told."""
    loop = asyncio.get_running_loop()
    made = socket.socket()
    made.setblocking(False)
    if "receive" in buffers:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffers["receive"])
    await loop.sock_connect(made, ("127.0.0.1", port))
    _, board = await loop.create_connection(lambda: Board(screen, headers), sock=made)
    return board


async def all_live(boards: Iterable[Board], seconds: float) -> float:
    """Wait until all are live; how long it took. Raises TimeoutError."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.timeout(seconds):
        for board in boards:
            while not board.live:
                await asyncio.sleep(0.005)
    return loop.time() - began


def memory_and_files(process: int) -> tuple[float, int]:
    """Megabytes of a process (its share of what it maps), and its open files."""
    with open(f"/proc/{process}/smaps_rollup") as rollup:
        (share,) = (int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    return share / 1024, len(os.listdir(f"/proc/{process}/fd"))


def rows_of(screen: Screen) -> dict[str, Any]:
    """What is on it, by board."""
    return {topic: mirror.rows for topic, mirror in screen.mirrors.items()}
