"""The live hub alone on uvicorn, without a store; `python -m tests.bench.hub_server CPU SLOW` prints a port.

POST /only-write publishes one change after the answer; POST /burst publishes 20; POST /stream publishes 400
a second for three seconds after the answer; the query is the row's size. The websocket /bare is accepted
and nothing more.
"""

import asyncio
import json
import os
import sys
import time
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from realtime.endpoint import LiveEndpoint
from realtime.fanout import Hub
from realtime.limits import Limits, SessionLimits
from realtime.loop import run
from realtime.protocol import LiveProtocol, freeze_garbage
from realtime.terms import Identity
from tests.bench.crowd import raise_file_limit
from tests.bench.floor_server import BURST, PAUSE
from tests.bench.slowness import slowed

ORIGIN = "http://localhost"
STREAM_RATE, STREAM_SECONDS = 400, 3


class Bare:
    """A handshake and nothing more."""

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await receive()


class WallClock:
    rate = 1.0

    def now(self) -> datetime:
        return datetime.now(UTC)


class Site:
    def __init__(self) -> None:
        patient = SessionLimits(stalled=10_000, silent=10_000)
        limits = Limits(screens=10_000, screens_per_user=10_000, session=patient)
        self.hub = Hub(epoch="e", clock=WallClock(), limits=limits)
        self.hub.load(1, [])
        self.position = 1

    def authenticate(self, _scope: object = None) -> Identity | None:
        return Identity("u1", (), lambda _topic: True, self.authenticate)

    def publish(self, size: int) -> None:
        self.position += 1
        row = {"stamp": time.monotonic_ns(), "row": "x" * size}
        self.hub.publish(self.position, datetime.now(UTC), [("queue:75", f"case-{self.position % 200}", row)])

    async def only_write(self, request: Request) -> JSONResponse:
        self.publish(int(request.url.query))
        return JSONResponse({})

    async def stream(self, request: Request) -> JSONResponse:
        self.streaming = asyncio.create_task(self._stream(int(request.url.query)))
        return JSONResponse({})

    async def _stream(self, size: int) -> None:
        began, sent = time.monotonic(), 0
        while (gone := time.monotonic() - began) < STREAM_SECONDS:
            while sent < gone * STREAM_RATE:
                self.publish(size)
                sent += 1
            await asyncio.sleep(1 / STREAM_RATE)

    async def burst(self, request: Request) -> JSONResponse:
        started = time.process_time()
        for _ in range(BURST):
            self.publish(int(request.url.query))
            await asyncio.sleep(PAUSE)
        return JSONResponse({"cpu": time.process_time() - started})


async def main() -> None:
    raise_file_limit()
    os.sched_setaffinity(0, {int(sys.argv[1])})
    site = Site()
    site.publish = slowed(site.publish, float(sys.argv[2]))  # type: ignore[method-assign]
    live = LiveEndpoint(hub=site.hub, authenticate=site.authenticate, origins=frozenset({ORIGIN}))
    routes = [
        WebSocketRoute("/live", live),
        WebSocketRoute("/bare", Bare()),
        Route("/stream", site.stream, methods=["POST"]),
        Route("/only-write", site.only_write, methods=["POST"]),
        Route("/burst", site.burst, methods=["POST"]),
    ]
    config = uvicorn.Config(
        Starlette(routes=routes),
        port=0,
        http="httptools",
        ws=LiveProtocol,
        ws_per_message_deflate=False,
        ws_max_size=65_536,
        log_level="critical",
        access_log=False,
        backlog=2_048,
        ws_ping_timeout=3_600,  # the crowd answers none while it streams, which can take forty seconds
        timeout_keep_alive=3_600,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    hub = asyncio.create_task(site.hub.run())
    while not server.started:
        await asyncio.sleep(0.01)
    freeze_garbage()
    print(json.dumps(server.servers[0].sockets[0].getsockname()[1]), flush=True)
    await running
    hub.cancel()


if __name__ == "__main__":
    run(main())
