"""The live endpoint on a real server and a real port, and clients on real sockets."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import ClientConnection, connect

from realtime.endpoint import Authenticate, LiveEndpoint
from realtime.fanout import Hub
from realtime.limits import Limits
from realtime.protocol import LiveProtocol
from realtime.terms import Identity
from tests.realtime.mirror import Message, Screen

ORIGIN = "http://localhost:8000"
SETTINGS: dict[str, Any] = {
    "ws_per_message_deflate": False,
    "ws_max_size": 65_536,
    "log_config": None,
    "timeout_graceful_shutdown": 3,
}


class WallClock:
    """Real time, as the product's own clock tells it."""

    rate = 1.0

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Site:
    """A running server."""

    hub: Hub
    port: int
    server: uvicorn.Server
    hub_task: asyncio.Task[None]

    def connect(self, origin: str | None = ORIGIN, **more: Any) -> connect:
        settings: dict[str, Any] = {"compression": None, "ping_interval": None, "max_size": None, **more}
        return connect(f"ws://127.0.0.1:{self.port}/live?token=secret", origin=origin, **settings)


def anybody(user: str = "u1") -> Authenticate:
    def login() -> Identity | None:
        return Identity(user, ("queue:75",), lambda topic: not topic.endswith(":99"), login)

    return lambda _scope: login()


@asynccontextmanager
async def serving(
    *,
    authenticate: Authenticate | None = None,
    limits: Limits | None = None,
    protocol: type[asyncio.Protocol] = LiveProtocol,
    prepare: Callable[[Hub], None] = lambda hub: hub.load(5, []),
    epoch: str = "e",
    **settings: Any,
) -> AsyncIterator[Site]:
    hub = Hub(epoch=epoch, clock=WallClock(), limits=limits)
    prepare(hub)
    live = LiveEndpoint(hub=hub, authenticate=authenticate or anybody(), origins=frozenset({ORIGIN}))
    config = uvicorn.Config(
        Starlette(routes=[WebSocketRoute("/live", live)]),
        port=0,
        ws=protocol,
        **{**SETTINGS, **settings},
    )
    server = uvicorn.Server(config)
    serve, run = asyncio.create_task(server.serve()), asyncio.create_task(hub.run())
    while not server.started:
        await asyncio.sleep(0.005)
    try:
        yield Site(hub, server.servers[0].sockets[0].getsockname()[1], server, run)
        assert not run.done(), run
    finally:
        server.should_exit = True
        await serve
        run.cancel()


async def receive(socket: ClientConnection) -> list[Message]:
    """The messages of the next frame."""
    found = json.loads(await asyncio.wait_for(socket.recv(), 5))
    assert isinstance(found, list)
    return found


async def follow(socket: ClientConnection, screen: Screen, after: Callable[[], None] = lambda: None) -> None:
    """Be a browser on this connection until it ends."""
    async for text in socket:
        for answer in screen.frame(json.loads(text)):
            await socket.send(json.dumps(answer))
        after()
