"""What the Python peers share: uvicorn as fast as it is, and the request that has them publish."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
import uvloop

from tests.bench.crowd import raise_file_limit

LONG = 100_000
"""Seconds between a peer's heartbeats: none falls into the run."""


def changed(size: int) -> dict[str, str]:
    """A change with a row of so many bytes."""
    return {"t": "d", "row": "x" * size}


def publishing(publish: Callable[[int], Awaitable[None]]) -> Any:
    """An HTTP application: a POST publishes a change of that size after the answer."""

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return
        size = int(scope["query_string"] or 0)
        while (await receive()).get("more_body"):
            pass
        headers = [(b"content-length", b"2"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})
        await publish(size)

    return application


async def serve(application: Any) -> None:
    """Run until terminated; prints the port."""
    raise_file_limit()
    config = uvicorn.Config(
        application,
        port=0,
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="off",
        log_level="critical",
        access_log=False,
        backlog=2_048,
        timeout_keep_alive=3_600,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)
    await running


def run(application: Any) -> None:
    """The same from outside a loop, on the fastest loop that it can have."""
    uvloop.run(serve(application))
