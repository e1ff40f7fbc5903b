"""The live hub with the product's own limits and pings, or a naive board: `python -m
tests.trials.live_server NAME BYTES`.

NAME is `hub` or `naive` (an awaited send to one board after the other: a planted fault). Publishes a change
of so many bytes twenty times a second; GET /screens says how many are connected. Prints its port.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import Any, ClassVar

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from realtime.endpoint import LiveEndpoint
from realtime.fanout import Hub
from realtime.loop import run
from realtime.protocol import LiveProtocol
from realtime.terms import Identity
from tests.bench.crowd import raise_file_limit
from tests.realtime.server import ORIGIN, WallClock
from web.limits import Limits

EVERY = 0.05
LIMITS = Limits(screens_per_account=100_000, screens=100_000)


class Live:
    """The product's."""

    ws: ClassVar[dict[str, Any]] = {
        "ws": LiveProtocol,
        "ws_ping_interval": LIMITS.screen_ping,
        "ws_ping_timeout": LIMITS.screen_pong,
    }

    def __init__(self) -> None:
        self.hub = Hub(epoch="e", clock=WallClock(), limits=LIMITS.of_hub())
        self.hub.load(1, [])
        self.endpoint: Any = LiveEndpoint(
            hub=self.hub, authenticate=self.anybody, origins=frozenset({ORIGIN})
        )

    def anybody(self, _scope: object = None) -> Identity | None:
        return Identity("u1", (), lambda _topic: True, self.anybody)

    def __len__(self) -> int:
        return len(self.hub.screens)

    async def publish(self, position: int, row: dict[str, str]) -> None:
        self.hub.publish(position, datetime.now(UTC), [("queue:75", f"case-{position % 20}", row)])

    async def run(self) -> None:
        await self.hub.run()


class Naive:
    """What one writes first."""

    ws: ClassVar[dict[str, Any]] = {"ws": "websockets-sansio"}

    def __init__(self) -> None:
        self.boards: set[WebSocket] = set()

    def __len__(self) -> int:
        return len(self.boards)

    async def endpoint(self, board: WebSocket) -> None:
        await board.accept()
        await board.send_text('[{"t":"welcome"}]')
        sub = json.loads(await board.receive_text())
        await board.send_text(
            json.dumps([{"t": "ok", "id": sub["id"], "topic": sub["topic"], "mode": "live"}])
        )
        self.boards.add(board)
        try:
            while True:
                await board.receive_text()
        except WebSocketDisconnect:
            self.boards.discard(board)

    async def publish(self, position: int, row: dict[str, str]) -> None:
        for board in tuple(self.boards):
            await board.send_text(json.dumps([{"t": "d", "pos": position, "row": row}]))

    async def run(self) -> None:
        await asyncio.Event().wait()


async def main() -> None:
    raise_file_limit()
    board = Live() if sys.argv[1] == "hub" else Naive()

    async def screens(_request: Request) -> JSONResponse:
        return JSONResponse(len(board))

    async def write() -> None:
        position = 1
        while True:
            position += 1
            await board.publish(position, {"row": "x" * int(sys.argv[2])})
            await asyncio.sleep(EVERY)

    config = uvicorn.Config(
        Starlette(routes=[WebSocketRoute("/live", board.endpoint), Route("/screens", screens)]),
        port=0,
        ws_per_message_deflate=False,
        log_level="critical",
        backlog=2_048,
        timeout_graceful_shutdown=1,
        **board.ws,
    )
    server = uvicorn.Server(config)
    tasks = [asyncio.create_task(each) for each in (server.serve(), board.run(), write())]
    while not server.started:
        await asyncio.sleep(0.01)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)
    await tasks[0]


if __name__ == "__main__":
    run(main())
