"""The floor: what cannot be left out. Bare commit, bare answer, bare write of one made frame to every socket.

`python -m tests.bench.floor_server CPU EVENT_BYTES DIRECTORY [uvloop]` prints its port. POST /shout commits
one row (SQLite, WAL, FULL), answers, then writes; /only-write does not commit; /burst writes 20 times. The
query is the frame's size.
"""

import asyncio
import base64
import hashlib
import json
import os
import sqlite3
import sys
import time
from pathlib import Path
from typing import cast

from realtime.frames import text_frame
from realtime.loop import run
from tests.bench.crowd import raise_file_limit

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
BURST, PAUSE = 20, 0.02


class Floor:
    def __init__(self, database: sqlite3.Connection, event: bytes) -> None:
        self.database = database
        self.event = event
        self.writes: list[asyncio.Transport] = []

    def commit(self) -> None:
        self.database.execute("INSERT INTO events (event) VALUES (?)", (self.event,))
        self.database.commit()

    def broadcast(self, frame: bytes) -> None:
        for transport in self.writes:
            transport.write(frame)

    async def burst(self, frame: bytes) -> float:
        started = time.process_time()
        for _ in range(BURST):
            self.broadcast(frame)
            await asyncio.sleep(PAUSE)
        return time.process_time() - started


class Bare(asyncio.Protocol):
    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.seen = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.seen += data
        while b"\r\n\r\n" in self.seen:
            head, _, rest = self.seen.partition(b"\r\n\r\n")
            length = [
                int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
            ]
            size = length[0] if length else 0
            if len(rest) < size:
                return
            self.seen = rest[size:]
            self.request(head)

    def request(self, head: bytes) -> None:
        if b"Sec-WebSocket-Key: " in head:
            key = head.partition(b"Sec-WebSocket-Key: ")[2].partition(b"\r\n")[0]
            accept = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
            self.transport.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
            )
            self.floor.writes.append(self.transport)
            return
        path, _, query = head.split(b" ")[1].partition(b"?")
        frame = text_frame(b'[{"t":"d","row":"' + b"x" * (int(query or b"0")) + b'"}]')
        if path == b"/burst":
            self.task = asyncio.get_running_loop().create_task(self.burst(frame))
            return
        if path == b"/shout":
            self.floor.commit()
        self.answer({})
        if path in (b"/shout", b"/only-write"):
            self.floor.broadcast(frame)

    async def burst(self, frame: bytes) -> None:
        self.answer({"cpu": await self.floor.burst(frame)})

    def answer(self, body: object) -> None:
        text = json.dumps(body).encode()
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(text), text))


async def main() -> None:
    raise_file_limit()
    os.sched_setaffinity(0, {int(sys.argv[1])})
    database = sqlite3.connect(Path(sys.argv[3]) / "floor.db")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE events (position INTEGER PRIMARY KEY AUTOINCREMENT, event BLOB)")
    floor = Floor(database, b"e" * int(sys.argv[2]))
    server = await asyncio.get_running_loop().create_server(
        lambda: Bare(floor), "127.0.0.1", 0, backlog=2_048
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    (run if sys.argv[4:] == ["uvloop"] else asyncio.run)(main())
